"""Everybody with their effective groups, page by page, or nothing that can be relied upon."""

import pytest

from component.ports import Unavailable
from component.usecases.read_members import Member, read_members
from tests.fakes.tiki import FakeTiki

NOW = 1_700_000_000.0


@pytest.fixture
def tiki() -> FakeTiki:
    tiki = FakeTiki()
    for name in ("Registered", "Helpers", "Staff"):
        tiki.add_group(name)
    tiki.include("Helpers", "Staff")
    return tiki


async def everybody(tiki: FakeTiki, page: int = 2) -> list[Member]:
    return [member async for member in read_members(tiki, NOW, page)]


async def test_nobody_is_nobody(tiki: FakeTiki) -> None:
    assert await everybody(tiki) == []


@pytest.mark.parametrize("page", [1, 2, 3, 4, 100])
async def test_pages_of_any_size_give_the_same_people(tiki: FakeTiki, page: int) -> None:
    for number in range(4):
        user_id = tiki.add(f"person {number}", livechat_id=f"person{number}" if number else None)
        if number % 2:
            tiki.join(user_id, "HELPERS")
    found = await everybody(tiki, page)
    assert [m.login for m in found] == [f"person {number}" for number in range(4)]
    assert [m.livechat_id for m in found] == [None, "person1", "person2", "person3"]
    helper = frozenset({"helpers", "staff", "registered"})
    assert [m.groups for m in found] == [frozenset(), helper, frozenset(), helper]


async def test_memberships_that_are_over_do_not_count(tiki: FakeTiki) -> None:
    user_id = tiki.add("bob")
    tiki.join(user_id, "Helpers", expire=int(NOW) - 1)
    (bob,) = await everybody(tiki)
    assert bob.groups == frozenset()


@pytest.mark.parametrize("change", ["a group", "an inclusion"])
async def test_groups_that_change_meanwhile_are_told_at_the_end(
    tiki: FakeTiki, change: str
) -> None:
    tiki.add("bob")

    async def change_the_site() -> None:
        if change == "a group":
            tiki.add_group("Renamed")
        else:
            tiki.include("Staff", "Everyone")

    tiki.before["read_page"] = change_the_site
    with pytest.raises(Unavailable, match="changed while they were read"):
        await everybody(tiki)


@pytest.mark.parametrize("method", ["read_page", "inclusions", "group_names"])
async def test_a_tiki_that_does_not_answer_is_not_an_empty_one(tiki: FakeTiki, method: str) -> None:
    tiki.add("bob")
    tiki.failing[method] = Unavailable("Tiki", "away")
    with pytest.raises(Unavailable, match="away"):
        await everybody(tiki)
