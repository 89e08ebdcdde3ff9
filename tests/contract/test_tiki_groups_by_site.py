"""Groups as sites have them: renamed, deleted, roles, and in a collation of their own."""

from collections.abc import Callable, Iterator

import pytest

from component.domain.groups import Membership
from component.ports import Unavailable
from component.usecases.read_members import read_members
from tests.contract.tiki_worlds import RealTiki, layouts
from tests.layouts.tikis import TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29

NOW = 1_700_000_000.0
NAMES_OF_GROUPS = (
    ("users_groups", "groupName"),
    ("users_usergroups", "groupName"),
    ("tiki_group_inclusion", "groupName"),
    ("tiki_group_inclusion", "includeGroup"),
)


def rename(tiki: RealTiki) -> None:
    """Rename a group in all tables, as Tiki does."""
    for table, column in NAMES_OF_GROUPS:
        tiki.database.execute(
            f"UPDATE {table} SET {column} = 'Supporters' WHERE {column} = 'Helpers'"
        )


def delete(tiki: RealTiki) -> None:
    """Delete a group from all tables, as Tiki does."""
    for table, column in NAMES_OF_GROUPS:
        tiki.database.execute(f"DELETE FROM {table} WHERE {column} = 'Helpers'")


@pytest.mark.parametrize(
    ("change", "then"),
    [(rename, {"supporters", "staff", "registered"}), (delete, set())],
    ids=["renamed", "deleted"],
)
async def test_a_group_that_is_renamed_or_deleted_between_two_reads_is_followed(
    real_tiki: RealTiki, change: Callable[[RealTiki], None], then: set[str]
) -> None:
    real_tiki.add_group("Helpers")
    real_tiki.include("Helpers", "Staff")
    for name in ("bob", "carol"):
        real_tiki.join(real_tiki.add(name), "Helpers")
    everybody = read_members(real_tiki.directory, NOW, page=1)
    assert (await anext(everybody)).groups == {"helpers", "staff", "registered"}
    change(real_tiki)
    with pytest.raises(Unavailable, match="changed while they were read"):
        [member async for member in everybody]
    assert [member.groups async for member in read_members(real_tiki.directory, NOW)] == [then] * 2


@pytest.mark.parametrize("real_tiki", layouts(TIKI_24, TIKI_24_BIN, TIKI_29), indirect=True)
async def test_a_role_counts_for_the_members_of_a_group_that_includes_it(
    real_tiki: RealTiki,
) -> None:
    """A role has no members of its own (facts/tiki.md §1, §6)."""
    real_tiki.add_group("Helpers")
    real_tiki.insert("users_groups", groupName="Editors", isRole="y")
    real_tiki.include("Helpers", "Editors")
    real_tiki.join(real_tiki.add("bob"), "Helpers")
    real_tiki.add("carol")
    assert [member.groups async for member in read_members(real_tiki.directory, NOW)] == [
        {"helpers", "editors", "registered"},
        set(),
    ]


@pytest.fixture
def converted(real_tiki: RealTiki) -> Iterator[RealTiki]:
    """A Tiki whose groups an upgrade has left behind; it is made anew after the test."""
    charset = real_tiki.layout.text
    real_tiki.database.execute(
        f"ALTER TABLE users_groups CONVERT TO CHARACTER SET {charset} COLLATE {charset}_general_ci"
    )
    yield real_tiki
    real_tiki.database.restore()


@pytest.mark.parametrize("real_tiki", layouts(TIKI_15, TIKI_24, TIKI_24_BIN), indirect=True)
async def test_groups_may_be_in_another_collation_than_memberships(converted: RealTiki) -> None:
    converted.add_group("Helpers", 30)
    user_id = converted.add("bob")
    converted.join(user_id, "Helpers", created=1_000)
    expected = Membership("Helpers", 1_000, None, 30)
    assert await converted.directory.memberships(user_id) == [expected]
    (account,) = await converted.directory.read_page(0, 10)
    assert account.memberships == (expected,)
