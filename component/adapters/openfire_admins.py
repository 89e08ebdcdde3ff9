"""Who may run Openfire's admin commands: the component must, and a person should.

Also who those people are: half of the port `ChatAdmins`.
"""

import re
from collections.abc import Iterator

from component.adapters.openfire_properties import Properties, UnknownPropertyError
from component.domain.findings import Level, Remark
from component.domain.login import as_username
from component.domain.names import ChatUsername, UnusableNameError, nodeprep
from component.ports import ChatDirectory, TikiDirectory, Unavailable

LIST, _KEEPER = "admin.authorizedJIDs", "provider.admin.className"
NAMES = (LIST, _KEEPER)
"""The properties that are judged here."""

_DEFAULT_KEEPER = "org.jivesoftware.openfire.admin.DefaultAdminProvider"
_DEFAULT_ADMIN = "admin"
"""Who is the admin of a server that names none."""

_COMPONENT, _PEOPLE = "admin list, the component", "admin list, people"
_PAGE = "Server Manager, System Properties"


class UnknownAdminsError(Exception):
    """It cannot be told who the admins are; the message says why."""


async def judge(
    properties: Properties,
    component: str,
    domain: str,
    chat: ChatDirectory,
    tiki: TikiDirectory,
) -> list[Remark]:
    """Say who of those that matter is an admin.

    Args:
        properties: Those of `NAMES` that are set.
        component: The JID that the component's commands come from.
        domain: The chat's domain.
        chat: Tells whether an admin has a chat account.
        tiki: Tells whether that account is linked.

    Returns:
        A remark on the component and one on the people.

    Raises:
        Unavailable: The chat's database did not answer.
    """
    try:
        listed = read_list(properties, domain)
    except UnknownAdminsError as error:
        return [Remark(_COMPONENT, Level.WARNING, str(error))]
    return [_on_component(listed, component), await _on_people(listed, domain, chat, tiki)]


def read_list(properties: Properties, domain: str) -> list[str]:
    """The JIDs of the admins, in lower case.

    Raises:
        UnknownAdminsError: They cannot be told.
    """
    try:
        keeper = properties.get(_KEEPER)
        stored = properties.get(LIST) or ""
    except UnknownPropertyError as error:
        raise UnknownAdminsError(str(error)) from error
    if keeper not in (None, "", _DEFAULT_KEEPER):
        raise UnknownAdminsError(f"unknown: {keeper} keeps it, not the property {LIST}")
    listed = [jid for jid in re.split(r"[\s,]+", stored.lower()) if jid]
    return listed or [f"{_DEFAULT_ADMIN}@{domain}"]


def _on_component(listed: list[str], component: str) -> Remark:
    if component.lower() in listed:
        return Remark(_COMPONENT, Level.OK, f"{component} is in {LIST}")
    text = (
        f"{component} is not in Openfire's property {LIST}, so the bridge can make no account: "
        f"set it to {','.join([*listed, component])} ({_PAGE})"
    )
    return Remark(_COMPONENT, Level.WRONG, text)


async def _on_people(
    listed: list[str], domain: str, chat: ChatDirectory, tiki: TikiDirectory
) -> Remark:
    people = [name for name in people_of(listed, domain) if await chat.find(name) is not None]
    keep = f"keep a person in {LIST} who can act while the component is away"
    if not people:
        text = f"nobody in it has a chat account at {domain}: {keep} ({_PAGE})"
        return Remark(_PEOPLE, Level.WARNING, text)
    try:
        unlinked = [name for name in people if not await _is_linked(name, tiki)]
    except Unavailable as error:
        text = f"{', '.join(people)}; unknown whether linked to Tiki: {error}"
        return Remark(_PEOPLE, Level.WARNING, text)
    if not unlinked:
        text = (
            f"all of them ({', '.join(people)}) are linked to Tiki, so nobody knows a password of "
            f"theirs that the chat itself can check: {keep}, and is not linked ({_PAGE})"
        )
        return Remark(_PEOPLE, Level.WARNING, text)
    return Remark(_PEOPLE, Level.OK, f"not linked to Tiki: {', '.join(unlinked)}")


def people_of(listed: list[str], domain: str) -> Iterator[ChatUsername]:
    """The usernames of those JIDs that are of this server."""
    for jid in listed:
        local, at, host = jid.rpartition("@")
        if at and host == domain.lower():
            try:
                yield ChatUsername(nodeprep(local))
            except UnusableNameError:
                continue


async def _is_linked(username: ChatUsername, tiki: TikiDirectory) -> bool:
    found = await tiki.find_by_name(username, ())
    return any(
        account.livechat_id is not None and as_username(account.livechat_id) == username
        for account in found
    )
