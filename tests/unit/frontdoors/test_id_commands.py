"""An admin looks Live Chat IDs up, sets them, and has them changed, released and allocated."""

from typing import Any

import pytest

from component.domain.id_change import ChangeTrouble, IdOrder
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.names import LiveChatId, TikiLogin
from component.frontdoors.commands.description import Answers, Kind, Told
from component.frontdoors.commands.job_words import kind_words, tell_job
from component.usecases.allocate_job import AllocateOrder
from component.usecases.choose_accounts import Choice
from tests.unit.frontdoors.id_office import IdOffice
from tests.unit.frontdoors.office import asked, somebody, text_of

ADA = somebody("ada")
LANGUAGES = ["en", "de", "es", "fr", "ja"]
EVERYBODY = {"who": "*"}


@pytest.fixture
def office() -> IdOffice:
    made = IdOffice()
    made.add_person("Zoë", "zoe", "Helpers", email="zoe@mail.test")
    made.add_person("Heidi K.", None)
    made.add_chat_account("native")
    return made


def data(told: Told) -> dict[str, Any]:
    assert isinstance(told.data, dict)
    return told.data


async def confirm(office: IdOffice, command: str, answers: Answers, answer: str = "1") -> Told:
    """Go through a command to its end."""
    desk = office.desk()
    turn = await office.turn(desk, ADA, command, answers)
    asked(turn)
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": answer})).step
    assert isinstance(told, Told)
    return told


def stored(office: IdOffice) -> list[str | None]:
    return [office.tiki.stored_id(user_id) for user_id in office.tiki.user_ids]


async def test_an_id_is_set_after_a_question(office: IdOffice) -> None:
    answers = {"name": "Heidi K.", "id": "HK"}
    ask = asked(await office.turn(office.desk(), ADA, "set-id", answers))
    assert ask.lines == ("Heidi K. (number 2) gets the chat address hk@livechat.test.",)
    told = await confirm(office, "set-id", answers)
    assert told.lines == ("Heidi K. has the chat address hk@livechat.test now.",)
    assert data(told) == {"account": "Heidi K.", "live_chat_id": "hk"}
    assert stored(office) == ["zoe", "hk"]
    ((action, subject, detail),) = office.state.audit
    assert (action, subject, detail["by"], detail["way"]) == (
        "set-id",
        "hk",
        "ada@livechat.test",
        "chat",
    )


@pytest.mark.parametrize("command", ["set-id", "change-id", "release-id"])
async def test_who_does_not_confirm_or_asks_for_a_dry_run_changes_nothing(
    office: IdOffice, command: str
) -> None:
    who = "Heidi K." if command == "set-id" else "zoe"
    answers = {"name": who, "id": "new"}
    assert (await confirm(office, command, answers, "0")).lines == ("Nothing was changed.",)
    ask = asked(await office.turn(office.desk(), ADA, command, answers))
    dry = await office.told(ADA, command, **{**answers, "dry-run": "1"})
    assert dry.lines == (*ask.lines, "Nothing was changed: this only shows what would be.")
    assert (stored(office), office.state.audit) == (["zoe", None], [])
    assert office.jobs.newest_first() == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("zoe", "They have a chat address already"),
        ("native", "only a chat account"),
        ("nobody", "Nobody has this name"),
        ("two@mail.test", "may mean several people"),
    ],
)
async def test_an_id_is_set_for_somebody_of_the_site_who_has_none(
    office: IdOffice, name: str, words: str
) -> None:
    for number in (1, 2):
        office.add_person(f"Two {number}", None, email="two@mail.test")
    told = await office.told(ADA, "set-id", name=name, id="new")
    assert told.is_problem
    assert words in text_of(told)


@pytest.mark.parametrize(("command", "name"), [("set-id", "Heidi K."), ("change-id", "zoe")])
@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("native", "cannot be had"),
        ("admin", "reserved"),
        ("h.k", "letters and digits only"),
        ("h" * 65, "at most 64"),
    ],
)
async def test_what_cannot_be_had_is_refused_with_what_could(
    office: IdOffice, command: str, name: str, wanted: str, words: str
) -> None:
    told = await office.told(ADA, command, name=name, id=wanted)
    assert told.is_problem
    assert words in told.lines[0]
    assert "These can be had: " in told.lines[1]


async def test_the_login_of_somebody_else_is_warned_of(office: IdOffice) -> None:
    office.add_person("zo", None)
    for command, name in (("set-id", "Heidi K."), ("change-id", "zoe")):
        told = await office.told(ADA, command, **{"name": name, "id": "zo", "dry-run": "1"})
        assert "Mind that this is the user name of somebody else on the site, zo (number 3)" in (
            text_of(told)
        )


@pytest.mark.parametrize(
    ("command", "answers", "order"),
    [
        (
            "change-id",
            {"id": "zo"},
            IdOrder(1, TikiLogin("Zoë"), LiveChatId("zoe"), LiveChatId("zo"), moves=True),
        ),
        (
            "change-id",
            {"id": "zo", "move": "0"},
            IdOrder(1, TikiLogin("Zoë"), LiveChatId("zoe"), LiveChatId("zo")),
        ),
        ("release-id", {}, IdOrder(1, TikiLogin("Zoë"), LiveChatId("zoe"))),
    ],
)
async def test_exactly_what_was_shown_becomes_a_job(
    office: IdOffice, command: str, answers: dict[str, str], order: IdOrder
) -> None:
    told = await confirm(office, command, {"name": "zoe@mail.test", **answers})
    (job,) = office.jobs.newest_first()
    assert (told.job, job.kind, job.asker) == (
        job.number,
        JobKind.CHANGE_ID,
        Asker("ada@livechat.test", "ada", "en"),
    )
    assert IdOrder.of(job.arguments) == order
    assert (office.woken, data(told)["job"]) == (1, job.number)
    assert stored(office) == ["zoe", None]


@pytest.mark.parametrize("command", ["change-id", "release-id"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Heidi K.", "has no Live Chat ID"),
        ("native", "has no Live Chat ID"),
        ("nobody", "Nobody has this name"),
        ("two@mail.test", "may mean several people"),
    ],
)
async def test_only_one_who_has_an_id_can_have_another(
    office: IdOffice, command: str, name: str, words: str
) -> None:
    for number in ("1", "2"):
        office.add_person(f"Two {number}", f"two{number}", email="two@mail.test")
    told = await office.told(ADA, command, name=name, id="new")
    assert told.is_problem
    assert words in text_of(told)


async def test_a_look_up_shows_owner_and_history(office: IdOffice) -> None:
    await confirm(office, "set-id", {"name": "Heidi K.", "id": "hk"})
    told = await office.told(ADA, "live-chat-id", name="Heidi K.")
    assert "Live Chat ID: hk" in told.lines
    assert "Account on the site: Heidi K." in told.lines
    ((row,), *_) = [table.rows for table in told.tables]
    assert (row[0], row[2], row[3]) == ("Heidi K.", "set (ada@livechat.test)", "now")
    (facts,) = data(told)["ids"]
    assert (facts["standing"], facts["history"][0]["got_by"]) == ("owned", "set-id")
    by_hand = await office.told(ADA, "live-chat-id", name="zoe")
    assert "It was given by hand, not by the bridge: since when is not known." in by_hand.lines


async def test_a_look_up_of_who_has_none_says_so(office: IdOffice) -> None:
    told = await office.told(ADA, "live-chat-id", name="Heidi K.")
    assert told.lines == ("On the site, without a Live Chat ID: Heidi K.",)
    assert data(told) == {"ids": [], "without_id": ["Heidi K."]}


async def test_a_look_up_of_what_can_be_nobodys_says_so(office: IdOffice) -> None:
    told = await office.told(ADA, "live-chat-id", name="🐱fox")
    assert told.is_problem
    assert "Nobody has this name" in text_of(told)


async def test_an_allocation_shows_what_each_would_get(office: IdOffice) -> None:
    office.add_person("Native", None)
    office.unconfirmed = 20
    ask = asked(await office.turn(office.desk(), ADA, "allocate-ids", EVERYBODY))
    assert ask.lines == ("2 accounts of the site that are chosen have no Live Chat ID.",)
    assert list(ask.tables[0].rows) == [
        ("Heidi K.", "heidik", ""),
        ("Native", "", "the chat account of the same name has not migrated"),
    ]
    told = await confirm(office, "allocate-ids", EVERYBODY)
    (job,) = office.jobs.newest_first()
    assert (told.job, job.kind) == (job.number, JobKind.ALLOCATE)
    assert AllocateOrder.of(job.arguments) == AllocateOrder(Choice(), is_dry=False)
    assert stored(office) == ["zoe", None, None]


async def test_many_are_allocated_only_once_the_number_is_typed(office: IdOffice) -> None:
    for number in range(2):
        office.add_person(f"More {number}", None)
    ask = asked(await office.turn(office.desk(), ADA, "allocate-ids", EVERYBODY))
    assert ask.questions[0].kind is Kind.TEXT
    wrong = await confirm(office, "allocate-ids", EVERYBODY, "2")
    assert wrong.is_problem
    assert "which is 3" in wrong.lines[0]
    assert office.jobs.newest_first() == []
    assert (await confirm(office, "allocate-ids", EVERYBODY, "3")).job


async def test_a_dry_allocation_is_a_job_that_only_notes(office: IdOffice) -> None:
    told = await office.told(ADA, "allocate-ids", **{**EVERYBODY, "dry-run": "1"})
    (job,) = office.jobs.newest_first()
    assert told.job == job.number
    assert AllocateOrder.of(job.arguments).is_dry
    assert "Nothing is changed: it is only noted." in told.lines


async def test_a_group_that_is_not_there_is_told(office: IdOffice) -> None:
    told = await office.told(ADA, "allocate-ids", **EVERYBODY, group="No such")
    assert told.is_problem
    assert "no such group: No such" in told.lines[0]
    helpers = await office.told(ADA, "allocate-ids", **EVERYBODY, group="helpers")
    assert helpers.lines == ("Nobody who is chosen lacks a Live Chat ID.",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", ChangeTrouble)
def test_why_nothing_was_changed_can_be_said_in_every_language(
    language: str, trouble: ChangeTrouble
) -> None:
    job = Job(
        7,
        JobKind.CHANGE_ID,
        Asker("root"),
        {},
        state=JobState.REFUSED,
        outcome={"trouble": trouble.value},
    )
    t = somebody("ada", language).t
    lines = list(tell_job(t, job))
    assert len(lines) == 2
    assert kind_words(t, job.kind) in lines[0]
    assert "%(" not in "".join(lines)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("changed_ids", "1 Live Chat ID changed"),
        ("released_ids", "1 Live Chat ID released"),
        ("allocated", "1 Live Chat ID allocated"),
    ],
)
def test_what_was_done_is_counted(count: str, words: str) -> None:
    kind = JobKind.ALLOCATE if count == "allocated" else JobKind.CHANGE_ID
    job = Job(7, kind, Asker("root"), {}, state=JobState.DONE, outcome={count: 1})
    assert f"What was changed: {words}." in list(tell_job(somebody("ada").t, job))


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 Live Chat ID would be"), (20, "20 Live Chat IDs would be")]
)
def test_a_dry_allocation_tells_at_its_end_how_many_there_would_be(count: int, words: str) -> None:
    """It is not told that there was nothing to change."""
    outcome = {"dry_run": True, "allocated": 0, "would_allocate": count, "failed": 0}
    job = Job(7, JobKind.ALLOCATE, Asker("root"), {}, state=JobState.DONE, outcome=outcome)
    assert list(tell_job(somebody("ada").t, job))[1:] == [f"{words} allocated."]
