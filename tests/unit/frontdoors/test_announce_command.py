"""An admin sees who would be reminded, in which words, and has them reminded."""

import json
from dataclasses import dataclass, field

import pytest

from component.domain.announcement import EVERYBODY, Order, Selection
from component.domain.jobs import Asker, JobKind, JobState
from component.domain.login import Window
from component.domain.reminders import DAY
from component.frontdoors.commands.announce import Announcing, make_announce
from component.frontdoors.commands.announce_words import ALL, Preview
from component.frontdoors.commands.description import Ask, Kind, Person, Step, Told
from component.frontdoors.commands.job_words import tell_job
from component.frontdoors.texts import Texts
from component.frontdoors.wording import Site
from tests.fakes.jobs import FakeJobs
from tests.unit.frontdoors.office import CATALOGUES, somebody, text_of
from tests.unit.usecases.announcer import Announcer
from tests.unit.usecases.square import BEGIN, SITE

ADA, SHELL = somebody("ada"), somebody(None, is_in_chat=False)
ABOVE = 2


@dataclass
class Desk(Announcer):
    """A place with the command; `woken` counts how often jobs were looked for."""

    jobs: FakeJobs = field(default_factory=FakeJobs)
    has_mails: bool = True
    woken: int = 0

    def wake(self) -> None:
        """See `RunJobs.wake`."""
        self.woken += 1

    async def use(self, person: Person = ADA, /, **answers: str) -> Step:
        """Use the command."""
        given = {"who": EVERYBODY, "seen-days": "", "mail": "0", "preview": ALL, "dry-run": "0"}
        named = {name.replace("_", "-"): value for name, value in answers.items()}
        needs = Announcing(
            choose=self.choose(),
            window=self.window,
            jobs=self.jobs,
            wake=self.wake,
            preview=Preview(Texts(CATALOGUES), Site("Example", "chat.example.org")),
            link=f"{SITE}/m/…",
            lifetime=14 * DAY,
            has_mails=self.has_mails,
            confirm_above=ABOVE,
            clock=lambda: self.time.now,
        )
        return await make_announce(needs).run(person, given | named)


async def confirm(step: Step, answer: str, person: Person = ADA) -> Told:
    """Answer the question at the end."""
    assert isinstance(step, Ask)
    told = await step.then(person, {"confirm": answer})
    assert isinstance(told, Told)
    return told


@pytest.fixture
async def desk() -> Desk:
    """Two people, one of whom wants no reminders."""
    made = Desk()
    made.people("bob", "stan")
    await made.reminders.stop("chat:stan", BEGIN)
    return made


async def test_it_is_shown_who_gets_what_in_which_words(desk: Desk) -> None:
    step = await desk.use()
    assert step.lines[:2] == (
        "1 person gets a message in the chat.",
        "1 person wants no reminders and gets none.",
    )
    (table,) = step.tables
    assert list(table.rows) == [
        ("bob", "message in the chat"),
        ("stan", "none: wants no reminders"),
    ]
    text = text_of(step)
    assert "This is a reminder from Example" in text
    assert "Das ist eine Erinnerung von Example" in text
    assert f"{SITE}/m/…" in text


async def test_programs_get_all_of_it(desk: Desk) -> None:
    step = await desk.use()
    data = json.loads(json.dumps(step.data))
    assert sorted(data["texts"]["chat"]) == sorted(CATALOGUES)
    del data["texts"]
    assert data == {
        "by_chat": 1,
        "by_mail": 0,
        "stopped": 1,
        "people": [{"username": "bob", "by": "chat"}, {"username": "stan", "by": None}],
        "job": None,
    }


async def test_the_text_is_shown_in_one_language_where_that_is_wished(desk: Desk) -> None:
    text = text_of(await desk.use(preview="de"))
    assert "Erinnerung von Example" in text
    assert "This is a reminder" not in text


async def test_the_mail_is_shown_beside_the_message(desk: Desk) -> None:
    desk.people("mara", email="mail.test")
    step = await desk.use(mail="1", preview="en")
    assert "1 person who is not in the chat gets a mail." in step.lines
    assert "this is a reminder about your account in the chat of Example" in text_of(step)
    assert isinstance(step.data, dict)
    assert set(step.data["texts"]) == {"chat", "mail"}


async def test_the_date_stands_in_the_text_that_is_shown(desk: Desk) -> None:
    desk.window.ends_at = BEGIN + 30 * DAY
    assert "from October 21, 2026 on" in text_of(await desk.use(preview="en"))


@pytest.mark.parametrize("person", [ADA, SHELL])
async def test_once_confirmed_it_is_a_job(person: Person, desk: Desk) -> None:
    told = await confirm(await desk.use(person, who="B*"), "1", person)
    job = desk.jobs.newest_first()[0]
    assert (told.job, job.kind, desk.woken) == (job.number, JobKind.ANNOUNCE, 1)
    assert Order.of(job.arguments) == Order(Selection("b*"), BEGIN)
    in_chat = Asker("ada@livechat.test", "ada", "en")
    assert job.asker == (in_chat if person is ADA else Asker("root", "", "en"))
    assert desk.reminded() == []


async def test_days_and_mails_are_part_of_what_is_asked_for(desk: Desk) -> None:
    desk.accounts.seen_at = {"bob": BEGIN - DAY}
    await confirm(await desk.use(seen_days="30", mail="1"), "1")
    order = Order.of(desk.jobs.newest_first()[0].arguments)
    assert order.selection == Selection("*", BEGIN - 30 * DAY, by_mail=True)


async def test_who_does_not_confirm_reminds_nobody(desk: Desk) -> None:
    told = await confirm(await desk.use(), "0")
    assert told.lines == ("Nobody was reminded.",)
    assert desk.jobs.newest_first() == []


async def test_many_are_reminded_once_their_number_is_typed(desk: Desk) -> None:
    desk.people("carol", "dave")
    step = await desk.use()
    assert isinstance(step, Ask)
    assert step.questions[0].kind is Kind.TEXT
    for wrong in ("2", "4", "", "1"):
        assert (await confirm(step, wrong)).is_problem
    assert desk.jobs.newest_first() == []
    assert not (await confirm(step, "3")).is_problem


async def test_a_dry_run_says_the_same_and_asks_nothing(desk: Desk) -> None:
    ask = await desk.use()
    told = await desk.use(dry_run="1")
    assert isinstance(told, Told)
    assert told.lines == (*ask.lines, "Nobody was reminded: this only shows who would be.")
    assert (told.data, told.tables) == (ask.data, ask.tables)
    assert (desk.jobs.newest_first(), desk.state.audit) == ([], [])


@pytest.mark.parametrize(
    ("case", "answers", "words"),
    [
        ("", {"seen_days": "soon"}, "Write a number of days"),
        ("", {"seen_days": "0"}, "Write a number of days"),
        ("", {"seen_days": "99999"}, "Write a number of days"),
        ("no mails", {"mail": "1"}, "no mail server"),
        ("closed", {}, "The migration is closed"),
    ],
)
async def test_what_cannot_be(case: str, answers: dict[str, str], words: str, desk: Desk) -> None:
    desk.has_mails = case != "no mails"
    desk.window.stands = Window.CLOSED if case == "closed" else Window.OPEN
    told = await desk.use(ADA, **answers)
    assert isinstance(told, Told)
    assert told.is_problem
    assert words in text_of(told)


async def test_where_there_is_nobody_there_is_nothing_to_confirm(desk: Desk) -> None:
    told = await desk.use(who="nobody*")
    assert isinstance(told, Told)
    assert told.lines[0] == "0 people get a message in the chat."


async def test_a_run_is_told_with_whom_it_left_out(desk: Desk) -> None:
    await confirm(await desk.use(), "1")
    job = await desk.jobs.take([JobKind.ANNOUNCE])
    assert job is not None
    result = await desk.job()(job, desk.progress)
    ended = await desk.jobs.end(job, result.state, result.outcome)
    assert ended is not None
    assert ended.state is JobState.DONE
    assert list(tell_job(ADA.t, ended))[1:] == [
        "What was changed: 1 person reminded in the chat.",
        "1 person wants no reminders and gets none.",
    ]
