"""What there is to know of an account on both sides, as it is shown to people.

Passwords and what is stored of them are no part of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from component.domain.accounts import AccountState
from component.domain.group_plan import Affiliation
from component.domain.migration import Migration
from component.domain.names import ChatUsername, TikiLogin


class Connection(StrEnum):
    """How an account on one side has to do with one on the other."""

    LINKED = "linked"
    """A Tiki account with a Live Chat ID."""
    UNMIGRATED = "unmigrated"
    """A chat account that no Tiki account claims."""
    LEFT_BEHIND = "left-behind"
    """A chat account whose Live Chat ID was given up or changed: it is nobody's any more."""
    NATIVE_ONLY = "native-only"
    """The same, and it is to stay so: a program's, or the chat admin's."""
    TIKI_ONLY = "tiki-only"
    """A Tiki account without a Live Chat ID."""


@dataclass(frozen=True, slots=True)
class TikiSide:
    """A Tiki account.

    Attributes:
        user_id: `userId`.
        login: As stored.
        email: As stored, '' if NULL.
        name: What the chat is to show of the person.
        state: Whether it may log in.
        groups: The groups that count now, as they are spelled on the site; sorted.
    """

    user_id: int
    login: TikiLogin
    email: str
    name: str
    state: AccountState
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoomPlace:
    """An affiliation in a room.

    Attributes:
        room: Its bare JID.
        affiliation: Never NONE.
        is_managed: The bridge gave it.
    """

    room: str
    affiliation: Affiliation
    is_managed: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody is in the chat; sorted.

    Attributes:
        managed: Roster groups that the bridge put them into.
        by_hand: Other roster groups that they are in.
        rooms: Affiliations in the rooms that the settings name.
    """

    managed: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    rooms: tuple[RoomPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountView:
    """What is known of an account.

    Attributes:
        connection: How both sides have to do with each other.
        username: The Live Chat ID, which is the chat username; None for TIKI_ONLY.
        tiki: The Tiki account; None where there is none.
        has_chat_account: There is a chat account; one is made at the first login.
        places: Where it is in the chat.
        migration: The last one, open or finished; None for none.
        is_reminded: The person has not said that they want no reminders.
        can_migrate: A link would connect the account.
    """

    connection: Connection
    username: ChatUsername | None
    tiki: TikiSide | None = None
    has_chat_account: bool = False
    places: Places = Places()
    migration: Migration | None = None
    is_reminded: bool = True
    can_migrate: bool = False
