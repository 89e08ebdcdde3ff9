"""Several migrations, or a migration and something else, at the same time."""

import asyncio
import itertools
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from component.domain.migration import (
    ChatProof,
    Migrated,
    MigrationProblem,
    OldAccount,
    Path,
    Plan,
    Step,
)
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Unavailable
from component.usecases.migrate_ways import Outcome
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.house import CountingChecker, House
from tests.unit.usecases.migrants import (
    EMAIL,
    IVAN,
    LOGIN,
    MIGRATED,
    NATIVE_PASSWORD,
    TIKI_PASSWORD,
    Component,
    Make,
    Site,
)

TAKEN, GONE = MigrationProblem.TAKEN, MigrationProblem.GONE


async def test_a_chat_account_made_meanwhile_by_somebody_else_is_left_alone(make: Make) -> None:
    ivan = make(Path.TIKI_ONLY)
    house = ivan.site.house

    async def somebody_registers() -> None:
        house.add_native(IVAN, NATIVE_PASSWORD)

    house.chat.before["create_account"] = somebody_registers
    assert await ivan.migrate(ivan.site.component()) is TAKEN
    assert (ivan.owner, ivan.site.journal.steps(IVAN)) == (None, [Step.ABANDONED])
    assert ivan.actions == ["migrate", "create", "create-failed", "migrate-failed"]
    assert await house.has_native_password(IVAN, NATIVE_PASSWORD)
    assert await house.state.has_native_password(IVAN)


async def test_a_chat_account_made_just_before_the_claim_is_left_alone(make: Make) -> None:
    ivan = make(Path.TIKI_ONLY)
    house = ivan.site.house

    async def somebody_registers() -> None:
        house.add_native(IVAN, NATIVE_PASSWORD)

    house.tiki.before["claim_livechat_id"] = somebody_registers
    assert await ivan.migrate(ivan.site.component()) is TAKEN
    assert ivan.owner is None
    assert await house.has_native_password(IVAN, NATIVE_PASSWORD)


async def test_a_chat_account_made_by_his_own_sign_in_is_his(make: Make) -> None:
    ivan = make(Path.TIKI_ONLY)
    house = ivan.site.house

    async def he_is_quick() -> None:
        if house.chat.count("find") == 2:
            assert ivan.owner == LOGIN
            assert str(await ivan.site.log_in(LOGIN, TIKI_PASSWORD)) == "Accept(username='ivan')"

    house.chat.before["find"] = he_is_quick
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert house.chat.count("create_account") == 1
    assert await ivan.has_migrated()


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("path", Path)
async def test_a_double_click_is_one_migration(
    make: Make, path: Path, old_account: OldAccount
) -> None:
    ivan = make(path, old_account)
    one, other = ivan.site.component(), ivan.site.component()

    async def click(component: Component) -> None:
        assert await ivan.migrate(component) == MIGRATED
        assert not ivan.site.open_steps, "nobody is told before it is done"

    await asyncio.gather(click(one), click(other), click(one))
    assert ivan.site.journal.steps(IVAN).count(Step.FINISHED) == 1
    assert ivan.actions.count("finish") == 1
    assert await ivan.migrate(one) == MIGRATED
    assert await ivan.has_migrated()


async def test_who_wants_what_somebody_else_is_just_taking_waits_and_is_told(make: Make) -> None:
    ivan = make(Path.BOTH)
    await ivan.site.journal.begin(Plan(Path.BOTH, LiveChatId(IVAN), TikiLogin("Another"), 99))
    assert await ivan.migrate(ivan.site.component()) is TAKEN
    assert ivan.actions == []
    assert ivan.site.open_steps == [Step.BEGUN]


@pytest.mark.parametrize(("livechat_id"), [IVAN, "ivan2"])
async def test_who_is_just_migrating_is_asked_to_wait(make: Make, livechat_id: str) -> None:
    ivan = make(Path.BOTH)
    await ivan.site.journal.begin(
        Plan(Path.BOTH, LiveChatId(livechat_id), TikiLogin(LOGIN), ivan.user_id)
    )
    with pytest.raises(Unavailable, match="still under way"):
        await ivan.migrate(ivan.site.component())
    await ivan.site.recover()
    assert await ivan.migrate(ivan.site.component()) == MIGRATED


async def test_who_waits_goes_on_once_the_other_one_was_given_up(make: Make) -> None:
    ivan = make(Path.BOTH)
    begun = await ivan.site.journal.begin(
        Plan(Path.BOTH, LiveChatId(IVAN), TikiLogin("Another"), 99)
    )
    assert begun is not None
    waiting = asyncio.create_task(ivan.migrate(ivan.site.component()))
    for _ in range(100):
        await asyncio.sleep(0)
    await ivan.site.journal.advance(begun, Step.ABANDONED)
    assert await waiting == MIGRATED


async def test_who_was_merged_by_a_sign_in_meanwhile_has_migrated(make: Make) -> None:
    ivan = make(Path.BOTH)

    async def merged() -> None:
        ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)

    ivan.site.house.tiki.before["claim_livechat_id"] = merged
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert await ivan.has_migrated()


async def test_a_chat_account_that_vanished_after_the_claim_is_made_anew(make: Make) -> None:
    ivan = make(Path.BOTH)

    async def vanish() -> None:
        del ivan.site.archive.before["read"]
        ivan.site.house.chat.lose_account(IVAN)

    ivan.site.archive.before["read"] = vanish
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.journal.steps(IVAN) == [Step.FINISHED]
    assert IVAN in ivan.site.house.chat.usernames
    assert ivan.site.journal.rows.snapshots == {}


async def test_a_click_that_came_too_late_does_not_save_and_delete_what_is_new(make: Make) -> None:
    """Another one is carried out, and he signs in, between the look and the entry of this one."""
    ivan = make(Path.BOTH, OldAccount.DELETE)
    other = ivan.site.component()

    async def another_click() -> None:
        ivan.site.house.state.before.clear()
        ivan.site.journal.pass_time(100)
        await ivan.site.component().recover.look()
        assert await ivan.migrate(other) == MIGRATED
        assert await ivan.has_migrated()
        ivan.site.house.chat.calls.clear()

    ivan.site.house.state.before["record"] = another_click
    with pytest.raises(Unavailable):
        await ivan.migrate(ivan.site.component())
    assert ivan.site.house.chat.count("delete_account") == 0
    assert IVAN in ivan.site.house.chat.usernames


@dataclass(frozen=True)
class Race:
    """Who wants the ID by which way, and how many turns pass before each call."""

    has_native: bool
    ways: list[Path]
    old_account: OldAccount
    turns: list[int]

    @property
    def can_be_won(self) -> bool:
        """Whether anybody is there who can have the ID."""
        return any((way is not Path.TIKI_ONLY) == self.has_native for way in self.ways)


RACES = st.builds(
    Race,
    has_native=st.booleans(),
    ways=st.lists(st.sampled_from(Path), min_size=2, max_size=6),
    old_account=st.sampled_from(OldAccount),
    turns=st.lists(st.integers(0, 6), min_size=1, max_size=40),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(race=RACES)
async def test_of_several_browsers_that_want_one_id_one_gets_it(
    checker: CountingChecker, race: Race
) -> None:
    site = Site(House(checker), race.old_account)
    if race.has_native:
        site.house.add_native(IVAN, NATIVE_PASSWORD)
    fate = Fate(turns=itertools.cycle(race.turns))
    components = [site.component(fate), site.component(fate)]

    async def want(number: int, way: Path) -> Outcome:
        migrate, login = components[number % 2].migrate, f"Ivan {number}"
        if way is Path.CHAT_ONLY:
            return await migrate.chat_only(ChatProof(IVAN), login, "pw", EMAIL)
        proof = site.tiki_proof(site.house.add(login, "pw"))
        if way is Path.BOTH:
            return await migrate.both(ChatProof(IVAN), proof)
        return await migrate.tiki_only(proof, LiveChatId(IVAN))

    outcomes = await asyncio.gather(*(want(*wish) for wish in enumerate(race.ways)))
    winners = [outcome for outcome in outcomes if isinstance(outcome, Migrated)]
    losers = {outcome for outcome in outcomes if not isinstance(outcome, Migrated)}
    event(f"{len(winners)} of {len(outcomes)}")
    assert len(winners) == race.can_be_won
    assert losers <= {TAKEN, GONE}
    assert race.has_native is False or GONE not in losers or race.old_account is OldAccount.DELETE
    accounts = map(site.house.tiki.account, site.house.tiki.user_ids)
    owners = [account.login for account in accounts if account.livechat_id == LiveChatId(IVAN)]
    assert owners == [winner.tiki_login for winner in winners]
    assert not site.open_steps
    assert site.journal.steps(IVAN).count(Step.FINISHED) == len(winners)
    assert not (winners and await site.house.has_native_password(IVAN, NATIVE_PASSWORD))
