"""An admin sets up a component on a database server: the settings, the admin, what comes of it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from component.config import Settings
from component.frontdoors.cli.admin import Admin
from component.frontdoors.cli.setup_commands import script
from component.ports import Change
from component.usecases.set_up import set_up
from component.wiring import setting_up
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB

PASSWORDS = {
    "tiki": "pw of tiki",
    "tiki.write": "pw of tiki.write",
    "openfire": "pw of openfire",
    "openfire.write": "pw of openfire.write",
    "state": "pw of state",
}


class SettingUp:
    """One installation to be.

    Args:
        mariadb: Where.
        databases: Block → name of its database.
        users: Block → its user; made of the block's name by default.
        tiki: More settings of [tiki].
        groups: Mappings.
    """

    def __init__(
        self,
        mariadb: OwnMariaDB,
        databases: Mapping[str, str] | None = None,
        users: Mapping[str, str] | None = None,
        tiki: Mapping[str, object] | None = None,
        groups: Sequence[Mapping[str, str]] = (),
    ) -> None:
        self.mariadb = mariadb
        names = {"tiki": "tiki", "openfire": "openfire", "state": "livechat_state"}
        names |= databases or {}
        self.users = {block: f"new {block}" for block in PASSWORDS} | dict(users or {})
        blocks: dict[str, dict[str, Any]] = {
            block: {
                "host": HOST,
                "port": mariadb.server.port,
                "user": user,
                "password": PASSWORDS[block],
            }
            for block, user in self.users.items()
        }
        for block, name in names.items():
            blocks[block]["database"] = name
        blocks["tiki"] |= {"write": blocks.pop("tiki.write"), **(tiki or {})}
        blocks["openfire"] |= {"write": blocks.pop("openfire.write")}
        self.blocks = {
            "xmpp": {"domain": "livechat.test", "secret": "of nobody"},
            **blocks,
            "groups": list(groups),
        }
        self.admin = Admin(mariadb.users["admin"].user, mariadb.users["admin"].password)

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(self.blocks)

    async def missing(self, *groups: str) -> list[Change]:
        """What the Tiki lacks."""
        async with setting_up.tiki(self.settings, self._admins(), groups) as plan:
            return list(await plan())

    async def prepare(self, *groups: str) -> list[Change]:
        """Make what the Tiki lacks; gives what was made."""
        made: list[Change] = []
        async with setting_up.tiki(self.settings, self._admins(), groups) as plan:
            await set_up(plan, made.append)
        return made

    async def rights(self, client_host: str | None = None) -> list[Change]:
        """What there is to do about the rights."""
        async with setting_up.grants(self.settings, self._admins(), client_host) as plan:
            return list(await plan())

    async def grant(self, client_host: str | None = None) -> list[Change]:
        """Give the rights; gives what was done."""
        made: list[Change] = []
        async with setting_up.grants(self.settings, self._admins(), client_host) as plan:
            await set_up(plan, made.append)
        return made

    async def run_as_printed(self, changes: Sequence[Change], charset: str = "utf8mb4") -> None:
        """Let a client of the server run the SQL, passwords filled in."""
        sql = script(changes, charset)
        for block, password in PASSWORDS.items():
            sql = sql.replace(f"'the password of [{block}]'", f"'{password}'")
        await asyncio.to_thread(self.mariadb.server.run_script, sql, "mysql")

    def _admins(self) -> dict[tuple[str, int], Admin]:
        return {(HOST, self.mariadb.server.port): self.admin}
