"""What the live tests' village is made of: the site's groups, their mappings, settings, a room."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openfire.demo import bridge, tiki
from openfire.testserver import TestServer

MONITORS, ROOM, ROOM_ID = "Room monitors", "lobby", 4711
"""A Tiki group whose members are admins of a room."""
CROWDS = ("confirmed", "absent")
"""Groups of many, each for a test of its own."""
PROPERTIES = {"tikiLivechat.timeoutMillis": "30000"}
"""Of Openfire: on a busy machine the component may take long; see also `make_settings`."""
GROUPS: Sequence[Mapping[str, Any]] = (
    *bridge.GROUPS,
    {
        "tiki": MONITORS,
        "roster": "monitors",
        "rooms": [{"room": ROOM, "affiliation": "admin"}],
    },
    *(
        {"tiki": f"Crowd {name}", "roster": f"crowd-{name}", "visible_to": "nobody"}
        for name in CROWDS
    ),
)


def make_settings(port: int, socket: Path) -> Mapping[str, Mapping[str, Any]]:
    """The component's settings.

    Args:
        port: Of the migration page.
        socket: For the shell's commands.
    """
    unhurried = {"connect_timeout": 10.0, "query_timeout": 15.0}
    return {
        "xmpp": {"request_timeout": 20.0},
        **dict.fromkeys(("tiki", "openfire", "state"), unhurried),
        "login": {
            "failures_per_account": "1000/1 minute",
            "failures_overall": "10000/1 minute",
            "hash_patience": 20.0,
        },
        "provisioning": {"refresh_interval": 0.0, "patience": 20.0},
        "web": {
            "public_url": f"http://127.0.0.1:{port}/account",
            "port": port,
            "site_name": "The Village",
            "requests_per_address": "100000/1 minute",
            "tries_per_address": "100000/1 minute",
        },
        "migration": {"takeover_seconds": 1.0},
        "reminders": {"settling_seconds": 1.0, "per_minute": 6000.0},
        "control": {"socket": socket},
        "sync": {"interval_seconds": 1.0},
        "registrations": {"watch": False},
        "admins": {"tiki_groups": ["System Admins"]},
        "log": {"level": "DEBUG"},
    }


def make_room(server: TestServer) -> None:
    """Make a persistent room, which Openfire loads when it is first asked for it."""
    values = {
        **dict.fromkeys(("canChangeSubject", "moderated", "membersOnly", "canInvite"), 0),
        **dict.fromkeys(("logEnabled", "useReservedNick", "allowpm"), 0),
        **dict.fromkeys(("publicRoom", "canDiscoverJID", "canChangeNick", "canRegister"), 1),
        **dict.fromkeys(("name", "naturalName", "description", "subject"), ROOM),
        **dict.fromkeys(("creationDate", "modificationDate"), "001700000000000"),
        "serviceID": 1,
        "roomID": ROOM_ID,
        "maxUsers": 30,
        "rolesToBroadcast": 7,
        "lockedDate": "000000000000000",
    }
    server.execute(
        f"INSERT INTO ofMucRoom ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
        [*values.values()],
        database="openfire",
    )


def site_script(groups: Sequence[Mapping[str, Any]]) -> str:
    """The demo's Tiki, with the groups that mappings name beside its own."""
    rows = ", ".join(f"('{group['tiki']}')" for group in groups if group["tiki"] not in tiki.GROUPS)
    return f"{tiki.script()}\nINSERT INTO users_groups (groupName) VALUES {rows};"
