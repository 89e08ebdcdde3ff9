"""Memberships in the live tests: on the site, in Openfire, and in the component's own memory."""

import asyncio
import time
from collections.abc import Callable, Iterable

from tests.live.conftest import Village

HELPERS, CONTRIBUTORS = "Live Chat helpers", "Contributors"


def join(village: Village, login: str, group: str = HELPERS) -> None:
    """Put somebody into a Tiki group, as an admin of the site does."""
    village.server.execute(
        "INSERT INTO users_usergroups (userId, groupName, created) "
        "SELECT userId, %s, 1700000000 FROM users_users WHERE login = %s",
        (group, login),
    )


def leave(village: Village, login: str, group: str = HELPERS) -> None:
    """Take somebody out of a Tiki group."""
    village.server.execute(
        "DELETE m FROM users_usergroups m JOIN users_users u USING (userId) "
        "WHERE m.groupName = %s AND u.login = %s",
        (group, login),
    )


def add_by_hand(village: Village, username: str, roster: str) -> None:
    """Put somebody into a roster group behind the component's back."""
    village.server.execute(
        "INSERT INTO ofGroupUser (groupName, username, administrator) VALUES (%s, %s, 0)",
        (roster, username),
        database="openfire",
    )


def in_openfire(village: Village, roster: str) -> set[str]:
    """The members of a roster group, as Openfire has stored them."""
    rows = village.server.execute(
        "SELECT username FROM ofGroupUser WHERE groupName = %s", (roster,), database="openfire"
    )
    return {name for (name,) in rows}


def managed(village: Village, roster: str) -> set[str]:
    """The members that the component has put there, by its own memory."""
    rows = village.server.execute(
        "SELECT username FROM managed_member WHERE roster_group = %s",
        (roster,),
        database="livechat_state",
    )
    return {name for (name,) in rows}


def crowd(village: Village, group: str, count: int) -> list[str]:
    """Make linked people with chat accounts who are in a Tiki group; their usernames."""
    names = [village.new_name("crowd") for _ in range(count)]
    village.server.execute(
        "INSERT INTO users_users (login, email, hash, livechat_id, pass_confirm, email_confirm, "
        "registrationDate, created, provpass) VALUES "
        + _rows(names, "(%s, %s, '', %s, 1, 1, 1, 1, '')"),
        [value for name in names for value in (name, f"{name}@mail.test", name)],
    )
    village.server.execute(
        "INSERT INTO users_usergroups (userId, groupName, created) "
        f"SELECT userId, %s, 1 FROM users_users WHERE login IN ({_rows(names, '%s')})",
        [group, *names],
    )
    village.server.execute(
        "INSERT INTO ofUser (username, plainPassword, creationDate, modificationDate) VALUES "
        + _rows(names, "(%s, 'nobody knows', '001700000000000', '001700000000000')"),
        names,
        database="openfire",
    )
    return names


async def eventually(is_true: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether something becomes true before long."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


def _rows(values: Iterable[object], row: str) -> str:
    return ", ".join(row for _ in values)
