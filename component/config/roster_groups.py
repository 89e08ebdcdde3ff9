"""From the blocks `[[groups]]` to roster groups: several may name one, and then have to agree."""

from collections.abc import Iterator, Sequence

from component.config.groups import GroupSettings, RoomSettings
from component.domain.groups import RoomRule, RosterGroup
from component.domain.names import fold

_SAID_ONCE = ("display_name", "visible_to", "largest", "by_hand", "gone")


def put_together(blocks: Sequence[GroupSettings], rooms_domain: str) -> tuple[RosterGroup, ...]:
    """Make roster groups of blocks that agree.

    Args:
        blocks: The settings.
        rooms_domain: What a room's name is completed with.

    Returns:
        The roster groups, in the order in which they are first named.
    """
    by_name: dict[str, list[GroupSettings]] = {}
    for block in blocks:
        by_name.setdefault(block.roster, []).append(block)
    return tuple(_together(name, some, rooms_domain) for name, some in by_name.items())


def contradictions(blocks: Sequence[GroupSettings], rooms_domain: str | None) -> list[str]:
    """Tell what cannot be true of all blocks at once.

    Args:
        blocks: The settings.
        rooms_domain: The domain that all rooms are in; None if it is not known.

    Returns:
        Sentences that name both places; none if all is well.
    """
    found = [
        *_same_but_for_case(blocks),
        *_seen_by_themselves(blocks),
        *_said_differently(blocks),
    ]
    if rooms_domain is not None:
        found += [
            *_rooms_elsewhere(blocks, rooms_domain),
            *_rooms_differently(blocks, rooms_domain),
        ]
    return found


def _together(name: str, blocks: Sequence[GroupSettings], rooms_domain: str) -> RosterGroup:
    said = blocks[0].model_copy(
        update={field: value for block in blocks for field, value in _said(block).items()}
    )
    seen_by = said.visible_to
    rules = {_jid(r, rooms_domain): r.affiliation for block in blocks for r in block.rooms}
    return RosterGroup(
        name=name,
        tiki=tuple(dict.fromkeys(block.tiki for block in blocks)),
        display_name=said.display_name or name,
        visible_to=tuple(seen_by) if isinstance(seen_by, list) else seen_by,
        rooms=tuple(RoomRule(room, affiliation) for room, affiliation in rules.items()),
        largest=said.largest,
        by_hand=said.by_hand,
        gone=said.gone,
    )


def _said(block: GroupSettings) -> dict[str, object]:
    """What a block says of its roster group as a whole, and does not leave to the default."""
    said = {field: getattr(block, field) for field in _SAID_ONCE if field in block.model_fields_set}
    return {field: value for field, value in said.items() if value not in (None, "")}


def _jid(room: RoomSettings, rooms_domain: str) -> str:
    return room.room if "@" in room.room else f"{room.room}@{rooms_domain}"


def _same_but_for_case(blocks: Sequence[GroupSettings]) -> Iterator[str]:
    """Openfire's database may take two such groups for one."""
    seen: dict[str, tuple[str, str]] = {}
    for place, name in _roster_names(blocks):
        first_place, first = seen.setdefault(fold(name), (place, name))
        if first != name:
            yield f"{first_place} and {place} differ only in case: {first}, {name}"


def _roster_names(blocks: Sequence[GroupSettings]) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks):
        yield f"groups.{number}.roster", block.roster
    for place, _, name in _viewers(blocks):
        yield place, name


def _viewers(blocks: Sequence[GroupSettings]) -> Iterator[tuple[str, GroupSettings, str]]:
    for number, block in enumerate(blocks):
        seen_by = block.visible_to
        for part, name in enumerate(seen_by if isinstance(seen_by, list) else ()):
            yield f"groups.{number}.visible_to.{part}", block, name


def _seen_by_themselves(blocks: Sequence[GroupSettings]) -> Iterator[str]:
    for place, block, name in _viewers(blocks):
        if name == block.roster:
            own = place.partition(".visible_to")[0]
            yield (
                f"{own}.roster and {place} are one group, {name}: its members see it wherever "
                'others do; name the others alone, or write visible_to = "members"'
            )


def _said_differently(blocks: Sequence[GroupSettings]) -> Iterator[str]:
    seen: dict[tuple[str, str], tuple[int, object]] = {}
    for number, block in enumerate(blocks):
        for field, value in _said(block).items():
            in_any_order = frozenset(value) if isinstance(value, list) else value
            first, known = seen.setdefault((block.roster, field), (number, in_any_order))
            if known != in_any_order:
                yield (
                    f"groups.{first}.{field} and groups.{number}.{field} say different things of "
                    f"the roster group {block.roster}"
                )


def _rooms_differently(blocks: Sequence[GroupSettings], rooms_domain: str) -> Iterator[str]:
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for place, block, room in _rooms(blocks):
        key = (block.roster, _jid(room, rooms_domain))
        first, known = seen.setdefault(key, (place, room.affiliation))
        if known != room.affiliation:
            yield (
                f"{first} and {place} give the roster group {block.roster} different affiliations "
                f"in {key[1]}"
            )


def _rooms_elsewhere(blocks: Sequence[GroupSettings], rooms_domain: str) -> Iterator[str]:
    for place, _, room in _rooms(blocks):
        domain = _jid(room, rooms_domain).partition("@")[2]
        if domain != rooms_domain:
            yield f"{place}.room is in {domain}, and rooms are in {rooms_domain} by xmpp.rooms"


def _rooms(blocks: Sequence[GroupSettings]) -> Iterator[tuple[str, GroupSettings, RoomSettings]]:
    for number, block in enumerate(blocks):
        for part, room in enumerate(block.rooms):
            yield f"groups.{number}.rooms.{part}", block, room
