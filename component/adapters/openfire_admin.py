"""Openfire's admin commands behind the port `ChatAdmin` (facts/openfire.md §4).

Commands run over the component's own stream (XEP-0050, XEP-0133). Openfire never answers a
command that lacks a field, so every field is always sent. Notes are localised: what happened is
told by their type, never by their text.
"""

import logging
import secrets
from collections.abc import Sequence

from component.domain.groups import GroupMapping
from component.domain.names import ChatUsername
from component.ports import CommandRunner, Rejected

_log = logging.getLogger(__name__)

ADMIN = "http://jabber.org/protocol/admin#"
EVENT = "http://jabber.org/protocol/event#"


class OpenfireAdmin:
    """Changes accounts and groups of Openfire.

    Args:
        commands: The stream to run commands on.
        domain: The chat's domain.
    """

    def __init__(self, commands: CommandRunner, domain: str) -> None:
        self._commands = commands
        self._domain = domain

    async def create_account(self, username: ChatUsername, name: str, email: str) -> None:
        """See `ChatAdmin.create_account`."""
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
        await self._commands.run_command(
            ADMIN + "change-user-password",
            {"accountjid": self._jid(username), "password": _unknown_password()},
        )

    async def create_group(self, group: GroupMapping, member: ChatUsername) -> None:
        """See `ChatAdmin.create_group`."""
        show, seen_by = _visibility(group)
        try:
            await self._commands.run_command(
                ADMIN + "add-group",
                {
                    "group": group.roster,
                    "desc": f"Tiki group {group.tiki}",
                    "members": [self._jid(member)],
                    "showInRoster": show,
                    "groupList": seen_by,
                    "displayName": group.display_name,
                },
            )
        except Rejected:
            _log.info("the roster group %r is there already", group.roster)
            await self.add_member(group.roster, member)

    async def add_member(self, roster: str, username: ChatUsername) -> None:
        """See `ChatAdmin.add_member`."""
        await self._commands.run_command(
            ADMIN + "add-group-members",
            {"group": roster, "admin": "0", "users": [self._jid(username)]},
        )

    async def remove_member(self, roster: str, username: ChatUsername) -> None:
        """See `ChatAdmin.remove_member`."""
        await self._commands.run_command(
            ADMIN + "delete-group-members",
            {"group": roster, "users": [self._jid(username)]},
        )

    def _jid(self, username: ChatUsername) -> str:
        return f"{username}@{self._domain}"


def _unknown_password() -> str:
    """A password that nobody ever learns: 32 characters, the width of `plainPassword`."""
    return secrets.token_urlsafe(24)


def _visibility(group: GroupMapping) -> tuple[str, Sequence[str]]:
    """Openfire's words for who sees a group, and the groups that see it."""
    if isinstance(group.visible_to, tuple):
        return "spefgroups", group.visible_to
    return {"nobody": "nobody", "members": "onlyGroup", "everybody": "everybody"}[
        group.visible_to
    ], ()
