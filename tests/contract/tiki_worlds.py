"""A Tiki to fill and to ask, fake or real, for the suites of `TikiDirectory` and `TikiWriter`."""

from typing import TYPE_CHECKING, Protocol, Unpack, cast

import pytest
from aiohttp import web

from component.adapters.mysql import Database
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_registrations import TikiRegistrations
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.accounts import TikiAccount
from component.domain.generations import Generation
from component.domain.names import ChatUsername
from component.ports import TikiDirectory, TikiWriter
from component.ports.groups import SiteVersion
from component.ports.registrations import Registrations
from tests.contract.tiki_server import LayoutDatabase, Who
from tests.fakes.tiki_rows import Columns
from tests.layouts.layout import Layout
from tests.layouts.tikis import LAYOUTS
from tests.unit.adapters.picture_server import PictureServer

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet


def layouts(*which: Layout) -> "list[ParameterSet]":
    """Layouts, all by default, as parameters of the fixture `real_tiki`."""
    return [
        pytest.param(layout, id=layout.name, marks=pytest.mark.live) for layout in which or LAYOUTS
    ]


def worlds(
    first: Generation = Generation.V1_9, last: Generation = Generation.V16
) -> "list[ParameterSet]":
    """Fakes and layouts of a span of generations, as parameters of the fixture `tiki`."""
    fakes = [pytest.param(x, id=f"fake {x.name}") for x in Generation if first <= x <= last]
    return fakes + layouts(*(x for x in LAYOUTS if first <= x.generation <= last))


class TikiWorld(Protocol):
    """What a test does to a Tiki before it asks; `FakeTiki` is one, `RealTiki` the other."""

    @property
    def generation(self) -> Generation: ...
    @property
    def collation(self) -> str: ...
    @property
    def has_unique_emails(self) -> bool: ...
    @property
    def directory(self) -> TikiDirectory: ...
    @property
    def lenient(self) -> TikiDirectory: ...
    @property
    def writer(self) -> TikiWriter: ...
    @property
    def site_version(self) -> SiteVersion: ...
    @property
    def registrations(self) -> Registrations: ...
    def has(self, column: str, table: str = "users_users") -> bool: ...
    def can_hold(self, text: str) -> bool: ...
    def add(self, login: str, **columns: Unpack[Columns]) -> int: ...
    def change(self, user_id: int, **columns: Unpack[Columns]) -> None: ...
    def delete(self, user_id: int) -> None: ...
    def stored_id(self, user_id: int) -> str | None: ...
    def set_rule(self, name: str, value: str | None) -> None: ...
    def set_preference(self, user: str, name: str, value: str | None) -> None: ...
    def add_group(self, name: str, expire_after: int = 0) -> None: ...
    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None: ...
    def leave(self, user_id: int, group: str) -> None: ...
    def end(self, user_id: int, group: str, expire: int) -> None: ...
    def set_term(self, name: str, expire_after: int) -> None: ...
    def lose_group(self, name: str) -> None: ...
    def include(self, group: str, included: str) -> None: ...
    def exclude(self, group: str, included: str) -> None: ...
    def put_into_library(self, path: str, data: bytes) -> None: ...
    def put_into_gravatar(self, digest: str, data: bytes) -> None: ...
    def lose_pictures(self) -> None: ...


def known(tiki: TikiWorld, **columns: Unpack[Columns]) -> Columns:
    """Those of the columns that a Tiki has."""
    return cast("Columns", {name: value for name, value in columns.items() if tiki.has(name)})


async def find(tiki: TikiWorld, login: str) -> TikiAccount:
    """The one account that a login finds."""
    (account,) = await tiki.directory.find_by_name(None, [login])
    return account


async def logins(tiki: TikiWorld, livechat_id: str | None, *names: str) -> list[str]:
    """The logins of the accounts that names find."""
    chat = None if livechat_id is None else ChatUsername(livechat_id)
    return sorted(row.login for row in await tiki.directory.find_by_name(chat, names))


class RealTiki:
    """A layout's database, emptied, and the adapters on it."""

    def __init__(self, database: LayoutDatabase, pictures: PictureServer) -> None:
        self.database = database
        self.layout = database.layout
        self.generation = database.layout.generation
        self.collation = database.layout.collation
        self.has_unique_emails = database.layout.has_unique_emails
        self._accesses: dict[Who, Database] = {}
        self._shelf: dict[str, bytes] = {}
        self.pictures = Pictures(f"{pictures.url}/tiki", f"{pictures.url}/avatar")
        self._picture_server = pictures
        pictures.answer = self._serve
        self.directory = self.read_as("reader")
        self.lenient = self.read_as("lenient")
        self.site_version = self.directory
        self.writer = self.write_as("writer")
        database.empty()

    def access(self, who: Who = "reader") -> Database:
        """An access of one of the bridge's users."""
        if who not in self._accesses:
            self._accesses[who] = self.database.access(who)
        return self._accesses[who]

    def read_as(self, who: Who) -> TikiMysql:
        """A directory that knows nothing yet."""
        return TikiMysql(self.access(who), self.pictures)

    def write_as(self, who: Who) -> TikiMysqlWriter:
        """A writer."""
        return TikiMysqlWriter(self.access(who))

    @property
    def registrations(self) -> TikiRegistrations:
        """Its registrations, read by somebody who knows nothing yet."""
        return TikiRegistrations(self.access())

    async def close(self) -> None:
        """Close what was opened."""
        await self.pictures.close()
        for access in self._accesses.values():
            await access.close()

    def has(self, column: str, table: str = "users_users") -> bool:
        """Whether the layout has a column."""
        return column in self.database.tables[table]

    def can_hold(self, text: str) -> bool:
        """Whether columns hold a text: utf8 ends with the basic plane."""
        return self.layout.text != "utf8mb3" or all(c <= "\uffff" for c in text)

    def add(self, login: str, **columns: Unpack[Columns]) -> int:
        """Make an account; gives its `userId`."""
        return self.insert("users_users", login=login, **columns)

    def insert(self, table: str, **columns: object) -> int:
        """Make a row; gives the number that it gets, if any."""
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        return self.database.insert(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values()
        )

    def change(self, user_id: int, **columns: Unpack[Columns]) -> None:
        """Change columns of an account."""
        if not columns:
            return
        changes = ", ".join(f"{column} = %s" for column in columns)
        self.database.execute(
            f"UPDATE users_users SET {changes} WHERE userId = %s", *columns.values(), user_id
        )

    def delete(self, user_id: int) -> None:
        """Delete an account."""
        self.database.execute("DELETE FROM users_users WHERE userId = %s", user_id)

    def stored_id(self, user_id: int) -> str | None:
        """The column `livechat_id`."""
        stored = self.database.row(user_id)["livechat_id"]
        return None if stored is None else str(stored)

    def set_rule(self, name: str, value: str | None) -> None:
        """Set a preference of the site."""
        self.database.execute("REPLACE INTO tiki_preferences VALUES (%s, %s)", name, value)

    def set_preference(self, user: str, name: str, value: str | None) -> None:
        """Set a preference of a person."""
        self.database.execute(
            "REPLACE INTO tiki_user_preferences VALUES (%s, %s, %s)", user, name, value
        )

    def add_group(self, name: str, expire_after: int = 0) -> None:
        """Make a group whose memberships end after some days; 0 for never."""
        term = {"expireAfter": expire_after} if expire_after else {}
        self.insert("users_groups", groupName=name, **term)

    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None:
        """Put an account into a group."""
        dates = {"created": created, "expire": expire}
        given = {name: date for name, date in dates.items() if date is not None}
        self.insert("users_usergroups", userId=user_id, groupName=group, **given)

    def leave(self, user_id: int, group: str) -> None:
        """Take an account out of a group."""
        self.database.execute(
            "DELETE FROM users_usergroups WHERE userId = %s AND groupName = %s", user_id, group
        )

    def end(self, user_id: int, group: str, expire: int) -> None:
        """Let a membership end."""
        self.database.execute(
            "UPDATE users_usergroups SET expire = %s WHERE userId = %s AND groupName = %s",
            *(expire, user_id, group),
        )

    def set_term(self, name: str, expire_after: int) -> None:
        """Let memberships of a group end after some days."""
        self.database.execute(
            "UPDATE users_groups SET expireAfter = %s WHERE groupName = %s", expire_after, name
        )

    def lose_group(self, name: str) -> None:
        """Delete a group, but nobody's membership."""
        self.database.execute("DELETE FROM users_groups WHERE groupName = %s", name)

    def exclude(self, group: str, included: str) -> None:
        """Let the members of a group no longer belong to another one."""
        self.database.execute(
            "DELETE FROM tiki_group_inclusion WHERE groupName = %s AND includeGroup = %s",
            *(group, included),
        )

    def include(self, group: str, included: str) -> None:
        """Let the members of a group belong to another one as well."""
        self.insert("tiki_group_inclusion", groupName=group, includeGroup=included)

    def put_into_library(self, path: str, data: bytes) -> None:
        """Have a picture at a path of the site."""
        self._shelf[f"/tiki/{path}"] = data

    def put_into_gravatar(self, digest: str, data: bytes) -> None:
        """Have a picture of whoever's e-mail address has this SHA-256."""
        self._shelf[f"/avatar/{digest}"] = data

    def lose_pictures(self) -> None:
        """Have nobody answer who is asked for a picture."""
        self._picture_server.answer_with(b"overloaded", status=503)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        picture = self._shelf.get(request.path)
        if picture is None:
            return web.Response(status=404)
        return web.Response(body=picture, content_type="image/png")
