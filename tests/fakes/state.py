"""The bridge's memory, in memory: the port `State`."""

from collections.abc import Collection, Mapping

from component.domain.audit import Way
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile
from tests.fakes.fake import Fake

Entry = tuple[str, str, dict[str, str]]
"""Action, subject and detail of the audit."""


class FakeState(Fake):
    """A state schema.

    Attributes:
        audit: The audit, oldest first: each entry says who did it, by which way.
        times: When each of its entries was written.
        now: The database's clock, in seconds since the epoch; goes on only where a test says so.
    """

    title = "the fake state"

    def __init__(self) -> None:
        super().__init__()
        self.audit: list[Entry] = []
        self.times: list[float] = []
        self.now = 1_700_000_000.0
        self._retired: set[str] = set()
        self._shown: dict[str, ShownProfile] = {}
        self._forgotten: set[str] = set()

    @property
    def port(self) -> "FakeState":
        """As `State`."""
        return self

    def read_audit(self) -> list[Entry]:
        """The audit, oldest first."""
        return self.audit

    async def is_retired(self, livechat_id: LiveChatId) -> bool:
        await self._called("is_retired", livechat_id)
        return livechat_id in self._retired

    async def retired_among(self, names: Collection[str]) -> frozenset[str]:
        await self._called("retired_among", len(names))
        return frozenset(self._retired.intersection(names))

    async def retire(self, livechat_id: LiveChatId) -> None:
        await self._called("retire", livechat_id)
        self._retired.add(livechat_id)

    async def reinstate(self, livechat_id: LiveChatId) -> None:
        await self._called("reinstate", livechat_id)
        self._retired.discard(livechat_id)

    async def shown_profile(self, username: ChatUsername) -> ShownProfile | None:
        await self._called("shown_profile", username)
        return self._shown.get(username)

    async def remember_profile(self, username: ChatUsername, shown: ShownProfile) -> None:
        await self._called("remember_profile", username)
        self._shown[username] = shown

    async def has_native_password(self, username: ChatUsername) -> bool:
        await self._called("has_native_password", username)
        return username not in self._forgotten

    async def forget_native_password(self, username: ChatUsername) -> None:
        await self._called("forget_native_password", username)
        self._forgotten.add(username)

    async def expect_native_password(self, username: ChatUsername) -> None:
        await self._called("expect_native_password", username)
        self._forgotten.discard(username)

    async def record(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        await self._called("record", action, subject)
        self._write(action, subject, detail)

    async def record_all(
        self, action: str, subjects: Collection[str], detail: Mapping[str, str]
    ) -> None:
        await self._called("record_all", action, *subjects)
        for subject in subjects:
            self._write(action, subject, detail)

    def pass_time(self, seconds: float) -> None:
        """Let the database's clock go on."""
        self.now += seconds

    def _write(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        assert detail.get("by"), f"nobody says who did {action!r}"
        assert detail.get("way") in tuple(Way), f"nobody says how {action!r} was done"
        self.audit.append((action, subject, dict(detail)))
        self.times.append(self.now)
