"""The bridge's own schema behind the port `State`."""

import json
from collections.abc import Collection, Mapping

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.state_database import StateDatabase
from component.adapters.state_schema import migrate
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile


class StateMysql:
    """Remembers what neither Tiki nor Openfire does. Makes its tables by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tables = StateDatabase(database, self.prepare)

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
            await self._tables.fetch("SELECT 1 FROM retired_id WHERE livechat_id = %s", livechat_id)
        )

    async def retired_among(self, names: Collection[str]) -> frozenset[str]:
        """See `State.retired_among`."""
        found: set[str] = set()
        for batch in batches(names):
            statement = f"SELECT livechat_id FROM retired_id WHERE livechat_id IN ({marks(batch)})"  # noqa: S608  placeholders only
            found.update(str(name) for (name,) in await self._tables.fetch(statement, *batch))
        return frozenset(found.intersection(names))

    async def retire(self, livechat_id: LiveChatId) -> None:
        """See `State.retire`."""
        await self._tables.execute(
            "INSERT INTO retired_id (livechat_id, retired_at) VALUES (%s, UTC_TIMESTAMP()) "
            "ON DUPLICATE KEY UPDATE retired_at = retired_at",
            livechat_id,
        )

    async def reinstate(self, livechat_id: LiveChatId) -> None:
        """See `State.reinstate`."""
        await self._tables.execute("DELETE FROM retired_id WHERE livechat_id = %s", livechat_id)

    async def shown_profile(self, username: ChatUsername) -> ShownProfile | None:
        """See `State.shown_profile`."""
        rows = await self._tables.fetch(
            "SELECT profile_fingerprint, profile_photo FROM chat_account "
            "WHERE username = %s AND profile_fingerprint IS NOT NULL",
            username,
        )
        return ShownProfile(str(rows[0][0]), bool(rows[0][1])) if rows else None

    async def remember_profile(self, username: ChatUsername, shown: ShownProfile) -> None:
        """See `State.remember_profile`."""
        await self._tables.execute(
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
        return not await self._tables.fetch(
            "SELECT 1 FROM chat_account WHERE username = %s AND password_retired_at IS NOT NULL",
            username,
        )

    async def forget_native_password(self, username: ChatUsername) -> None:
        """See `State.forget_native_password`."""
        await self._tables.execute(
            "INSERT INTO chat_account (username, password_retired_at) VALUES (%s, UTC_TIMESTAMP()) "
            "ON DUPLICATE KEY UPDATE password_retired_at = VALUES(password_retired_at)",
            username,
        )

    async def expect_native_password(self, username: ChatUsername) -> None:
        """See `State.expect_native_password`."""
        await self._tables.execute(
            "UPDATE chat_account SET password_retired_at = NULL WHERE username = %s", username
        )

    async def record(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        """See `State.record`."""
        await self.record_all(action, (subject,), detail)

    async def record_all(
        self, action: str, subjects: Collection[str], detail: Mapping[str, str]
    ) -> None:
        """See `State.record_all`."""
        if not subjects:
            return
        packed = json.dumps(dict(detail), ensure_ascii=False).encode("utf-8", "backslashreplace")
        rows = ", ".join(["(UTC_TIMESTAMP(6), %s, %s, %s)"] * len(subjects))
        await self._tables.execute(
            f"INSERT INTO audit (at, action, subject, detail) VALUES {rows}",  # noqa: S608  placeholders only
            *(value for subject in subjects for value in (action, subject, packed)),
        )
