"""Roster groups and rooms that follow the site: what reads them, plans, and carries plans out."""

from dataclasses import dataclass

from component import config
from component.adapters.openfire_group_admin import OpenfireGroupAdmin
from component.adapters.openfire_groups import OpenfireGroups
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_room_admin import OpenfireRoomAdmin
from component.adapters.openfire_rooms import WATCHED, OpenfireRooms
from component.adapters.state_managed import StateManaged
from component.adapters.state_mysql import StateMysql
from component.adapters.tiki_mysql import TikiMysql
from component.domain.groups import RosterGroup
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.frontdoors.xmpp.stream import ComponentStream
from component.usecases.apply_groups import ApplyGroups
from component.usecases.apply_rooms import ApplyRooms
from component.usecases.plan_groups import PlanGroups, rooms_of
from component.usecases.sync_person import SyncPerson
from component.wiring.connections import Databases


@dataclass(frozen=True, slots=True)
class Grouping:
    """The parts.

    Attributes:
        mappings: The roster groups that the settings describe.
        rooms: None where no mapping has rooms.
    """

    mappings: tuple[RosterGroup, ...]
    groups: OpenfireGroups
    managed: StateManaged
    rooms: OpenfireRooms | None
    plan: PlanGroups
    apply: ApplyGroups
    sync_person: SyncPerson


def make_grouping(
    settings: config.Settings,
    databases: Databases,
    stream: ComponentStream,
    *,
    tiki: TikiMysql,
    chat: OpenfireMysql,
    state: StateMysql,
) -> Grouping:
    """Make them; what listens to rooms is attached to the stream, which commands go by."""
    mappings, domain = settings.roster_groups, settings.xmpp.domain
    names = rooms_of(mappings)
    rooms = OpenfireRooms(databases.openfire, domain) if names else None
    groups = OpenfireGroups(databases.openfire, WATCHED if names else ())
    managed = StateManaged(databases.state, state.prepare)
    apply_rooms = None
    if rooms is not None:
        client = RoomsClient(stream, names)
        stream.attach(client)
        apply_rooms = ApplyRooms(rooms, OpenfireRoomAdmin(client, rooms), managed, state)
    plan = PlanGroups(mappings, tiki, chat, groups, managed, rooms)
    apply = ApplyGroups(
        mappings,
        groups,
        OpenfireGroupAdmin(stream, groups, domain),
        managed,
        state,
        apply_rooms,
    )
    return Grouping(mappings, groups, managed, rooms, plan, apply, SyncPerson(plan, apply))
