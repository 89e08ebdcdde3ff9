"""What people are told, and in which words they may answer."""

from dataclasses import replace
from datetime import UTC, datetime
from gettext import NullTranslations

import pytest

from component.domain.login import Window
from component.domain.reminders import DAY, Deadline, Letter, Notice, Reply, Say, read_reply
from component.frontdoors.answers import all_answers, answer_words
from component.frontdoors.texts import read_catalogue
from component.frontdoors.wording import Site, compose

LINK = "https://www.example.org/livechat/m/t0ken"
MAY = datetime(2027, 5, 31, tzinfo=UTC).timestamp()
SITE = Site("Example %(site)s {x} <b>", "chat.example.org")
ENGLISH = NullTranslations()
GERMAN = read_catalogue(
    b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "answers"
msgid "stop, unsubscribe"
msgstr "stopp, abbestellen"

msgctxt "answers"
msgid "migrate, link"
msgstr "verbinden"

msgctxt "answers"
msgid "help, info"
msgstr "hilfe"

msgid "The link is only for you; please do not pass it on."
msgstr "Der Link ist nur f\xc3\xbcr Sie."

msgid "It works once, for %(hours)d hour."
msgid_plural "It works once, for %(hours)d hours."
msgstr[0] "Er gilt einmal, %(hours)d Stunde lang."
msgstr[1] "Er gilt einmal, %(hours)d Stunden lang."
""",
    "de",
)
LINKED = {Say.REMINDER, Say.LINK}


@pytest.mark.parametrize("what", [*Say, *Letter])
@pytest.mark.parametrize("t", [ENGLISH, GERMAN], ids=["en", "de"])
def test_everything_that_can_be_said_has_words(what: Say | Letter, t: NullTranslations) -> None:
    link = LINK if what in LINKED or isinstance(what, Letter) else ""
    wording = compose(Notice(what, link, 7 * DAY), t, SITE, "en")
    assert wording.body.strip()
    assert (wording.subject != "") == isinstance(what, Letter)
    assert "\n" not in wording.subject


def test_no_two_things_are_said_in_the_same_words() -> None:
    said = [compose(Notice(what, LINK, 60), ENGLISH, SITE, "en") for what in (*Say, *Letter)]
    assert len({wording.body for wording in said}) == len(said)


@pytest.mark.parametrize("what", [*LINKED, *Letter])
def test_a_link_has_a_line_of_its_own(what: Say | Letter) -> None:
    body = compose(Notice(what, LINK, 7 * DAY), ENGLISH, SITE, "en").body
    assert body.splitlines().count(LINK) == 1


@pytest.mark.parametrize("what", sorted(set(Say) - LINKED))
def test_what_needs_no_link_has_none(what: Say) -> None:
    assert "://" not in compose(Notice(what), ENGLISH, SITE, "en").body


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (60, "It works once, for 1 hour."),
        (3600, "It works once, for 1 hour."),
        (2 * 3600, "It works once, for 2 hours."),
        (47 * 3600, "It works once, for 47 hours."),
        (2 * DAY, "It works once, for 2 days."),
        (7 * DAY + 3600, "It works once, for 7 days."),
    ],
)
def test_how_long_a_link_works(seconds: float, expected: str) -> None:
    assert expected in compose(Notice(Say.LINK, LINK, seconds), ENGLISH, SITE, "en").body


def test_numbers_are_put_as_the_language_does() -> None:
    body = compose(Notice(Say.LINK, LINK, 3600), GERMAN, SITE, "de").body
    assert "Der Link ist nur für Sie. Er gilt einmal, 1 Stunde lang." in body


def test_the_first_reminder_greets_and_later_ones_say_that_they_are_reminders() -> None:
    first = compose(Notice(Say.REMINDER, LINK, DAY, is_first=True), ENGLISH, SITE, "en").body
    later = compose(Notice(Say.REMINDER, LINK, DAY, is_first=False), ENGLISH, SITE, "en").body
    assert "automatic message" in first
    assert "This is a reminder" in later


@pytest.mark.parametrize("what", [Say.REMINDER, Say.HELP, Say.UNCLEAR])
@pytest.mark.parametrize("t", [ENGLISH, GERMAN], ids=["en", "de"])
def test_the_answers_that_are_named_are_understood(what: Say, t: NullTranslations) -> None:
    body = compose(Notice(what, LINK, DAY), t, SITE, "en").body
    words = all_answers([ENGLISH, GERMAN])
    for reply, (first, *_) in answer_words(t).items():
        assert f'"{first}"' in body
        assert read_reply(first, words) is reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stop", Reply.STOP),
        ("Stopp!", Reply.STOP),
        ("abbestellen", Reply.STOP),
        ("unsubscribe", Reply.STOP),
        ("migrate", Reply.MIGRATE),
        ("VERBINDEN", Reply.MIGRATE),
        ("Hilfe", Reply.HELP),
        ("info", Reply.HELP),
        ("guten Tag", Reply.OTHER),
    ],
)
def test_words_of_every_language_are_understood_whatever_somebody_speaks(
    text: str, expected: Reply
) -> None:
    assert read_reply(text, all_answers([ENGLISH, GERMAN])) is expected


@pytest.mark.parametrize("what", [*Say, *Letter])
def test_the_site_s_name_is_shown_as_it_is(what: Say | Letter) -> None:
    wording = compose(Notice(what, LINK, DAY), ENGLISH, SITE, "en")
    for text in (wording.subject, wording.body):
        assert "%(" not in text.replace(SITE.name, "")


@pytest.mark.parametrize("letter", Letter)
def test_a_mail_says_who_writes_and_what_to_do_if_it_was_somebody_else(letter: Letter) -> None:
    wording = compose(Notice(letter, LINK, DAY), ENGLISH, SITE, "en")
    assert SITE.name in wording.subject
    assert SITE.chat in wording.body
    assert ("If that was not you" in wording.body) == (letter is not Letter.REMINDER)
    assert "sent by a program" in wording.body


def test_a_mail_to_everybody_says_how_to_get_no_more() -> None:
    body = compose(Notice(Letter.REMINDER, LINK, DAY), ENGLISH, SITE, "en").body
    assert 'answer "stop" to one in the chat' in body


@pytest.mark.parametrize(
    "what", [Say.REMINDER, Say.HELP, Letter.CHAT_REFUSED, Letter.REMINDER], ids=str
)
@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (None, "some day its old password will not let you in"),
        (Window.REFUSING, "from May 31, 2027 on its old password will not let you in"),
        (Window.CLOSED, "from May 31, 2027 on that will not be possible any more"),
    ],
)
def test_what_happens_when_is_said_where_it_is_known(
    deadline: Window | None, words: str, what: Say | Letter
) -> None:
    until = None if deadline is None else Deadline(MAY, deadline)
    body = compose(Notice(what, LINK, DAY, deadline=until), ENGLISH, SITE, "en").body
    assert words in body


@pytest.mark.parametrize(
    "what", [Say.REMINDER, Say.HELP, Letter.CHAT_REFUSED, Letter.REMINDER], ids=str
)
def test_who_is_kept_out_already_is_not_told_that_it_will_be_some_day(what: Say | Letter) -> None:
    over = Deadline(MAY, Window.REFUSING, is_over=True)
    body = compose(Notice(what, LINK, DAY, deadline=over), ENGLISH, SITE, "en").body
    assert "its old password does not let you in any more" in body
    assert "some day" not in body
    assert "2027" not in body


@pytest.mark.parametrize(
    "what", [Say.REMINDER, Say.HELP, Letter.CHAT_REFUSED, Letter.REMINDER], ids=str
)
def test_no_contacts_are_promised_where_the_old_account_is_deleted(what: Say | Letter) -> None:
    kept = compose(Notice(what, LINK, DAY), ENGLISH, SITE, "en").body
    assert "Your chat address, your contacts and your groups stay the same" in kept
    site = replace(SITE, keeps_contacts=False)
    deleted = compose(Notice(what, LINK, DAY), ENGLISH, site, "en").body
    assert "groups stay the same" not in deleted
    assert "without your contacts" in deleted


@pytest.mark.parametrize(
    ("language", "date"), [("de", "31. Mai 2027"), ("fr", "31 mai 2027"), ("ja", "2027年5月31日")]
)
def test_a_date_is_written_as_the_language_has_it(language: str, date: str) -> None:
    notice = Notice(Say.REMINDER, LINK, DAY, deadline=Deadline(MAY, Window.REFUSING))
    assert date in compose(notice, ENGLISH, SITE, language).body
