"""`tiki-livechat check`: which parts are looked at, and how."""

import asyncio
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from component import config
from component.adapters import (
    openfire_probes,
    openfire_room_probes,
    openfire_roster_probes,
    state_probes,
    tiki_probes,
)
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_rooms import OpenfireRooms
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.domain.findings import Remark
from component.frontdoors.api import reach as api_reach
from component.frontdoors.health import reach as health_reach
from component.frontdoors.xmpp.presence_watch import WATCH
from component.frontdoors.xmpp.problems import Problem, explain
from component.ports import Rejected, Unavailable
from component.usecases.plan_groups import rooms_of
from component.usecases.self_check import Area, Finding, Look, Probe, self_check
from component.wiring import setting_up
from component.wiring.connections import Streams, make_streams, open_databases

_PING = "{urn:xmpp:ping}ping"
_TAKEN = (Problem.NAME_TAKEN, Problem.CLOSED)
"""Openfire's word on it is lost on the way now and then."""
_FROM_THE_SERVER = ("remote-server-not-found", "service-unavailable", "item-not-found")
_OWN_NAME = " Each component needs a private_component of its own."


async def check(settings: config.Settings) -> list[Finding]:
    """Look at everything that the component needs."""
    databases = open_databases(settings)
    streams = make_streams(settings, is_check=True)
    pictures = Pictures(settings.tiki.site_url, settings.tiki.gravatar_url)
    tiki = TikiMysql(databases.tiki, pictures, trust_local_hashes=settings.tiki.trust_local_hashes)
    chat = OpenfireMysql(databases.openfire)
    openfire = OpenfireAccess(databases.openfire)
    xmpp = settings.xmpp
    database_checks: tuple[tuple[str, Look], ...] = (
        (
            "Tiki, reading",
            lambda: tiki_probes.reads(
                databases.tiki,
                tiki,
                strict_states=settings.tiki.strict_states,
                groups=settings.named_groups,
            ),
        ),
        ("Tiki, writing", lambda: tiki_probes.writes(databases.tiki_write)),
        ("Openfire's database, reading", lambda: openfire_probes.reads(openfire)),
        ("Openfire's database, writing", lambda: openfire_probes.writes(databases.openfire_write)),
        ("Openfire's database, lists", lambda: openfire_probes.lists(openfire)),
        ("state", lambda: state_probes.look(databases.state)),
    )
    if settings.has_migrations:
        database_checks += (
            (
                "Tiki, making accounts",
                lambda: tiki_probes.makes_accounts(databases.tiki_write, databases.tiki),
            ),
        )
    if setting_up.keeps_accounts(settings):
        database_checks += (
            (
                "Openfire's database, keeping accounts",
                lambda: openfire_probes.archives(openfire),
            ),
            (
                "Openfire's database, putting accounts back",
                lambda: openfire_probes.restores(openfire, databases.openfire_write),
            ),
        )
    if settings.groups:
        database_checks += (
            ("Openfire's database, groups", lambda: openfire_probes.groups(openfire)),
        )
    if settings.registrations.watch:
        database_checks += (
            ("Tiki, registrations", lambda: tiki_probes.registrations(databases.tiki)),
        )
    chat_checks: tuple[tuple[str, Look], ...] = (
        (
            "Openfire's settings",
            lambda: openfire_probes.settings(
                openfire, xmpp.component, xmpp.private_jid, xmpp.domain, chat=chat, tiki=tiki
            ),
        ),
        ("Openfire", lambda: _look_at_openfire(settings, streams, openfire)),
    )
    if any(group.visible_to != "nobody" for group in settings.roster_groups):
        chat_checks += (
            ("Openfire's rosters", lambda: openfire_roster_probes.roster_cache(openfire)),
        )
    if rooms := rooms_of(settings.roster_groups):
        reader = OpenfireRooms(databases.openfire, xmpp.domain)
        chat_checks += (
            (
                "Openfire's rooms",
                lambda: openfire_room_probes.rooms(reader, xmpp.private_jid, xmpp.domain, rooms),
            ),
        )
    running = asyncio.create_task(streams.run())
    try:
        return await self_check(
            [
                *_of_settings(settings),
                *(Probe(subject, Area.DATABASE, look) for subject, look in database_checks),
                *(Probe(subject, Area.CHAT_SERVER, look) for subject, look in chat_checks),
            ]
        )
    finally:
        await streams.stop()
        await running
        await pictures.close()
        await databases.close()


def _of_settings(settings: config.Settings) -> Iterator[Probe]:
    api, health = settings.api, settings.health
    if api.tokens:

        async def look_at_api() -> list[Remark]:
            return api_reach.remarks_on(api.host, api.port)

        yield Probe("the API", Area.SETTINGS, look_at_api)
    if (port := health.port) is not None:

        async def look_at_health() -> list[Remark]:
            return health_reach.remarks_on(health.host, port)

        yield Probe("health and metrics", Area.SETTINGS, look_at_health)


async def _look_at_openfire(
    settings: config.Settings, streams: Streams, openfire: OpenfireAccess
) -> list[Remark]:
    """Connect as the component: Openfire lets only one of a name in, so none may be running.

    Others of the same subdomain may: each has another private one, which also shows the secret.
    """
    is_shared, are_others = settings.xmpp.allow_multiple, False
    for stream in reversed(streams.all):
        if not await stream.wait_settled():
            problem = stream.problem or Problem.NO_CONNECTION
            is_taken = is_shared and problem in _TAKEN
            if is_taken and stream is streams.public and await _is_served(streams):
                are_others = True
                continue
            why = explain(problem) + (_OWN_NAME if is_taken else "")
            raise Unavailable("Openfire", f"as {stream.settings.jid}: {why}")
    jid, asker = settings.xmpp.jid, settings.xmpp.private_jid
    others = are_others if is_shared else None
    return [
        await openfire_probes.version(streams.private, openfire),
        openfire_probes.connections(jid, asker, has_groups=bool(settings.groups), others=others),
        await openfire_probes.admin_commands(streams.private, asker),
        *await openfire_probes.presences(streams.private, WATCH),
    ]


async def _is_served(streams: Streams) -> bool:
    """Whether other components are connected with the shared name."""
    if not streams.private.is_up:
        return False
    try:
        await streams.private.ask("get", Element(_PING), streams.public.settings.jid)
    except Rejected as error:
        return error.condition not in _FROM_THE_SERVER
    except Unavailable:
        return False
    return True
