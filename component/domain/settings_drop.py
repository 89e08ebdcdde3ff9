"""Roster groups and rooms that were taken out of the settings: nobody there is managed any more.

They stay as they are: whoever drops a mapping has not asked for anybody to be taken out.
"""

from component.domain.group_changes import GroupChange, RoomChange
from component.domain.group_sides import Sides


def dropped_groups(sides: Sides) -> list[GroupChange]:
    """Find the roster groups with managed members that no mapping describes.

    Args:
        sides: Of a plan.

    Returns:
        What is to be forgotten, by name; nothing in a plan that is not for all groups and people.
    """
    if not _is_whole(sides):
        return []
    described = {group.name for group in sides.mappings}
    return [
        GroupChange(roster, release=tuple(sorted(members)), dropped=True)
        for roster, members in sorted(sides.managed.items())
        if members and roster not in described
    ]


def dropped_rooms(sides: Sides) -> list[RoomChange]:
    """Find the rooms with managed affiliations that no mapping names; likewise."""
    if not _is_whole(sides):
        return []
    named = {rule.room for group in sides.mappings for rule in group.rooms}
    return [
        RoomChange(room, release=tuple(sorted(people)), dropped=True)
        for room, people in sorted(sides.managed_rooms.items())
        if people and room not in named
    ]


def _is_whole(sides: Sides) -> bool:
    return sides.only is None and not sides.scope
