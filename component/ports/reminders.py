"""What invitations and reminders need from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from component.domain.invitations import Invitation
from component.domain.mails import Mail
from component.domain.names import ChatUsername
from component.domain.reminders import Channel, History, Notice, Record


class Invitations(Protocol):
    """Personal links, in the bridge's own schema. Of a token only its digest is stored."""

    async def add(self, digest: str, invitation: Invitation) -> None:
        """Store a new link, which revokes the person's older ones.

        Args:
            digest: From `invitations.digest`.
            invitation: The link; neither `is_used` nor `is_newest` is looked at.
        """

    async def find(self, digest: str) -> Invitation | None:
        """The link of a token."""

    async def use(self, digest: str, now: float) -> bool:
        """Use a link up.

        Returns:
            False if it is used already, or not there: of several at once one wins.
        """


class Reminders(Protocol):
    """What was sent to whom, in the bridge's own schema, shared by all components.

    A person is named by `login.Candidate.key`. Times are in seconds since the epoch.
    """

    async def read(self, person: str) -> Record:
        """What is known of a person."""

    async def stopped_among(self, people: Collection[str]) -> frozenset[str]:
        """Those of some people, however many, who want no more reminders."""

    async def claim(self, person: str, channel: Channel, seen: History, now: float) -> bool:
        """Take it upon oneself to send the next one.

        Args:
            person: To whom.
            channel: By what.
            seen: What was sent so far, from `read`.
            now: Noted as the time of sending.

        Returns:
            False if somebody else was quicker: nothing is to be sent.
        """

    async def give_back(self, person: str, channel: Channel, seen: History, now: float) -> None:
        """Undo a `claim` with these arguments, since nothing was sent."""

    async def stop(self, person: str, now: float) -> None:
        """Note that the person wants no more reminders. Harmless if it is noted."""

    async def resume(self, person: str) -> None:
        """Note that the person wants reminders again. Harmless if they never stopped."""

    async def take_turn(self, name: str, interval: float, burst: int, now: float) -> float:
        """Ask to do one more of what is bounded overall.

        Args:
            name: What is bounded.
            interval: Seconds from one to the next, over all components.
            burst: How many may go at once after a pause.
            now: The time.

        Returns:
            0 if the turn is taken, else the seconds after which to ask again.
        """


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody with a chat account can be written to.

    Attributes:
        email: As stored, '' for none; not shown by repr.
        locale: The account's own, a BCP 47 tag or something like it; '' for none.
    """

    email: str = field(default="", repr=False)
    locale: str = ""


class Contacts(Protocol):
    """Reads what chat accounts say of their people."""

    async def contact(self, username: ChatUsername) -> Contact | None:
        """The person of a chat account; None if there is no such account."""

    async def emails(self, usernames: Collection[ChatUsername]) -> Mapping[ChatUsername, str]:
        """The e-mail addresses of accounts, however many; without those that have none."""


class Messenger(Protocol):
    """Writes to people in the chat."""

    @property
    def is_ready(self) -> bool:
        """Whether there is a stream to write on."""

    async def send(
        self, username: ChatUsername, resource: str, languages: Sequence[str], notice: Notice
    ) -> None:
        """Send a message.

        Args:
            username: To whom.
            resource: To which of their clients; '' for whichever they use.
            languages: Tags, the person's first choice first.
            notice: What to say.

        Raises:
            Unavailable: There is no stream now: nothing was sent.
            Rejected: No message can be sent to this name.
        """


class Letters(Protocol):
    """Writes to people by mail."""

    async def send(self, address: str, languages: Sequence[str], notice: Notice) -> None:
        """Send a mail.

        Args:
            address: From `mails.address`.
            languages: Tags, the person's first choice first.
            notice: What to say.

        Raises:
            Unavailable: The mail server did not take it now: nothing was sent. `Deferred` if it
                may take another one.
            Rejected: It never will.
        """


class Post(Protocol):
    """Hands mails to a mail server."""

    async def send(self, mail: Mail) -> None:
        """Send a mail; raises as `Letters.send`."""


class Arrivals(Protocol):
    """Who is told that people come online and go."""

    def came_online(self, username: ChatUsername, resource: str, language: str) -> None:
        """Somebody is available with a client; returns at once.

        Args:
            username: Who.
            resource: The client, '' where it is not known.
            language: Its xml:lang, '' for none.
        """

    def went_offline(self, username: ChatUsername, resource: str) -> None:
        """A client has gone; returns at once."""

    def lost_sight(self) -> None:
        """From now on nobody is told of who comes and goes, until `came_online` is called."""
