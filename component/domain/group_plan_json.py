"""Plans as JSON values: how a job keeps the plan that it is to apply."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import TypeVar, get_args

from component.domain.group_plan import (
    Affiliation,
    Description,
    Finding,
    FindingKind,
    GroupChange,
    GroupPlan,
    RoomChange,
)
from component.domain.groups import Visibility
from component.domain.names import ChatUsername

_T = TypeVar("_T")
_VISIBILITIES: dict[object, Visibility] = {word: word for word in get_args(Visibility)}


def pack(plan: GroupPlan) -> dict[str, object]:
    """Turn a plan into values that JSON can say."""
    return asdict(plan)


def unpack(packed: object) -> GroupPlan:
    """Make a plan of what `pack` gave, whether it went through JSON or not.

    Raises:
        ValueError: It is not that: something is missing, unknown, or of another kind.
    """
    plan = _Fields(packed, GroupPlan)
    return GroupPlan(
        groups=plan.many("groups", _group_change),
        rooms=plan.many("rooms", _room_change),
        findings=plan.many("findings", _finding),
        managed=plan.one("managed", int),
        left_alone=plan.one("left_alone", int),
    )


class _Fields:
    """What a JSON object says of the fields of a class."""

    def __init__(self, value: object, of: type) -> None:
        names = {field.name for field in fields(of)}
        if not isinstance(value, Mapping) or set(value) != names:
            raise ValueError(f"this is no {of.__name__}")
        self._values: Mapping[str, object] = value

    def one(self, name: str, kind: type[_T]) -> _T:
        """The value of a field that has to be of a type."""
        return _of_type(kind)(self._values[name])

    def maybe(self, name: str, read: Callable[[object], _T]) -> _T | None:
        """The value of a field that may be null."""
        value = self._values[name]
        return None if value is None else read(value)

    def many(self, name: str, read: Callable[[object], _T]) -> tuple[_T, ...]:
        """The values of a field that is an array."""
        return tuple(map(read, _array(self._values[name])))


def _array(value: object, length: int | None = None) -> list[object] | tuple[object, ...]:
    if not isinstance(value, list | tuple) or length not in (None, len(value)):
        raise ValueError("an array is missing, or not as long as it has to be")
    return value


def _of_type(kind: type[_T]) -> Callable[[object], _T]:
    def read(value: object) -> _T:
        if isinstance(value, bool) is (kind is bool) and isinstance(value, kind):
            return value
        raise ValueError(f"a value is no {kind.__name__}")

    return read


_text = _of_type(str)


def _username(value: object) -> ChatUsername:
    return ChatUsername(_text(value))


def _group_change(value: object) -> GroupChange:
    change = _Fields(value, GroupChange)
    return GroupChange(
        roster=change.one("roster", str),
        create=change.one("create", bool),
        describe=change.maybe("describe", _descriptions),
        add=change.many("add", _username),
        remove=change.many("remove", _text),
        release=change.many("release", _username),
        delete=change.one("delete", bool),
        dropped=change.one("dropped", bool),
    )


def _descriptions(value: object) -> tuple[Description, Description]:
    before, after = map(_description, _array(value, 2))
    return before, after


def _description(value: object) -> Description:
    description = _Fields(value, Description)
    return Description(
        display_name=description.one("display_name", str),
        visible_to=description.maybe("visible_to", _visible_to),
    )


def _visible_to(value: object) -> Visibility | tuple[str, ...]:
    if not isinstance(value, str):
        return tuple(map(_text, _array(value)))
    if value not in _VISIBILITIES:
        raise ValueError("a group is visible to nobody that is known")
    return _VISIBILITIES[value]


def _room_change(value: object) -> RoomChange:
    change = _Fields(value, RoomChange)
    return RoomChange(
        room=change.one("room", str),
        give=change.many("give", _given),
        take=change.many("take", _username),
        release=change.many("release", _username),
        dropped=change.one("dropped", bool),
    )


def _given(value: object) -> tuple[ChatUsername, Affiliation]:
    username, affiliation = _array(value, 2)
    return _username(username), Affiliation(_text(affiliation))


def _finding(value: object) -> Finding:
    finding = _Fields(value, Finding)
    return Finding(
        kind=FindingKind(finding.one("kind", str)),
        where=finding.one("where", str),
        who=finding.many("who", _text),
        count=finding.one("count", int),
    )
