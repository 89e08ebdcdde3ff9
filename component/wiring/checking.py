"""`tiki-livechat check`: which parts are looked at, and how."""

import asyncio
from collections.abc import Iterator

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
from component.frontdoors.api.reach import remarks_on
from component.frontdoors.xmpp.problems import Problem, explain
from component.ports import Unavailable
from component.usecases.plan_groups import rooms_of
from component.usecases.self_check import Area, Finding, Look, Probe, self_check
from component.wiring import setting_up
from component.wiring.connections import Streams, make_streams, open_databases


async def check(settings: config.Settings) -> list[Finding]:
    """Look at everything that the component needs."""
    databases = open_databases(settings)
    streams = make_streams(settings)
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
    api = settings.api
    if api.tokens:

        async def look() -> list[Remark]:
            return remarks_on(api.host, api.port)

        yield Probe("the API", Area.SETTINGS, look)


async def _look_at_openfire(
    settings: config.Settings, streams: Streams, openfire: OpenfireAccess
) -> list[Remark]:
    """Connect as the component: Openfire lets only one of a name in, so none may be running."""
    for stream in streams.all:
        if not await stream.wait_settled():
            why = explain(stream.problem or Problem.NO_CONNECTION)
            raise Unavailable("Openfire", f"as {stream.settings.jid}: {why}")
    jid, asker = settings.xmpp.jid, settings.xmpp.private_jid
    return [
        await openfire_probes.version(streams.private, openfire),
        openfire_probes.connections(jid, asker, has_groups=bool(settings.groups)),
        await openfire_probes.admin_commands(streams.private, asker),
    ]
