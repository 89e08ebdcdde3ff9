"""A mail is in the person's language, and says which one that is."""

from gettext import NullTranslations

import pytest

from component.domain.reminders import Letter, Notice
from component.frontdoors.letters import WrittenLetters
from component.frontdoors.texts import SOURCE, Texts, read_catalogue
from component.frontdoors.wording import Site
from component.ports import Rejected, Unavailable
from tests.fakes.reminders import FakePost

GERMAN = read_catalogue(
    b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Hello,"
msgstr "Guten Tag,"
""",
    "de",
)
NOTICE = Notice(Letter.CHAT_REFUSED, "https://www.example.org/m/t0ken", 86400.0)


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def letters(post: FakePost) -> WrittenLetters:
    texts = Texts({SOURCE: NullTranslations(), "de": GERMAN})
    return WrittenLetters(post, texts, Site("Example", "chat.example.org"))


@pytest.mark.parametrize(
    ("languages", "language", "opening"),
    [
        (["de"], "de", "Guten Tag,"),
        (["de_AT"], "de", "Guten Tag,"),
        (["pl", "de"], "de", "Guten Tag,"),
        (["pl"], "en", "Hello,"),
        ([], "en", "Hello,"),
    ],
)
async def test_a_mail_is_in_the_first_language_that_there_is(
    languages: list[str], language: str, opening: str, letters: WrittenLetters, post: FakePost
) -> None:
    await letters.send("bob@mail.test", languages, NOTICE)
    (mail,) = post.mails
    assert (mail.to, mail.language) == ("bob@mail.test", language)
    assert mail.body.startswith(opening)
    assert NOTICE.link in mail.body


@pytest.mark.parametrize(("code", "expected"), [(550, Rejected), (450, Unavailable)])
async def test_what_the_mail_server_says_is_passed_on(
    code: int, expected: type[Exception], letters: WrittenLetters, post: FakePost
) -> None:
    post.refuse("bob@mail.test", code)
    with pytest.raises(expected):
        await letters.send("bob@mail.test", [], NOTICE)
