"""Which roster groups follow from which Tiki groups, and when; who is an admin.

What several blocks say of one roster group is put together, and compared, in `roster_groups`.
"""

import re
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from component.config.kinds import Seconds, SettingsBlock, local_part
from component.domain.group_plan import Limits
from component.domain.groups import EVERYBODY, ByHand, Gone, pattern_error
from component.domain.names import ChatUsername, fold

_ODD_BLANKS = re.compile(r"\s\s|[\t-\r]")
_SEPARATORS = frozenset(",\t\n\r\f")
"""What Openfire parts the groups by that see another one."""


def _no_blanks_around(text: str) -> str:
    if text != text.strip():
        raise ValueError("write it without blanks around it")
    return text


def _single_blanks(text: str) -> str:
    if _ODD_BLANKS.search(text):
        raise ValueError("write it in one line, with single blanks between its words")
    return _no_blanks_around(text)


def _not_everybody(text: str) -> str:
    if fold(text) in EVERYBODY:
        raise ValueError(f"everybody is in {text}: it says nothing of anyone")
    return text


def _pattern(text: str) -> str:
    error = pattern_error(text)
    if error:
        raise ValueError(error)
    return text


def _room(text: str) -> str:
    local, at, domain = text.partition("@")
    if "/" in text or (at and not domain):
        raise ValueError("write the room's name, or its JID without a resource")
    return local_part(local) + at + domain.lower()


def _bare_jid(text: str) -> str:
    local, _, domain = text.partition("@")
    if "/" in text or not local or not domain:
        raise ValueError("write a JID without a resource, such as alice@example.org")
    return f"{local_part(local)}@{domain.lower()}"


def _viewers(seen_by: str | list[str]) -> str | list[str]:
    if isinstance(seen_by, list):
        if not seen_by:
            raise ValueError('name the roster groups that see it, or write "nobody"')
        twice = sorted({name for name in seen_by if seen_by.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named twice")
        parted = [name for name in seen_by if not _SEPARATORS.isdisjoint(name)]
        if parted:
            raise ValueError(
                f"{', '.join(map(repr, parted))} would be several groups to Openfire, which parts "
                "such a list by commas, tabs and line breaks: name groups that have none of these "
                "in their names"
            )
    return seen_by


Name = Annotated[str, StringConstraints(min_length=1), AfterValidator(_no_blanks_around)]
OpenfireGroupName = Annotated[Name, StringConstraints(max_length=50)]
RosterName = Annotated[OpenfireGroupName, AfterValidator(_single_blanks)]
TikiGroupName = Annotated[Name, AfterValidator(_not_everybody)]


class RoomSettings(SettingsBlock):
    """Members of the roster group have an affiliation in a room."""

    room: Annotated[str, AfterValidator(_room)] = Field(
        description="Name of a persistent room, or its JID."
    )
    affiliation: Literal["member", "admin", "owner"] = Field(
        "member", description="What members of the roster group are in it."
    )


class GroupSettings(SettingsBlock):
    """Members of a Tiki group are in a roster group.

    Several may name one roster group: whoever is in any of their Tiki groups is in it. What is
    said of it in more than one of them must agree.
    """

    tiki: Annotated[TikiGroupName, AfterValidator(_pattern)] = Field(
        description="Tiki group, or a pattern with *, ? and []."
    )
    roster: RosterName = Field(description="Name of the Openfire group.")
    display_name: Annotated[str, AfterValidator(_single_blanks)] | None = Field(
        None, description="How rosters show it; the name of the group by default."
    )
    visible_to: Annotated[
        Literal["nobody", "members", "everybody"] | list[OpenfireGroupName],
        AfterValidator(_viewers),
    ] = Field(
        "members",
        description="Who sees it in the roster: nobody, members, everybody, or a list of roster "
        "groups.",
    )
    largest: Annotated[int, Ge(1)] | None = Field(
        None,
        description="Most people that may belong to it: if there are more, nothing changes in it. "
        "No bound by default.",
    )
    by_hand: ByHand = Field(
        ByHand.LEAVE,
        description="What becomes of members that were added by hand and do not belong: leave "
        "leaves them alone, report also says who they are, remove takes them out.",
    )
    gone: Gone = Field(
        Gone.LEAVE,
        description="What becomes of it when the site has no such Tiki group any more: leave "
        "changes nothing and reports it, empty takes out whom the bridge put in, delete deletes "
        "it as well unless others are in it.",
    )
    rooms: list[RoomSettings] = Field(
        [], description="Rooms where its members have an affiliation."
    )


class SyncSettings(SettingsBlock):
    """When groups are brought up to date for everybody, and what has to be confirmed."""

    interval_seconds: Seconds = Field(
        60.0, description="Seconds between looks whether anything changed on the site or the chat."
    )
    at_least_every_seconds: Seconds = Field(
        3600.0,
        description="Seconds after which both sides are compared although nothing is known to "
        "have changed.",
    )
    removals: Annotated[int, Ge(0)] = Field(
        20, description="Removals that need no confirmation, however large a part they are."
    )
    removals_percent: Annotated[float, Ge(0), Le(100)] = Field(
        20.0,
        description="Removals in percent of what the bridge manages that need no confirmation, "
        "however many they are.",
    )

    @field_validator("at_least_every_seconds")
    @classmethod
    def _no_less(cls, value: float, info: ValidationInfo) -> float:
        if value < info.data.get("interval_seconds", value):
            raise ValueError("it cannot be less than interval_seconds")
        return value

    @property
    def limits(self) -> Limits:
        """What a sync may take away unasked."""
        return Limits(self.removals, self.removals_percent)


class AdminSettings(SettingsBlock):
    """Who may use the commands of admins, in the chat. Nobody by default."""

    jids: list[Annotated[str, AfterValidator(_bare_jid)]] = Field(
        [], description="JIDs of admins, of accounts of this chat."
    )
    chat_groups: list[OpenfireGroupName] = Field(
        [], description="Openfire groups whose members are admins."
    )
    tiki_groups: list[TikiGroupName] = Field(
        [], description="Tiki groups whose members are admins; no patterns."
    )

    @property
    def are_any(self) -> bool:
        """Whether somebody is an admin."""
        return bool(self.jids or self.chat_groups or self.tiki_groups)

    @property
    def usernames(self) -> tuple[ChatUsername, ...]:
        """The chat usernames of the JIDs."""
        return tuple(ChatUsername(jid.partition("@")[0]) for jid in self.jids)
