"""New Tiki accounts get Live Chat IDs: all of them, no others, whatever does not answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from component.ports import Unavailable
from component.usecases.allocate_id import AllocateId
from component.usecases.reminding import Clock
from component.usecases.watch_registrations import WatchRegistrations
from tests.fakes.registrations import FakeWatch
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.house import CountingChecker, House

INTERVAL = 10.0


@dataclass
class Registry:
    """A site with some accounts from before, and components that watch it."""

    house: House
    now: float = 1_790_000_000.0
    memory: FakeWatch = field(init=False)

    def __post_init__(self) -> None:
        self.memory = FakeWatch(lambda: self.now)
        self.old = [self.house.add(login, "pw") for login in ("Old One", "Old Two")]
        self.watch = self.component()

    def component(self, fate: Fate | None = None, **changes: Any) -> WatchRegistrations:  # noqa: ANN401  fields
        """A component that watches."""
        fate, house = fate or Fate(), self.house
        tiki, chat, state = fate.over(house.tiki), fate.over(house.chat), fate.over(house.state)
        ids = replace(house.live_chat_ids, tiki=tiki, chat=chat, state=state)
        made = WatchRegistrations(
            INTERVAL,
            tiki,
            fate.over(self.memory),
            AllocateId(tiki, tiki, chat, state, ids),
            Clock(lambda: self.now),
        )
        return replace(made, **changes)

    async def look(self, watch: WatchRegistrations | None = None) -> None:
        """Have a component look once more, when it is time."""
        self.now += INTERVAL
        await (watch or self.watch).look()

    def register(self, *logins: str) -> list[int]:
        """Make accounts now; their numbers."""
        return [self.house.add(login, "pw", registrationDate=int(self.now)) for login in logins]

    def ids(self, *user_ids: int) -> list[str | None]:
        """The Live Chat IDs of accounts."""
        return [self.house.tiki.stored_id(user_id) for user_id in user_ids]


@pytest.fixture
def registry(house: House) -> Registry:
    return Registry(house)


async def test_new_accounts_get_ids_and_old_ones_do_not(registry: Registry) -> None:
    await registry.look()
    new = registry.register("Heidi K.", "heidik", "???")
    await registry.look()
    assert registry.ids(*new) == ["heidik2", "heidik", "user2"]
    assert registry.ids(*registry.old) == [None, None]
    audited = [entry for entry in registry.house.state.audit if entry[1] == "heidik"]
    detail = {"tiki_login": "heidik", "by": "schedule", "way": "schedule"}
    assert audited == [("allocate", "heidik", detail)]


async def test_accounts_from_before_the_first_look_stay_as_they_are(registry: Registry) -> None:
    between = registry.register("Between")
    await registry.look()
    await registry.look()
    assert registry.ids(*registry.old, *between) == [None] * 3


async def test_a_component_that_starts_anew_goes_on_where_the_last_one_stopped(
    registry: Registry,
) -> None:
    await registry.look()
    new = registry.register("While nobody watched")
    registry.now += 5 * 86_400
    await registry.look(registry.component())
    assert registry.ids(*new) == ["whilenobodywatched"]


async def test_who_has_an_id_keeps_it(registry: Registry) -> None:
    await registry.look()
    mine = registry.house.add("Mine", "pw", "my-own")
    await registry.look()
    assert (registry.ids(mine), registry.house.actions()) == (["my-own"], [])


async def test_an_id_that_was_taken_away_is_not_given_again(registry: Registry) -> None:
    await registry.look()
    (new,) = registry.register("Released")
    await registry.look()
    registry.house.tiki.change(new, livechat_id=None)
    await registry.look()
    assert registry.ids(new) == [None]


async def test_more_than_a_page_of_them_are_seen_to(registry: Registry) -> None:
    await registry.look()
    new = registry.register(*(f"user no {number}" for number in range(450)))
    await registry.look()
    assert registry.ids(*new) == [f"userno{number}" for number in range(450)]


async def test_one_that_appears_after_later_ones_is_seen_to(registry: Registry) -> None:
    """Its number was given before theirs, and its transaction took longer."""
    await registry.look()
    tiki = registry.house.tiki
    tiki.give_numbers_from(8)
    later = registry.register("Later")
    await registry.look()
    tiki.give_numbers_from(5)
    sooner = registry.register("Sooner")
    await registry.look()
    assert registry.ids(*later, *sooner) == ["later", "sooner"]


async def test_an_account_with_the_number_of_a_deleted_one_is_new(registry: Registry) -> None:
    await registry.look()
    (gone,) = registry.register("Gone")
    await registry.look()
    registry.house.tiki.delete(gone)
    await registry.look()
    registry.house.tiki.give_numbers_from(gone)
    (new,) = registry.register("New")
    await registry.look()
    assert (new, registry.ids(new)) == (gone, ["new"])


async def test_a_site_that_is_restored_has_no_new_accounts(registry: Registry) -> None:
    """Its accounts go, and are back one after another with the dates that they had."""
    await registry.look()
    tiki, before = registry.house.tiki, registry.old[-1]
    tiki.delete(before)
    await registry.look()
    tiki.give_numbers_from(before)
    back = registry.house.add("Old Two", "pw", registrationDate=1_000_000_000)
    undated = registry.house.add("Undated", "pw")
    await registry.look()
    assert (back, registry.ids(back)) == (before, [None])
    assert registry.ids(undated) == ["undated"]


async def test_a_site_without_accounts_is_not_taken_for_one_that_has_none(
    registry: Registry,
) -> None:
    for user_id in registry.old:
        registry.house.tiki.delete(user_id)
    with pytest.raises(Unavailable, match="restored"):
        await registry.look()
    registry.house.tiki.give_numbers_from(1)
    back = registry.register("Old One")
    await registry.look()
    await registry.look()
    assert registry.ids(*back) == [None]


def refuse(registry: Registry, *refused: str) -> Callable[[], Awaitable[None]]:
    """Have no answer for some IDs."""

    async def check() -> None:
        wanted = registry.house.tiki.calls[-1][2]
        if wanted in refused:
            raise Unavailable("the Tiki database", f"it does not like {wanted}")

    return check


async def test_one_account_that_gets_no_answer_keeps_nobody_from_theirs(
    registry: Registry,
) -> None:
    await registry.look()
    tiki = registry.house.tiki
    tiki.before["claim_livechat_id"] = refuse(registry, "odd1", "odd2", "odd3", "odd4")
    odd = registry.register("odd 1", "odd 2", "odd 3", "odd 4")
    good = registry.register("good")
    for _ in range(2):
        with pytest.raises(Unavailable, match="odd"):
            await registry.look()
    assert registry.ids(*odd, *good) == [None] * 4 + ["good"]
    tiki.before.clear()
    registry.now += 7_200
    await registry.look()
    assert registry.ids(*odd) == ["odd1", "odd2", "odd3", "odd4"]


async def test_nobody_is_forgotten_in_an_outage_however_long(registry: Registry) -> None:
    await registry.look()
    new = registry.register(*(f"user {number}" for number in range(10)))
    for days in (0, 1, 2):
        registry.house.chat.go_down()
        with pytest.raises(Unavailable):
            await registry.look()
        registry.now += days * 86_400
    assert registry.house.chat.count("find") == 9
    registry.house.chat.come_back()
    await registry.look()
    assert registry.ids(*new) == [f"user{number}" for number in range(10)]


async def test_of_several_components_one_looks_at_a_time(registry: Registry) -> None:
    others = [registry.component() for _ in range(3)]
    await registry.look()
    new = registry.register("heidi", "h.e.i.d.i")
    registry.now += INTERVAL
    await asyncio.gather(*(other.look() for other in others))
    assert registry.house.tiki.count("read_registered") == 2
    assert registry.ids(*new) == ["heidi", "heidi2"]


async def test_components_that_look_at_once_all_the_same_do_no_harm(registry: Registry) -> None:
    components = [replace(registry.component(), interval=0.0) for _ in range(3)]
    for component in components:
        await registry.look(component)
    new = registry.register(*(f"Bob{'!' * number}" for number in range(8)))
    await asyncio.gather(*(component.look() for component in components))
    given = registry.ids(*new)
    assert None not in given
    assert len(set(given)) == 8


@pytest.mark.parametrize("blow", [Blow.KILLED_BEFORE, Blow.KILLED_AFTER, Blow.UNANSWERED])
async def test_wherever_it_dies_the_next_look_ends_the_same(
    checker: CountingChecker, blow: Blow
) -> None:
    for number in range(100):
        registry, fate = Registry(House(checker)), Fate(number, blow)
        await registry.look()
        new = registry.register("Heidi", "Bob")
        try:
            await registry.look(registry.component(fate))
        except (Killed, Unavailable):
            await registry.look()
        assert registry.ids(*registry.old, *new) == [None, None, "heidi", "bob"], fate.story
        if number >= len(fate.calls):
            break
    else:
        raise AssertionError(fate.calls)


async def test_an_outage_is_told_once_and_looked_again(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    looked = asyncio.Event()
    looks = 0

    async def sleep(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        registry.now += INTERVAL
        if looks == 3:
            registry.house.chat.come_back()
        if looks == 4:
            looked.set()
            await asyncio.Event().wait()

    await registry.look()
    new = registry.register("Heidi")
    registry.now += INTERVAL
    registry.house.chat.go_down()
    watch = registry.component(clock=Clock(lambda: registry.now, sleep))
    task = asyncio.create_task(watch.run())
    await asyncio.wait_for(looked.wait(), 10)
    task.cancel()
    assert registry.ids(*new) == ["heidi"]
    (message,) = [r.message for r in caplog.records if "wait for their" in r.message]
    assert "'Heidi' of Tiki" in message
