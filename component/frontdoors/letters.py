"""Mails to people: the port `Letters`. How a mail leaves is the mail adapter's part."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from component.domain.mails import Mail
from component.frontdoors.wording import Site, compose

if TYPE_CHECKING:
    from component.domain.reminders import Notice
    from component.frontdoors.texts import Texts
    from component.ports.reminders import Post


class WrittenLetters:
    """Writes mails in the person's language.

    Args:
        post: Takes them.
        texts: In all languages.
        site: Who writes.
    """

    def __init__(self, post: "Post", texts: "Texts", site: Site) -> None:
        self._post = post
        self._texts = texts
        self._site = site

    async def send(self, address: str, languages: Sequence[str], notice: "Notice") -> None:
        """See `Letters.send`."""
        language = self._texts.language(*languages)
        wording = compose(notice, self._texts.translate(language), self._site, language)
        await self._post.send(Mail(address, wording.subject, wording.body, language))
