"""Plans as JSON values: what is not a plan is told from one."""

from typing import Any

import pytest

from component.domain.group_plan import (
    Affiliation,
    Description,
    Finding,
    FindingKind,
    GroupChange,
    GroupPlan,
    RoomChange,
)
from component.domain.group_plan_json import pack, unpack
from component.domain.names import ChatUsername

ALICE = ChatUsername("alice")
PLAN = GroupPlan(
    (
        GroupChange(
            "one",
            create=True,
            describe=(Description("One", None), Description("One", ("a", "b"))),
            add=(ALICE,),
            remove=("bob",),
            release=(ALICE,),
            delete=True,
        ),
        GroupChange("two"),
    ),
    (RoomChange("room", ((ALICE, Affiliation.ADMIN),), take=(ALICE,), release=(ALICE,)),),
    (Finding(FindingKind.TOO_LARGE, "one", ("x",), 3),),
    managed=1,
    left_alone=2,
)


def test_a_plan_comes_back() -> None:
    assert unpack(pack(PLAN)) == PLAN


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The ways to all values in a value."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list | tuple):
        inner = list(enumerate(value))
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def changed(value: Any, place: tuple[str | int, ...], other: object) -> object:  # noqa: ANN401  JSON
    """A value with another one somewhere in it."""
    if not place:
        return other
    key, *rest = place
    if isinstance(value, dict):
        return {**value, key: changed(value[key], tuple(rest), other)}
    assert isinstance(key, int)
    return [*value[:key], changed(value[key], tuple(rest), other), *value[key + 1 :]]


@pytest.mark.parametrize("place", places(pack(PLAN)), ids=lambda place: ".".join(map(str, place)))
@pytest.mark.parametrize("other", [1.5, {"x": 1}, {}], ids=str)
def test_a_value_of_another_kind_is_told(place: tuple[str | int, ...], other: object) -> None:
    with pytest.raises(ValueError, match=r"no |missing|nobody|not a valid"):
        unpack(changed(pack(PLAN), place, other))


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (("managed",), True),
        (("managed",), "1"),
        (("groups", 0, "create"), 1),
        (("groups", 0, "describe"), [PLAN]),
        (("groups", 0, "describe", 1, "visible_to"), "all"),
        (("groups", 0, "add"), "alice"),
        (("rooms", 0, "give", 0, 1), "king"),
        (("rooms", 0, "give", 0), ["alice"]),
        (("findings", 0, "kind"), "odd"),
    ],
)
def test_a_value_that_cannot_be_is_told(place: tuple[str | int, ...], other: object) -> None:
    with pytest.raises(ValueError, match=r"no |missing|nobody|not a valid"):
        unpack(changed(pack(PLAN), place, other))


@pytest.mark.parametrize("place", [(), ("groups", 0), ("rooms", 0), ("findings", 0)], ids=str)
def test_what_is_unknown_or_missing_is_told(place: tuple[str | int, ...]) -> None:
    value: Any = pack(PLAN)
    for key in place:
        value = value[key]
    for other in ({**value, "more": 1}, dict(list(value.items())[1:])):
        with pytest.raises(ValueError, match="this is no"):
            unpack(changed(pack(PLAN), place, other))
