"""Who is in the chat, as Openfire's own commands tell it: the port `Sessions`.

5.x has a command for it. 4.2 names those only whose client says that it is available, and tells
how many are signed in beside (facts/openfire.md §4, `GetListActiveUsers`, `GetNumberOnlineUsers`).
"""

import asyncio
from collections.abc import Sequence

from component.adapters.openfire_admin import ADMIN
from component.domain.names import ChatUsername
from component.ports import Fields, Rejected, Unavailable
from component.ports.chat import CommandReader

_ALL: Fields = {"max_items": "none"}
_ONLINE = "get-online-users-list", _ALL, "onlineuserjids"
_AVAILABLE = "get-active-users", _ALL, "activeuserjids"
_HOW_MANY: tuple[str, Fields, str] = "get-online-users-num", {}, "onlineusersnum"
_TRIES = 5
"""Between a sign-in and the client's presence there is a moment, in which the two do not agree."""


class OpenfireSessions:
    """Asks Openfire.

    Args:
        commands: The stream to run commands on.
        domain: The chat's domain.
        pause: Seconds between questions where the answers do not agree.
    """

    def __init__(self, commands: CommandReader, domain: str, pause: float = 1.0) -> None:
        self._commands = commands
        self._domain = domain
        self._pause = pause

    async def online(self) -> frozenset[ChatUsername]:
        """See `Sessions.online`."""
        try:
            return self._usernames(await self._read(*_ONLINE))
        except Rejected as error:
            if error.condition != "item-not-found":
                raise _no_answer(error) from error
        try:
            return await self._available()
        except Rejected as error:
            raise _no_answer(error) from error

    async def _available(self) -> frozenset[ChatUsername]:
        """Those who are available, if they are all."""
        for _ in range(_TRIES):
            found = await self._read(*_AVAILABLE)
            told = await self._read(*_HOW_MANY)
            if not told or not told[0].isdecimal():
                raise Unavailable("Openfire", "it does not tell how many people are signed in")
            if int(told[0]) <= len(found):
                return self._usernames(found)
            await asyncio.sleep(self._pause)
        raise Unavailable(
            "Openfire",
            f"{told[0]} people are signed in, and it names only {len(found)}: this version does "
            "not name those whose client does not say that it is available; end their sessions in "
            "its admin console, or try again later",
        )

    async def _read(self, command: str, fields: Fields, answer: str) -> Sequence[str]:
        told = await self._commands.read_command(ADMIN + command, fields)
        if answer not in told:
            raise Unavailable("Openfire", f"its command {command} tells nothing")
        return told[answer]

    def _usernames(self, jids: Sequence[str]) -> frozenset[ChatUsername]:
        parts = (jid.partition("/")[0].rpartition("@") for jid in jids)
        return frozenset(
            ChatUsername(local) for local, _, domain in parts if local and domain == self._domain
        )


def _no_answer(error: Rejected) -> Unavailable:
    return Unavailable("Openfire", f"it will not tell who is signed in: {error}")
