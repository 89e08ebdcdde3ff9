"""Personal links as they are stored: the same on the fake and in the state schema."""

import asyncio

import pytest

from component.adapters.state_reminders import StateReminders
from component.domain.invitations import Invitation, digest, make_token
from component.domain.names import ChatUsername
from component.ports.reminders import Invitations
from tests.contract.conftest import BOTH
from tests.contract.servers import Root
from tests.contract.state_worlds import DATABASE, RealState
from tests.fakes.reminders import FakeInvitations

BOB, CAROL = ChatUsername("bob"), ChatUsername("carol")
NOW = 1_790_000_000.123456
DAY = 86_400.0


@pytest.fixture
async def stored(real_state: RealState) -> StateReminders:
    return StateReminders(real_state.port._database, real_state.port.prepare)


@pytest.fixture(params=BOTH)
def invitations(request: pytest.FixtureRequest) -> Invitations:
    if request.param == "fake":
        return FakeInvitations()
    real: StateReminders = request.getfixturevalue("stored")
    return real


def link(username: ChatUsername = BOB, made_at: float = NOW) -> Invitation:
    return Invitation(username, made_at=made_at, expires_at=made_at + DAY)


async def test_a_link_is_found_by_its_digest_and_by_no_other(invitations: Invitations) -> None:
    one, other = digest(make_token()), digest(make_token())
    await invitations.add(one, link())
    assert await invitations.find(one) == link()
    assert await invitations.find(other) is None
    assert await invitations.find(one.upper()) is None
    assert await invitations.find("") is None


async def test_a_newer_link_revokes_the_person_s_older_ones_and_nobody_else_s(
    invitations: Invitations,
) -> None:
    first, second, carols = (digest(make_token()) for _ in range(3))
    await invitations.add(first, link())
    await invitations.add(carols, link(CAROL))
    await invitations.add(second, link())
    found = [await invitations.find(d) for d in (first, second, carols)]
    assert [i.is_newest for i in found if i is not None] == [False, True, True]


async def test_a_newer_link_counts_although_the_clock_was_put_back(
    invitations: Invitations,
) -> None:
    first, second = digest(make_token()), digest(make_token())
    await invitations.add(first, link(made_at=NOW))
    await invitations.add(second, link(made_at=NOW - DAY))
    found = await invitations.find(second)
    assert found is not None
    assert found.is_newest


async def test_names_that_are_only_alike_are_two_people(invitations: Invitations) -> None:
    zoe, alike = digest(make_token()), digest(make_token())
    await invitations.add(zoe, link(ChatUsername("zoë")))
    await invitations.add(alike, link(ChatUsername("zoe")))
    found = await invitations.find(zoe)
    assert found is not None
    assert found.is_newest


async def test_a_link_is_used_once(invitations: Invitations) -> None:
    used = digest(make_token())
    await invitations.add(used, link())
    assert await invitations.use(used, NOW + 1)
    assert not await invitations.use(used, NOW + 2)
    assert await invitations.find(used) == Invitation(BOB, NOW, NOW + DAY, is_used=True)


async def test_what_is_not_there_cannot_be_used(invitations: Invitations) -> None:
    assert not await invitations.use(digest(make_token()), NOW)


async def test_of_many_who_use_a_link_at_once_one_wins(invitations: Invitations) -> None:
    used = digest(make_token())
    await invitations.add(used, link())
    won = await asyncio.gather(*(invitations.use(used, NOW + i) for i in range(20)))
    assert won.count(True) == 1


async def test_of_many_links_made_at_once_one_is_the_newest(invitations: Invitations) -> None:
    digests = [digest(make_token()) for _ in range(20)]
    await asyncio.gather(*(invitations.add(d, link()) for d in digests))
    found = [await invitations.find(d) for d in digests]
    assert [i.is_newest for i in found if i is not None].count(True) == 1


@pytest.mark.live
async def test_links_that_expired_long_ago_are_forgotten_and_others_are_not(
    stored: StateReminders, root: Root
) -> None:
    old, recent, carols, new = (digest(make_token()) for _ in range(4))
    await stored.add(old, link(made_at=NOW - 32 * DAY))
    await stored.add(carols, link(CAROL, made_at=NOW - 32 * DAY))
    await stored.add(recent, link(made_at=NOW - 30 * DAY))
    await stored.add(new, link())
    rows = root.execute("SELECT token_digest FROM invitation ORDER BY id", (), DATABASE)
    assert [d for (d,) in rows] == [carols, recent, new]


@pytest.mark.live
async def test_no_token_is_stored(stored: StateReminders, root: Root) -> None:
    token = make_token()
    await stored.add(digest(token), link())
    assert token not in str(root.execute("SELECT * FROM invitation", (), DATABASE))
