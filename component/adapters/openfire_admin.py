"""Openfire's admin commands behind the port `ChatAdmin` (facts/openfire.md §4).

Commands run over the component's own stream (XEP-0050, XEP-0133). Openfire never answers a
command that lacks a field, so every field is always sent. Notes are localised: what happened is
told by their type, never by their text.
"""

import contextlib
import re
import secrets

from component.adapters.openfire_schema import USERS, OpenfireAccess
from component.domain.names import ChatUsername
from component.ports import CommandRunner, Rejected

ADMIN = "http://jabber.org/protocol/admin#"
EVENT = "http://jabber.org/protocol/event#"
_SIGN_OUT = "tikiLivechat.signOut"
"""Kind of a user's modification at which the plugin signs them out (`SignOuts` there)."""
_ODD_BLANKS = re.compile(r"^ | $|  |[\t\n\r\f]")


class OpenfireAdmin:
    """Changes accounts of Openfire.

    Args:
        commands: The stream to run commands on.
        domain: The chat's domain.
        access: Openfire's database, read only; None for one that can hold any text.
    """

    def __init__(
        self, commands: CommandRunner, domain: str, access: OpenfireAccess | None = None
    ) -> None:
        self._commands = commands
        self._domain = domain
        self._access = access

    async def create_account(self, username: ChatUsername, name: str, email: str) -> None:
        """See `ChatAdmin.create_account`.

        Of a name that its database cannot hold Openfire makes an account in memory only, and says
        that all went well. So it gets what can be held of it.
        """
        if self._access is not None and name:
            name = await self._access.fit(USERS, "name", name) or username
        password = _unknown_password()
        await self._commands.run_command(
            ADMIN + "add-user",
            {
                "accountjid": self._jid(username),
                "password": password,
                "password-verify": password,
                "email": email,
                "given_name": name,
                "surname": "",
            },
        )

    async def replace_password(self, username: ChatUsername) -> None:
        """See `ChatAdmin.replace_password`."""
        await self._change_password(username, _unknown_password())

    async def set_password(self, username: ChatUsername, password: str) -> None:
        """See `ChatAdmin.set_password`.

        Openfire reads a form's value without blanks at its ends, and several in a row as one space;
        it never answers an empty one. So it is not asked.

        Raises:
            Rejected: Openfire would not, or would take it for another password.
        """
        if not password or _ODD_BLANKS.search(password):
            raise Rejected("Openfire takes no password with blanks at its ends or next to another")
        await self._change_password(username, password)

    async def delete_account(self, username: ChatUsername) -> None:
        """See `ChatAdmin.delete_account`.

        Openfire deletes an account without ending its sessions, and 4.2 has no command for that:
        there a client that is online stays so until it goes, as somebody who does not exist.
        """
        jid = self._jid(username)
        try:
            await self._commands.run_command(
                ADMIN + "delete-user", {"accountjid": jid, "accountjids": [jid]}
            )
        except Rejected:
            if await self._is_there(username):
                raise
        await self._end_sessions(username)

    async def end_sessions(self, username: ChatUsername) -> None:
        """See `ChatAdmin.end_sessions`: 5.x has a command, in 4.2 the plugin hears of an event."""
        await self._tell_modified(username, _SIGN_OUT)
        await self._end_sessions(username)

    async def _end_sessions(self, username: ChatUsername) -> None:
        with contextlib.suppress(Rejected):
            await self._commands.run_command(
                ADMIN + "end-user-session", {"accountjids": [self._jid(username)]}
            )

    async def _change_password(self, username: ChatUsername, password: str) -> None:
        await self._commands.run_command(
            ADMIN + "change-user-password",
            {"accountjid": self._jid(username), "password": password},
        )

    async def _is_there(self, username: ChatUsername) -> bool:
        """Whether Openfire can load an account, as it does for an event that changes nothing."""
        return await self._tell_modified(username, "other")

    async def _tell_modified(self, username: ChatUsername, kind: str) -> bool:
        """Have Openfire tell of a modification of some kind; False if there is no such account."""
        try:
            await self._commands.run_command(
                EVENT + "user-modified",
                {
                    "username": username,
                    "changeType": kind,
                    "originalValue": "",
                    "propertyKey": "",
                },
            )
        except Rejected:
            return False
        return True

    def _jid(self, username: ChatUsername) -> str:
        return f"{username}@{self._domain}"


def _unknown_password() -> str:
    """A password that nobody ever learns: 32 characters, the width of `plainPassword`."""
    return secrets.token_urlsafe(24)
