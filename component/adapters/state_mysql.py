"""The bridge's own schema behind the port `State`."""

import json
from collections.abc import Mapping

from component.adapters.mysql import Database, Row, SchemaMismatch
from component.adapters.state_schema import migrate
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile


class StateMysql:
    """Remembers what neither Tiki nor Openfire does. Makes its tables by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prepare(self) -> int:
        """Make the tables, or move them to this version.

        Returns:
            The version.

        Raises:
            Unavailable: The database did not answer, or will not have it.
        """
        return await migrate(self._database)

    async def is_retired(self, livechat_id: LiveChatId) -> bool:
        """See `State.is_retired`."""
        return bool(
            await self._fetch("SELECT 1 FROM retired_id WHERE livechat_id = %s", livechat_id)
        )

    async def retire(self, livechat_id: LiveChatId) -> None:
        """See `State.retire`."""
        await self._execute(
            "INSERT INTO retired_id (livechat_id, retired_at) VALUES (%s, UTC_TIMESTAMP()) "
            "ON DUPLICATE KEY UPDATE retired_at = retired_at",
            livechat_id,
        )

    async def shown_profile(self, username: ChatUsername) -> ShownProfile | None:
        """See `State.shown_profile`."""
        rows = await self._fetch(
            "SELECT profile_fingerprint, profile_photo FROM chat_account "
            "WHERE username = %s AND profile_fingerprint IS NOT NULL",
            username,
        )
        return ShownProfile(str(rows[0][0]), bool(rows[0][1])) if rows else None

    async def remember_profile(self, username: ChatUsername, shown: ShownProfile) -> None:
        """See `State.remember_profile`."""
        await self._execute(
            "INSERT INTO chat_account (username, profile_fingerprint, profile_photo) "
            "VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE "
            "profile_fingerprint = VALUES(profile_fingerprint), "
            "profile_photo = VALUES(profile_photo)",
            username,
            shown.fingerprint,
            shown.with_photo,
        )

    async def has_native_password(self, username: ChatUsername) -> bool:
        """See `State.has_native_password`."""
        return not await self._fetch(
            "SELECT 1 FROM chat_account WHERE username = %s AND password_retired_at IS NOT NULL",
            username,
        )

    async def forget_native_password(self, username: ChatUsername) -> None:
        """See `State.forget_native_password`."""
        await self._execute(
            "INSERT INTO chat_account (username, password_retired_at) VALUES (%s, UTC_TIMESTAMP()) "
            "ON DUPLICATE KEY UPDATE password_retired_at = VALUES(password_retired_at)",
            username,
        )

    async def expect_native_password(self, username: ChatUsername) -> None:
        """See `State.expect_native_password`."""
        await self._execute(
            "UPDATE chat_account SET password_retired_at = NULL WHERE username = %s", username
        )

    async def managed_groups(self, username: ChatUsername) -> frozenset[str]:
        """See `State.managed_groups`."""
        rows = await self._fetch(
            "SELECT roster_group FROM managed_member WHERE username = %s", username
        )
        return frozenset(str(group) for (group,) in rows)

    async def manage_member(self, roster: str, username: ChatUsername) -> None:
        """See `State.manage_member`."""
        await self._execute(
            "INSERT INTO managed_member (username, roster_group, since) "
            "VALUES (%s, %s, UTC_TIMESTAMP()) ON DUPLICATE KEY UPDATE since = since",
            username,
            roster,
        )

    async def release_member(self, roster: str, username: ChatUsername) -> None:
        """See `State.release_member`."""
        await self._execute(
            "DELETE FROM managed_member WHERE username = %s AND roster_group = %s",
            username,
            roster,
        )

    async def record(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        """See `State.record`."""
        await self._execute(
            "INSERT INTO audit (at, action, subject, detail) VALUES (UTC_TIMESTAMP(6), %s, %s, %s)",
            action,
            subject,
            json.dumps(dict(detail), ensure_ascii=False).encode("utf-8", "backslashreplace"),
        )

    async def _fetch(self, statement: str, *arguments: object) -> list[Row]:
        try:
            return await self._database.fetch(statement, arguments)
        except SchemaMismatch:
            await self.prepare()
            return await self._database.fetch(statement, arguments)

    async def _execute(self, statement: str, *arguments: object) -> int:
        try:
            return await self._database.execute(statement, arguments)
        except SchemaMismatch:
            await self.prepare()
            return await self._database.execute(statement, arguments)
