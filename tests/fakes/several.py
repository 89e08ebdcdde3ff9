"""What several components remember together, in memory: the ports of `ports.several`."""

from collections.abc import Callable, MutableMapping

from tests.fakes.fake import Fake


class FakeConversations(Fake):
    """One component's way to it.

    Args:
        own: Its private subdomain.
        seconds: For how long a question waits.
        now: The clock that all go by, in seconds.
        shared: Who waits for whom until when, of all of them.
    """

    title = "the fake conversations"

    def __init__(
        self,
        own: str,
        seconds: float,
        now: Callable[[], float],
        shared: MutableMapping[str, tuple[str, float]],
    ) -> None:
        super().__init__()
        self._own = own
        self._seconds = seconds
        self._now = now
        self._shared = shared

    async def begin(self, client: str) -> None:
        await self._called("begin", client)
        self._shared[client] = self._own, self._now() + self._seconds

    async def end(self, client: str) -> None:
        await self._called("end", client)
        if self._shared.get(client, ("", 0.0))[0] == self._own:
            del self._shared[client]

    async def owner(self, client: str) -> str | None:
        await self._called("owner", client)
        owner, until = self._shared.get(client, ("", 0.0))
        return owner if owner and until >= self._now() else None

    async def give_up(self, client: str) -> None:
        await self._called("give_up", client)
        self._shared.pop(client, None)


class FakeRefreshes(Fake):
    """One component's way to it.

    Args:
        owner: What tells it from others.
        now: The clock that all go by, in seconds.
        shared: Who is looked after by whom until when, of all of them.
    """

    title = "the fake refreshes"

    def __init__(
        self,
        owner: str,
        now: Callable[[], float],
        shared: MutableMapping[str, tuple[str, float]],
    ) -> None:
        super().__init__()
        self._owner = owner
        self._now = now
        self._shared = shared

    async def take(self, username: str, seconds: float) -> bool:
        await self._called("take", username, seconds)
        if self._shared.get(username, ("", -1.0))[1] >= self._now():
            return False
        self._shared[username] = self._owner, self._now() + seconds
        return True

    async def give_back(self, username: str) -> None:
        await self._called("give_back", username)
        if self._shared.get(username, ("", 0.0))[0] == self._owner:
            del self._shared[username]
