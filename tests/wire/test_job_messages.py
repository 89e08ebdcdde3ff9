"""Messages about jobs: who gets them, from where, in which words."""

from gettext import NullTranslations

import pytest

from component.domain.applied import Applied, Failure
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.frontdoors.texts import SOURCE, Texts, load_catalogues
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.job_messages import MOST_CHARACTERS, JobMessages, compose_job
from component.frontdoors.xmpp.messages import ChatMessages
from component.ports import Rejected, Unavailable
from component.ports.jobs import JobTeller
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, FakeServer

ADDRESS = f"accounts@{JID}"
ADA = Asker(f"ada@{DOMAIN}", "ada", "de")
ENGLISH = NullTranslations()
CATALOGUES = load_catalogues()
FAILURES = tuple(Failure("Helpers", f"person{n}", "he is\x00 banned") for n in range(7))


def job(state: JobState, **values: object) -> Job:
    """A job of ada's."""
    return Job(12, JobKind.SYNC_GROUPS, ADA, {}, state, **values)  # type: ignore[arg-type]  # fields of Job


def messages_on(stream: object) -> tuple[ChatMessages, JobTeller]:
    """Messages about jobs, and what sends them."""
    texts = Texts({SOURCE: ENGLISH})
    sender = ChatMessages(stream, DOMAIN, ADDRESS, texts, Site("Example", DOMAIN))  # type: ignore[arg-type]  # has is_up
    return sender, JobMessages(sender, texts)


async def test_a_message_comes_from_the_address_of_reminders(
    server: FakeServer, make_stream: MakeStream
) -> None:
    stream = make_stream()
    sender, teller = messages_on(stream)
    stream.attach(sender)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: sender.is_ready)
        await teller.tell(Job(1, JobKind.SYNC_GROUPS, Asker("root"), {}, JobState.DONE))
        await teller.tell(job(JobState.RUNNING, done=3, total=12))
        stanza = await connection.stanza()
    attributes = ("type", "to", "from")
    assert [stanza.get(name) for name in attributes] == ["chat", f"ada@{DOMAIN}", ADDRESS]
    body = stanza.findtext("{jabber:component:accept}body")
    assert body == "Job 12 (sync of groups) is under way: 3 of 12 steps (25 %)."


async def test_without_a_stream_nothing_is_said_to_be_sent(make_stream: MakeStream) -> None:
    _, teller = messages_on(make_stream())
    with pytest.raises(Unavailable):
        await teller.tell(job(JobState.DONE))


async def test_who_cannot_be_written_to_is_rejected(
    server: FakeServer, make_stream: MakeStream
) -> None:
    stream = make_stream()
    sender, teller = messages_on(stream)
    stream.attach(sender)
    async with running(stream):
        await server.accepted()
        await until(lambda: sender.is_ready)
        with pytest.raises(Rejected):
            await teller.tell(Job(1, JobKind.SYNC_GROUPS, Asker("x", "a@b"), {}, JobState.DONE))


def test_the_end_tells_what_was_changed_and_what_was_not_possible() -> None:
    done = Applied(joined=3, failures=FAILURES)
    body = compose_job(job(JobState.DONE, outcome=done.as_json()), ENGLISH)
    lines = body.splitlines()
    assert lines[:3] == [
        "Job 12 (sync of groups) is done.",
        "What was changed: 3 members added.",
        "7 changes were not possible.",
    ]
    assert lines[3] == "Helpers, person0: he is banned"
    assert lines[8:] == ['"job 12" lists everything that was not possible.']


def test_no_message_is_longer_than_clients_show_well() -> None:
    done = Applied(failures=tuple(Failure("H" * 900, "w", "y" * 900) for _ in range(5)))
    body = compose_job(job(JobState.DONE, outcome=done.as_json()), ENGLISH)
    assert len(body) == MOST_CHARACTERS
    assert body.endswith("…")


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("state", JobState)
def test_every_state_has_words_in_every_language(state: JobState, language: str) -> None:
    outcome = {**Applied(joined=1, failures=FAILURES).as_json(), "trouble": "left"}
    for values in ({"outcome": outcome}, {"done": 1, "total": 2, "cancelling": True}):
        body = compose_job(job(state, **values), CATALOGUES[language])
        assert "12" in body
        assert "%(" not in body
