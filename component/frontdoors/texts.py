"""The languages that people are addressed in: catalogues of texts, and which language fits.

Texts stand in the sources in English and are found by that. The catalogues are read as
translators write them, `locale/LANGUAGE/LC_MESSAGES/tiki-livechat.po`: nothing has to be compiled
for a package, an editable installation or a test, and a catalogue can never be older than its
source.
"""

import io
from collections.abc import Iterable, Mapping
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "tiki-livechat"
SOURCE = "en"
_MOST_SUBTAGS = 8

Catalogues = Mapping[str, NullTranslations]
"""Language → its texts; with `SOURCE`, which needs no translation."""


def load_catalogues() -> Catalogues:
    """Read all catalogues that are installed, which takes a few hundredths of a second each.

    Raises:
        PoFileError: One is not a catalogue, from Babel; a translator's mistake, told with its line.
    """
    found: dict[str, NullTranslations] = {SOURCE: NullTranslations()}
    for folder in sorted(files("component").joinpath("locale").iterdir(), key=lambda f: f.name):
        file = folder.joinpath("LC_MESSAGES", f"{DOMAIN}.po")
        if file.is_file():
            found[folder.name] = read_catalogue(file.read_bytes(), folder.name)
    return found


def read_catalogue(content: bytes, language: str) -> GNUTranslations:
    """Make texts of a catalogue.

    Args:
        content: In gettext's text form. Texts that are fuzzy or not translated stay English.
        language: Its language, a BCP 47 tag.

    Raises:
        PoFileError: It is not a catalogue.
    """
    locale = Locale.parse(language, sep="-")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(content), locale=locale, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


def choose(tags: Iterable[str], available: Iterable[str]) -> str:
    """Find the language to address somebody in (RFC 4647 §3.4, lookup).

    Args:
        tags: BCP 47 tags, the person's first choice first; `de_AT` will do, and nonsense fits none.
        available: The languages that there are.

    Returns:
        The first choice that there is, made shorter where that helps: `de` for `de-AT`. `SOURCE`
        if there is none.
    """
    spelled = {language.lower(): language for language in available}
    for tag in tags:
        subtags = tag.strip().lower().replace("_", "-").split("-", _MOST_SUBTAGS)[:_MOST_SUBTAGS]
        while subtags:
            language = spelled.get("-".join(subtags))
            if language is not None:
                return language
            del subtags[-1]
    return SOURCE


class Texts:
    """Texts in all languages.

    Args:
        catalogues: From `load_catalogues`.
    """

    def __init__(self, catalogues: Catalogues) -> None:
        self.catalogues = catalogues

    def translate(self, *tags: str) -> NullTranslations:
        """The texts in the language that fits best, see `choose`."""
        return self.catalogues[self.language(*tags)]

    def language(self, *tags: str) -> str:
        """Which language that is."""
        return choose(tags, self.catalogues)
