"""Who is merged in bulk, who is left and why, what is written down, and how it is counted."""

import pytest

from component.domain.jobs import JobState, Trouble
from component.domain.login import Accept, Window
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import EncryptedCredential, NoCredential
from component.domain.run_items import ItemState
from component.ports import Unavailable
from component.usecases.merge_order import MergeOrder, MergeTrouble
from tests.unit.usecases.house import House, slow_hash
from tests.unit.usecases.merge_office import DRY, JOB, PACE, REAL, SCRAM, MergeOffice, counts

BOSS = {"by": "boss@livechat.test", "way": "chat", "job": str(JOB)}


@pytest.fixture
def office(house: House) -> MergeOffice:
    return MergeOffice(house)


async def village(office: MergeOffice) -> dict[str, int]:
    """One of each kind; gives the numbers of the Tiki accounts."""
    house = office.house
    house.add_native("admin", "same")
    house.add_native("alone", "same")
    house.add_native("linked", "same")
    house.add("owner", "same", "linked")
    await house.state.retire(LiveChatId("ret"))
    return {
        "admin": house.add("admin", "same"),
        "ann": office.add_twins("ann"),
        "bea": office.add_twins("bea", hash=slow_hash("same")),
        "con": office.add_twins("con", hash=slow_hash("another")),
        "due": office.add_twins("due", pass_confirm=0),
        "enc": office.add_stored("enc", EncryptedCredential("00" * 24, "key")),
        "non": office.add_stored("non", NoCredential()),
        "oth": office.add_twins("oth", livechat_id="other"),
        "ret": office.add_twins("ret"),
        "scr": office.add_stored("scr", SCRAM),
        "sus": office.add_twins("sus", waiting="l"),
        "zed": office.add_twins("zed"),
    }


LEFT = {
    "con": "other-password",
    "due": "password-due",
    "enc": "unreadable",
    "non": "no-password",
    "oth": "other-id",
    "ret": "retired",
    "scr": "at-sign-in",
    "sus": "suspended",
}
MATCHING = ("ann", "bea", "zed")


async def test_pairs_of_one_password_are_linked_and_everything_else_stays(
    office: MergeOffice,
) -> None:
    numbers = await village(office)
    before, credentials = dict(office.house.ids()), dict(office.house.chat._credentials)
    result = await office.carry_out()
    assert result.state is JobState.DONE
    linked = {numbers[name]: name for name in MATCHING}
    assert office.house.ids() == {**before, **linked}
    assert office.house.chat._credentials == credentials
    assert office.noted() == {
        **{name: ("left", why) for name, why in LEFT.items()},
        **dict.fromkeys(MATCHING, ("done", "")),
    }


async def test_who_was_purged_since_the_page_was_read_is_not_linked(office: MergeOffice) -> None:
    """A page of passwords takes seconds, and a purge of another component an instant."""
    number, house = office.add_twins("ann"), office.house

    async def purge() -> None:
        del house.tiki.before["site_rules"]
        house.chat.lose_account("ann")
        await house.state.retire(LiveChatId("ann"))

    house.tiki.before["site_rules"] = purge
    assert (await office.carry_out()).state is JobState.DONE
    assert house.tiki.stored_id(number) is None
    assert office.noted() == {"ann": ("left", "retired")}
    assert house.actions() == []


async def test_everything_is_counted_and_adds_up(office: MergeOffice) -> None:
    await village(office)
    office.now = 1_700_000_000.0
    outcome = (await office.carry_out()).outcome
    assert counts(await office.carry_out()) == {
        "done": 3,
        **{f"left {why}": 1 for why in LEFT.values()},
    }
    assert outcome["unpaired"] == {"native-only": 1, "linked": 1, "alone": 1}
    assert (outcome["merged"], outcome["would_merge"], outcome["failed"]) == (3, 0, 0)
    assert outcome["checked"] == 4
    assert office.steps[-1] == (14, 14)
    assert [done for done, _ in office.steps[:14]] == list(range(1, 15))


async def test_the_survey_tells_what_is_to_come(office: MergeOffice) -> None:
    await village(office)
    survey = await office.survey()
    assert (survey.accounts, survey.pairs) == (14, 6)
    assert survey.unpaired == {"native-only": 1, "linked": 1, "alone": 1}
    blocked = {"at-sign-in", "no-password", "other-id", "retired", "unreadable"}
    assert survey.blocked == dict.fromkeys(blocked, 1)


async def test_the_audit_comes_first_and_says_who_did_it_how(office: MergeOffice) -> None:
    office.add_twins("ann")
    office.house.state.failing["record"] = Unavailable("the state", "away")
    assert (await office.carry_out()).state is JobState.DONE
    assert office.noted() == {"ann": ("failed", "the state: away")}
    assert office.house.tiki.count("claim_livechat_id") == 0
    office.house.state.come_back()
    await office.carry_out()
    assert office.house.state.audit == [("merge", "ann", {"tiki_login": "Ann", **BOSS})]
    assert office.noted() == {"ann": ("done", "")}


async def test_a_merged_person_signs_in_by_the_one_password(office: MergeOffice) -> None:
    user_id = office.add_twins("ann")
    await office.carry_out()
    assert await office.house.log_in("ANN", "same") == Accept(ChatUsername("ann"))
    assert office.house.tiki.stored_id(user_id) == "ann"
    assert "same" not in repr(office.items.of(JOB)) + repr(office.house.state.audit)


async def test_a_dry_run_says_what_the_real_one_does_and_changes_nothing(
    office: MergeOffice,
) -> None:
    await village(office)
    before = dict(office.house.ids())
    dry = await office.carry_out(DRY)
    assert (office.house.ids(), office.house.state.audit) == (before, [])
    assert (dry.outcome["merged"], dry.outcome["would_merge"]) == (0, 3)
    would = office.noted()
    office.items.rows.items.clear()
    await office.carry_out(REAL)
    done = {**office.noted(), **dict.fromkeys(MATCHING, ("would", ""))}
    assert would == done


@pytest.mark.parametrize(
    "arguments",
    [{}, {"dry_run": 0, "names": "*", "accounts": 1}, {"dry_run": True, "names": "*"}],
)
def test_arguments_that_are_odd_are_none(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="arguments of a merge"):
        MergeOrder.of(arguments)
    assert MergeOrder.of(REAL.as_json()) == REAL


async def test_only_names_that_fit_the_pattern_are_looked_at(office: MergeOffice) -> None:
    for name in ("ann", "bea", "bob", "cat", "dan", "eve", "fay", "bit"):
        office.add_twins(name)
    survey = await office.finding().survey("b[!i]*")
    assert (survey.accounts, survey.pairs) == (2, 2)
    result = await office.carry_out(MergeOrder(names="b[!i]*", accounts=2))
    assert set(office.noted()) == {"bea", "bob"}
    assert (result.outcome["merged"], office.steps[-1]) == (2, (2, 2))


async def test_nothing_is_merged_once_the_window_is_closed(office: MergeOffice) -> None:
    office.add_twins("ann")
    office.house.decide(window=Window.CLOSED)
    result = await office.carry_out()
    assert (result.state, result.outcome["trouble"]) == (JobState.REFUSED, MergeTrouble.CLOSED)
    assert office.noted() == {}


async def test_a_window_that_closes_meanwhile_stops_it(office: MergeOffice) -> None:
    for name in ("ann", "bea", "cat", "dan"):
        office.add_twins(name)

    async def close() -> None:
        office.house.decide(window=Window.CLOSED)

    office.house.tiki.before["claim_livechat_id"] = close
    result = await office.carry_out()
    assert (result.state, result.outcome["merged"]) == (JobState.FAILED, 3)
    assert result.outcome["trouble"] == MergeTrouble.CLOSED
    assert set(office.noted()) == {"ann", "bea", "cat"}


async def test_whoever_gets_an_id_meanwhile_is_left(office: MergeOffice) -> None:
    user_id = office.add_twins("ann")

    async def somebody_is_quicker() -> None:
        office.house.tiki.change(user_id, livechat_id="ann2")

    office.house.tiki.before["claim_livechat_id"] = somebody_is_quicker
    await office.carry_out()
    assert office.noted() == {"ann": ("left", "meanwhile")}
    assert office.house.tiki.stored_id(user_id) == "ann2"
    assert office.house.actions() == ["merge", "merge-failed"]


async def test_whoever_merges_by_signing_in_meanwhile_counts_as_merged(office: MergeOffice) -> None:
    user_id = office.add_twins("ann")

    async def a_sign_in_is_quicker() -> None:
        office.house.tiki.change(user_id, livechat_id="ann")

    office.house.tiki.before["claim_livechat_id"] = a_sign_in_is_quicker
    assert (await office.carry_out()).outcome["merged"] == 1


async def test_one_bad_account_is_passed_over(office: MergeOffice) -> None:
    for name in ("ann", "bea", "cat"):
        office.add_twins(name)
    calls = iter([None, RuntimeError("a fault"), None])

    async def fail_at_the_second() -> None:
        if error := next(calls):
            raise error

    office.house.tiki.before["claim_livechat_id"] = fail_at_the_second
    result = await office.carry_out()
    assert (result.state, result.outcome["failed"]) == (JobState.DONE, 1)
    assert office.noted(ItemState.FAILED) == {"bea": ("failed", "RuntimeError")}
    assert result.outcome["failures"] == [{"where": "bea", "who": "Bea", "why": "RuntimeError"}]
    assert set(office.noted(ItemState.DONE)) == {"ann", "cat"}


async def test_many_at_once_are_each_done_once(office: MergeOffice) -> None:
    office.page, office.at_once = 20, 5
    names = [f"p{number:02}" for number in range(30)]
    for name in names:
        office.add_twins(name)
    result = await office.carry_out()
    assert (result.outcome["merged"], result.outcome["checked"]) == (30, 30)
    assert sorted(subject for _, subject, _ in office.house.state.audit) == names


async def test_it_ends_when_it_is_asked_to(office: MergeOffice) -> None:
    for name in ("ann", "bea", "cat", "dan", "eve"):
        office.add_twins(name)
    office.stop_at = 4
    result = await office.carry_out()
    assert (result.state, result.outcome["merged"]) == (JobState.CANCELLED, 4)


async def test_an_outage_is_waited_out_with_growing_pauses(office: MergeOffice) -> None:
    office.add_twins("ann")
    office.house.tiki.go_down()

    async def come_back_after_three() -> None:
        if len(office.slept) == 3:
            office.house.tiki.come_back()

    office.accounts.before["read_page"] = come_back_after_three
    result = await office.carry_out()
    assert (result.state, result.outcome["merged"]) == (JobState.DONE, 1)
    assert office.slept == [1.0, 2.0, 4.0]


async def test_an_outage_that_does_not_end_fails_the_job(office: MergeOffice) -> None:
    office.add_twins("ann")
    office.accounts.go_down()
    result = await office.carry_out()
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, Trouble.UNAVAILABLE)
    assert sum(office.slept) >= PACE.patience


async def test_what_was_done_before_an_outage_that_does_not_end_is_counted(
    office: MergeOffice,
) -> None:
    for name in ("ann", "bea", "con", "dan"):
        office.add_twins(name)

    async def away_then() -> None:
        if office.accounts.count("read_page") > 1:
            office.accounts.go_down()

    office.accounts.before["read_page"] = away_then
    result = await office.carry_out()
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, Trouble.UNAVAILABLE)
    assert result.outcome["merged"] == office.page


async def test_a_job_that_is_to_end_does_not_wait_for_the_end_of_an_outage(
    office: MergeOffice,
) -> None:
    office.accounts.go_down()
    office.items.go_down()
    office.stop_at = 0
    assert (await office.carry_out()).state is JobState.CANCELLED
    assert len(office.slept) == 1
