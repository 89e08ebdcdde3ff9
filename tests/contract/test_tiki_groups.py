"""The port `TikiDirectory`: memberships, inclusions and groups, of one person and of everybody."""

import pytest

from component.domain.accounts import ListedAccount
from component.domain.generations import Generation
from component.domain.groups import Membership, close_inclusions, effective_groups
from component.domain.names import LiveChatId, TikiLogin
from tests.contract.tiki_worlds import RealTiki, TikiWorld, layouts, worlds
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2

WITH_DATES = worlds(Generation.V4)
NOW = 1_700_000_000.0
DAY = 86_400


def by_name(memberships: list[Membership]) -> list[Membership]:
    return sorted(memberships, key=lambda membership: membership.group)


async def test_memberships_are_read_whether_or_not_their_group_is_there(tiki: TikiWorld) -> None:
    tiki.add_group("Helpers")
    user_id, other = tiki.add("bob"), tiki.add("carol")
    tiki.join(user_id, "Helpers")
    tiki.join(user_id, "No such group any more")
    tiki.join(other, "Contributors")
    assert by_name(await tiki.directory.memberships(user_id)) == [
        Membership("Helpers"),
        Membership("No such group any more"),
    ]


@pytest.mark.parametrize("tiki", WITH_DATES, indirect=True)
async def test_memberships_come_with_what_ends_them(tiki: TikiWorld) -> None:
    tiki.add_group("Helpers", 30)
    tiki.add_group("Contributors")
    user_id = tiki.add("bob")
    tiki.join(user_id, "Helpers", created=1_000)
    tiki.join(user_id, "Contributors", created=2_000, expire=3_000)
    tiki.join(user_id, "Gone", expire=4_000)
    assert by_name(await tiki.directory.memberships(user_id)) == [
        Membership("Contributors", 2_000, 3_000, 0),
        Membership("Gone", None, 4_000, 0),
        Membership("Helpers", 1_000, None, 30),
    ]


@pytest.mark.parametrize("tiki", worlds(last=Generation.V2), indirect=True)
async def test_before_4_nothing_ends_a_membership(tiki: TikiWorld) -> None:
    assert not tiki.has("expire", "users_usergroups")
    tiki.add_group("Helpers")
    user_id = tiki.add("bob")
    tiki.join(user_id, "Helpers")
    (membership,) = await tiki.directory.memberships(user_id)
    assert membership == Membership("Helpers", None, None, 0)
    assert membership.is_current(4_000_000_000)


@pytest.mark.parametrize("tiki", WITH_DATES, indirect=True)
async def test_a_groups_own_term_is_found_by_the_collation(tiki: TikiWorld) -> None:
    tiki.add_group("Live Chat Helpers", 7)
    user_id = tiki.add("bob")
    tiki.join(user_id, "live chat helpers", created=1)
    is_exact = tiki.collation == "utf8mb4_bin"
    assert await tiki.directory.memberships(user_id) == [
        Membership("live chat helpers", 1, None, 0 if is_exact else 7)
    ]


async def test_nobodys_memberships_are_none(tiki: TikiWorld) -> None:
    assert await tiki.directory.memberships(4711) == []


async def test_inclusions_name_all_groups_that_include_a_member(tiki: TikiWorld) -> None:
    tiki.include("Moderators", "Contributors")
    tiki.include("Moderators", "Helpers")
    tiki.include("Contributors", "Moderators")
    tiki.include("Ring", "Ring")
    found = await tiki.directory.inclusions()
    assert {group: set(included) for group, included in found.items()} == {
        "Moderators": {"Contributors", "Helpers"},
        "Contributors": {"Moderators"},
        "Ring": {"Ring"},
    }


async def test_without_inclusions_and_groups_there_are_none(tiki: TikiWorld) -> None:
    assert not await tiki.directory.inclusions()
    assert await tiki.directory.group_names() == frozenset()


async def test_groups_are_named_as_they_are_stored(tiki: TikiWorld) -> None:
    tiki.add_group("Live Chat Helpers")
    tiki.add_group("R&D / \"Lab\" 'x' <y>")
    assert await tiki.directory.group_names() == {"Live Chat Helpers", "R&D / \"Lab\" 'x' <y>"}


async def test_a_group_that_is_made_between_two_reads_is_seen(tiki: TikiWorld) -> None:
    tiki.add_group("Helpers")
    before = await tiki.directory.group_names()
    tiki.add_group("Supporters")
    assert await tiki.directory.group_names() == before | {"Supporters"}


async def test_effective_groups_follow_cycles_and_differing_case_to_their_end(
    tiki: TikiWorld,
) -> None:
    for group, included in (("A", "b"), ("B", "c"), ("C", "a"), ("Registered", "Anonymous")):
        tiki.include(group, included)
    user_id = tiki.add("bob")
    tiki.join(user_id, "a")
    memberships = await tiki.directory.memberships(user_id)
    closed = close_inclusions(await tiki.directory.inclusions())
    expected = {"a", "b", "c", "registered", "anonymous"}
    assert effective_groups(memberships, closed, NOW) == expected


@pytest.mark.parametrize("tiki", WITH_DATES, indirect=True)
async def test_memberships_that_are_over_do_not_count(tiki: TikiWorld) -> None:
    tiki.add_group("Trial", 30)
    user_id = tiki.add("bob")
    tiki.join(user_id, "Over", expire=int(NOW) - 1)
    tiki.join(user_id, "Not over", expire=int(NOW) + 1)
    tiki.join(user_id, "Trial", created=int(NOW) - 31 * DAY)
    assert effective_groups(await tiki.directory.memberships(user_id), {}, NOW) == {
        "not over",
        "registered",
    }


@pytest.mark.parametrize("real_tiki", layouts(TIKI_1_9, SUMO, TIKI_2), indirect=True)
async def test_names_that_differ_after_30_characters_are_two_groups(real_tiki: RealTiki) -> None:
    """The keys of old Tikis see 30 characters: one person cannot be in both, two people can."""
    one, other = (f"Contributors to the knowledge base in {place}" for place in ("Bonn", "Rome"))
    assert one[:30] == other[:30]
    bob, carol = real_tiki.add("bob"), real_tiki.add("carol")
    real_tiki.join(bob, one)
    real_tiki.join(carol, other)
    assert await real_tiki.directory.memberships(bob) == [Membership(one)]
    assert await real_tiki.directory.memberships(carol) == [Membership(other)]
    page = await real_tiki.directory.read_page(0, 10)
    assert [account.memberships for account in page] == [(Membership(one),), (Membership(other),)]


async def test_a_page_lists_accounts_in_order_with_all_their_memberships(tiki: TikiWorld) -> None:
    bob = tiki.add("bob", livechat_id="Bobby")
    carol = tiki.add("carol")
    dave = tiki.add("dave", livechat_id="")
    tiki.join(dave, "Helpers")
    tiki.join(bob, "Helpers")
    tiki.join(bob, "Contributors")
    one, two, three = await tiki.directory.read_page(0, 10)
    assert (one.user_id, one.login, one.livechat_id) == (bob, "bob", "bobby")
    assert by_name(list(one.memberships)) == [Membership("Contributors"), Membership("Helpers")]
    assert two == ListedAccount(carol, TikiLogin("carol"), None, ())
    assert three == ListedAccount(dave, TikiLogin("dave"), None, (Membership("Helpers"),))
    assert one.livechat_id == LiveChatId("bobby")


@pytest.mark.parametrize("tiki", WITH_DATES, indirect=True)
async def test_a_page_has_the_same_memberships_as_a_person(tiki: TikiWorld) -> None:
    tiki.add_group("Helpers", 30)
    user_id = tiki.add("bob")
    tiki.join(user_id, "Helpers", created=1_000)
    tiki.join(user_id, "Contributors", created=2_000, expire=3_000)
    (account,) = await tiki.directory.read_page(0, 10)
    assert by_name(list(account.memberships)) == by_name(await tiki.directory.memberships(user_id))


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
async def test_pages_together_are_everybody_once_in_order(tiki: TikiWorld, limit: int) -> None:
    people = [tiki.add(f"user {number}") for number in range(7)]
    for user_id in people[::2]:
        tiki.join(user_id, f"group of {user_id}")
    seen: list[ListedAccount] = []
    while page := await tiki.directory.read_page(seen[-1].user_id if seen else 0, limit):
        assert len(page) <= limit
        seen += page
    assert [account.user_id for account in seen] == people
    for account in seen:
        own = (Membership(f"group of {account.user_id}"),)
        assert account.memberships == (own if account.user_id in people[::2] else ())


async def test_after_the_last_account_there_is_no_page(tiki: TikiWorld) -> None:
    assert await tiki.directory.read_page(0, 10) == []
    user_id = tiki.add("bob")
    assert await tiki.directory.read_page(user_id, 10) == []


async def test_accounts_that_were_deleted_leave_gaps_that_do_no_harm(real_tiki: RealTiki) -> None:
    people = [real_tiki.add(f"user {number}") for number in range(6)]
    for user_id in people[1:4]:
        real_tiki.join(user_id, "Helpers")
        real_tiki.database.execute("DELETE FROM users_users WHERE userId = %s", user_id)
    page = await real_tiki.directory.read_page(0, 2)
    assert [account.user_id for account in page] == [people[0], people[4]]
    assert all(account.memberships == () for account in page), "nobody gets those of the deleted"
    (last,) = await real_tiki.directory.read_page(people[4], 2)
    assert last.user_id == people[5]


@pytest.mark.parametrize("people", [1, 60])
async def test_a_page_costs_two_statements_however_many_accounts_it_has(
    real_tiki: RealTiki, people: int
) -> None:
    for number in range(people):
        real_tiki.join(real_tiki.add(f"user {number}"), "Helpers")
    await real_tiki.directory.inclusions()
    before = statements(real_tiki)
    assert len(await real_tiki.directory.read_page(0, 100)) == people
    assert statements(real_tiki) - before == 2


def statements(tiki: RealTiki) -> int:
    """The SELECTs so far, of all connections; this very question asks by SHOW."""
    ((_name, count),) = tiki.database.execute("SHOW GLOBAL STATUS LIKE 'Com_select'")
    return int(count)
