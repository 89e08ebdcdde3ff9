"""The port `SiteVersion`: another digest after any change of groups, the same one after none."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from component.domain.names import ChatUsername, LiveChatId
from tests.contract.tiki_worlds import RealTiki, TikiWorld

NOW = 1_700_000_000
DAY = 86_400


@dataclass(frozen=True)
class Site:
    """Two people in two groups, one of which includes a third."""

    tiki: TikiWorld
    alice: int
    bob: int

    async def version(self) -> str:
        return await self.version_at(NOW)

    async def version_at(self, now: float) -> str:
        return await self.tiki.site_version.groups_version(now)


Change = Callable[[Site], None]


def fill(tiki: TikiWorld) -> Site:
    alice, bob = (
        tiki.add(login, email=f"{login}@mail.test", livechat_id=login) for login in ("alice", "bob")
    )
    for group in ("Helpers", "Staff"):
        tiki.add_group(group)
    tiki.join(alice, "Helpers")
    tiki.join(bob, "Staff")
    tiki.include("Helpers", "Contributors")
    return Site(tiki, alice, bob)


def swap_groups(site: Site) -> None:
    """Of the kind that sums of many checksums do not notice."""
    for user_id, old, new in ((site.alice, "Helpers", "Staff"), (site.bob, "Staff", "Helpers")):
        site.tiki.leave(user_id, old)
        site.tiki.join(user_id, new)


def swap_ids(site: Site) -> None:
    site.tiki.change(site.alice, livechat_id=None)
    site.tiki.change(site.bob, livechat_id="alice")
    site.tiki.change(site.alice, livechat_id="bob")


def move(site: Site, old: str, new: str) -> None:
    site.tiki.leave(site.alice, old)
    site.tiki.join(site.alice, new)


def add_somebody(site: Site) -> None:
    site.tiki.add("carol", email="carol@mail.test")


CHANGES: dict[str, Change] = {
    "a membership comes": lambda site: site.tiki.join(site.alice, "Staff"),
    "a membership goes": lambda site: site.tiki.leave(site.alice, "Helpers"),
    "somebody moves to a group": lambda site: move(site, "Helpers", "Staff"),
    "two swap their groups": swap_groups,
    "a group of another case": lambda site: move(site, "Helpers", "helpers"),
    "a group of another accent": lambda site: move(site, "Helpers", "Hélpers"),
    "a group of another blank": lambda site: move(site, "Helpers", "Helpers "),
    "a group comes": lambda site: site.tiki.add_group("New"),
    "a group goes": lambda site: site.tiki.lose_group("Staff"),
    "an inclusion comes": lambda site: site.tiki.include("Staff", "Contributors"),
    "an inclusion goes": lambda site: site.tiki.exclude("Helpers", "Contributors"),
    "an id comes": lambda site: site.tiki.change(site.tiki.add("carol"), livechat_id="carol"),
    "an id goes": lambda site: site.tiki.change(site.alice, livechat_id=None),
    "an id changes": lambda site: site.tiki.change(site.alice, livechat_id="alison"),
    "an id of another case": lambda site: site.tiki.change(site.alice, livechat_id="Alice"),
    "two swap their ids": swap_ids,
}
CHANGES_OF_TERMS: dict[str, tuple[str, Change]] = {
    "a membership ends": (
        "expire",
        lambda site: site.tiki.end(site.alice, "Helpers", 20),
    ),
    "a group gets a term": ("expireAfter", lambda site: site.tiki.set_term("Helpers", 30)),
    "a dated one": (
        "created",
        lambda site: site.tiki.join(site.alice, "Staff", created=1_700_000_000),
    ),
}
NO_CHANGES: dict[str, Change] = {
    "nothing": lambda _site: None,
    "a preference": lambda site: site.tiki.set_preference("alice", "realName", "Alice"),
    "a rule": lambda site: site.tiki.set_rule("language", "fr"),
    "an address": lambda site: site.tiki.change(site.alice, email="other@mail.test"),
    "a hash": lambda site: site.tiki.change(site.alice, hash="another"),
    "somebody without an id": lambda site: site.tiki.change(
        site.tiki.add("carol"), email="c@mail.test"
    ),
}


async def versions(tiki: TikiWorld, change: Change) -> tuple[str, str]:
    """Before and after a change."""
    site = fill(tiki)
    before = await site.version()
    assert before == await site.version()
    change(site)
    return before, await site.version()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_any_change_is_another_version(tiki: TikiWorld, change: Change) -> None:
    before, after = await versions(tiki, change)
    assert before != after


@pytest.mark.parametrize(("column", "change"), CHANGES_OF_TERMS.values(), ids=CHANGES_OF_TERMS)
async def test_any_change_of_a_term_is_another_version(
    tiki: TikiWorld, column: str, change: Change
) -> None:
    """Tiki has terms since 4; before, no change is possible and the version stays."""
    has_terms = any(tiki.has(column, table) for table in ("users_usergroups", "users_groups"))
    before, after = await versions(tiki, change if has_terms else NO_CHANGES["nothing"])
    assert (before != after) == has_terms


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES)
async def test_what_is_no_change_of_groups_is_the_same_version(
    tiki: TikiWorld, change: Change
) -> None:
    before, after = await versions(tiki, change)
    assert before == after


async def test_a_change_that_is_undone_is_the_first_version_again(tiki: TikiWorld) -> None:
    site = fill(tiki)
    before = await site.version()
    tiki.leave(site.alice, "Helpers")
    between = await site.version()
    tiki.join(site.alice, "Helpers")
    assert before == await site.version() != between


async def ends_of(site: Site, *moments: float) -> list[bool]:
    """Whether the version changes between each two of some moments."""
    versions = [await site.version_at(moment) for moment in moments]
    return [before != after for before, after in itertools.pairwise(versions)]


async def test_a_membership_that_ends_by_itself_is_another_version(tiki: TikiWorld) -> None:
    site = fill(tiki)
    can_end = tiki.has("expire", "users_usergroups")
    if can_end:
        tiki.end(site.alice, "Helpers", NOW + 60)
    found = await ends_of(site, NOW, NOW + 60, NOW + 60.5, NOW + 61, NOW + 10 * DAY)
    assert found == [False, can_end, False, False]


async def test_a_membership_whose_term_is_over_is_another_version(tiki: TikiWorld) -> None:
    site = fill(tiki)
    can_end = tiki.has("created", "users_usergroups") and tiki.has("expireAfter", "users_groups")
    if can_end:
        tiki.set_term("Staff", 2)
        tiki.join(site.alice, "Staff", created=NOW)
    end = NOW + 2 * DAY
    found = await ends_of(site, NOW, end - 1, end, end + 0.5, end + 1, end + 10 * DAY)
    assert found == [False, False, can_end, False, False]


async def test_an_end_of_its_own_counts_more_than_the_term_of_the_group(tiki: TikiWorld) -> None:
    site = fill(tiki)
    can_end = tiki.has("expire", "users_usergroups")
    if can_end:
        tiki.set_term("Staff", 2)
        tiki.join(site.alice, "Staff", created=NOW, expire=NOW + 5 * DAY)
    found = await ends_of(site, NOW, NOW + 3 * DAY, NOW + 6 * DAY)
    assert found == [False, can_end]


async def test_an_empty_site_has_a_version(tiki: TikiWorld) -> None:
    empty = await tiki.site_version.groups_version(NOW)
    tiki.add_group("Helpers")
    assert await tiki.site_version.groups_version(NOW) != empty


async def test_what_the_bridge_claims_is_another_version(tiki: TikiWorld) -> None:
    user_id = tiki.add("alice", email="alice@mail.test")
    before = await tiki.site_version.groups_version(NOW)
    assert await tiki.writer.claim_livechat_id(user_id, LiveChatId(ChatUsername("alice")))
    assert await tiki.site_version.groups_version(NOW) != before


async def test_names_are_told_apart_by_their_bytes(real_tiki: RealTiki) -> None:
    """PHP has left bytes in columns of old that are no text."""
    user_id = fill(real_tiki).alice
    stored, versions = set(), set()
    for name in (b"caf\xe9", b"caf\xe8", b"caf\xc3\xa9", b"cafe"):
        real_tiki.database.execute(
            "UPDATE users_usergroups SET groupName = CONVERT(_binary %s USING latin1) "
            "WHERE userId = %s",
            *(name, user_id),
        )
        ((found,),) = real_tiki.database.execute(
            "SELECT HEX(groupName) FROM users_usergroups WHERE userId = %s", user_id
        )
        stored.add(found)
        versions.add(await real_tiki.site_version.groups_version(NOW))
    assert len(versions) == len(stored) == 4
