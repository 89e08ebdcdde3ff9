"""The bridge's memory, in memory: the port `State`."""

from collections.abc import Collection, Mapping

from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile
from tests.fakes.fake import Fake

Entry = tuple[str, str, dict[str, str]]
"""Action, subject and detail of the audit."""


class FakeState(Fake):
    """A state schema."""

    title = "the fake state"

    def __init__(self) -> None:
        super().__init__()
        self.audit: list[Entry] = []
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

    async def retire(self, livechat_id: LiveChatId) -> None:
        await self._called("retire", livechat_id)
        self._retired.add(livechat_id)

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
        self.audit.append((action, subject, dict(detail)))

    async def record_all(
        self, action: str, subjects: Collection[str], detail: Mapping[str, str]
    ) -> None:
        await self._called("record_all", action, *subjects)
        self.audit.extend((action, subject, dict(detail)) for subject in subjects)
