"""What the databases hold at one moment, as far as the invariants go by it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from component.domain.migration import Step
from openfire.testserver import TestServer
from tests.faults.disk import FILLER, STATE
from tests.faults.shifting import actual, wanted


@dataclass(frozen=True, slots=True)
class SiteAccount:
    """A Tiki account."""

    user_id: int
    login: str
    livechat_id: str | None


@dataclass(frozen=True, slots=True)
class Journey:
    """A migration in the journal."""

    number: int
    path: str
    livechat_id: str
    login: str
    user_id: int | None
    step: Step


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the audit."""

    number: int
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Books:
    """All of it.

    Attributes:
        site: Tiki accounts.
        chat: Usernames of chat accounts.
        journal: Migrations, in their order.
        audit: Entries, in their order.
        open_jobs: Numbers of jobs that have not ended.
        wanted: Roster group → who is to be in it, by the site.
        members: Roster group → who is in it.
    """

    site: Sequence[SiteAccount] = ()
    chat: frozenset[str] = frozenset()
    journal: Sequence[Journey] = ()
    audit: Sequence[Entry] = ()
    open_jobs: Sequence[int] = ()
    wanted: Mapping[str, set[str]] = field(default_factory=dict)
    members: Mapping[str, set[str]] = field(default_factory=dict)

    def livechat_ids(self) -> dict[str, str]:
        """Tiki login → Live Chat ID, of those who have one."""
        return {one.login: one.livechat_id for one in self.site if one.livechat_id is not None}


def read(server: TestServer) -> Books:
    """Read them; what goes on meanwhile may be half in them."""
    site = server.execute("SELECT userId, login, livechat_id FROM users_users ORDER BY userId")
    chat = server.execute("SELECT username FROM ofUser", database="openfire")
    journal = server.execute(
        "SELECT id, path, livechat_id, CONVERT(tiki_login USING utf8mb4), user_id, step "
        "FROM migration ORDER BY id",
        database=STATE,
    )
    audit = server.execute(
        "SELECT id, action, subject, detail FROM audit WHERE action <> %s ORDER BY id",
        (FILLER,),
        STATE,
    )
    return Books(
        site=[SiteAccount(*row) for row in site],
        chat=frozenset(username for (username,) in chat),
        journal=[_journey(row) for row in journal],
        audit=[_entry(row) for row in audit],
        open_jobs=open_jobs(server),
        wanted=wanted(server),
        members=actual(server),
    )


def _journey(row: tuple[Any, ...]) -> Journey:
    number, path, livechat_id, login, user_id, step = row
    return Journey(number, path, livechat_id, login, user_id, Step(step))


def _entry(row: tuple[Any, ...]) -> Entry:
    number, action, subject, detail = row
    return Entry(number, action, subject, json.loads(detail))


def open_migrations(server: TestServer) -> set[int]:
    """The numbers of migrations that have not ended."""
    rows = server.execute(
        "SELECT id FROM migration WHERE open_livechat_id IS NOT NULL", database=STATE
    )
    return {number for (number,) in rows}


def open_jobs(server: TestServer) -> list[int]:
    """The numbers of jobs that have not ended."""
    rows = server.execute("SELECT id FROM job WHERE ended_at IS NULL ORDER BY id", database=STATE)
    return [number for (number,) in rows]
