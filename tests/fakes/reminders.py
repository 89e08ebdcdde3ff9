"""Invitations, reminders and the ways to write to people, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from component.domain.invitations import Invitation
from component.domain.mails import Mail
from component.domain.names import ChatUsername, UnusableNameError, nodeprep
from component.domain.reminders import Channel, History, Notice, Record
from component.ports import Deferred, Rejected, Unavailable
from component.ports.reminders import Contact
from tests.fakes.fake import Fake

_MOST_SKEW = 60.0
_LEAST_WAIT = 0.01


class FakeInvitations(Fake):
    """The port `Invitations`."""

    title = "the fake invitations"

    def __init__(self) -> None:
        super().__init__()
        self._stored: dict[str, Invitation] = {}

    @property
    def digests(self) -> list[str]:
        """What is stored instead of the tokens, oldest first."""
        return list(self._stored)

    async def add(self, digest: str, invitation: Invitation) -> None:
        await self._called("add", invitation.username)
        self._stored[digest] = replace(
            invitation, made_at=_kept(invitation.made_at), expires_at=_kept(invitation.expires_at)
        )

    async def find(self, digest: str) -> Invitation | None:
        await self._called("find")
        found = self._stored.get(digest)
        if found is None:
            return None
        newest = [d for d, i in self._stored.items() if i.username == found.username][-1]
        return replace(found, is_newest=newest == digest)

    async def use(self, digest: str, now: float) -> bool:
        await self._called("use", now)
        found = self._stored.get(digest)
        if found is None or found.is_used:
            return False
        self._stored[digest] = replace(found, is_used=True)
        return True


class FakeReminders(Fake):
    """The port `Reminders`."""

    title = "the fake reminders"

    def __init__(self) -> None:
        super().__init__()
        self._sent: dict[tuple[str, Channel], History] = {}
        self._stopped: set[str] = set()
        self._empty_at: dict[str, float] = {}

    async def read(self, person: str) -> Record:
        await self._called("read", person)
        histories = {
            channel: self._sent[person, channel]
            for channel in Channel
            if (person, channel) in self._sent
        }
        return Record(person in self._stopped, histories)

    async def stopped_among(self, people: Collection[str]) -> frozenset[str]:
        await self._called("stopped_among", *people)
        return frozenset(self._stopped.intersection(people))

    async def claim(self, person: str, channel: Channel, seen: History, now: float) -> bool:
        await self._called("claim", person, channel)
        if self._sent.get((person, channel), History()) != _kept_history(seen):
            return False
        self._sent[person, channel] = History(seen.sent + 1, _kept(now))
        return True

    async def give_back(self, person: str, channel: Channel, seen: History, now: float) -> None:
        await self._called("give_back", person, channel)
        if self._sent.get((person, channel)) != History(seen.sent + 1, _kept(now)):
            return
        if seen.last_at is None:
            del self._sent[person, channel]
        else:
            self._sent[person, channel] = _kept_history(seen)

    async def stop(self, person: str, now: float) -> None:
        await self._called("stop", person, now)
        self._stopped.add(person)

    async def resume(self, person: str) -> None:
        await self._called("resume", person)
        self._stopped.discard(person)

    async def take_turn(self, name: str, interval: float, burst: int, now: float) -> float:
        await self._called("take_turn", name)
        room = interval * (burst - 1)
        empty_at = self._empty_at.get(name, now)
        if empty_at > now + room + interval + _MOST_SKEW:
            empty_at = now
        if empty_at > now + room:
            return max(empty_at - room - now, _LEAST_WAIT)
        self._empty_at[name] = max(empty_at, now) + interval
        return 0.0


class FakeContacts(Fake):
    """The port `Contacts`."""

    title = "the fake contacts"

    def __init__(self) -> None:
        super().__init__()
        self._contacts: dict[str, Contact] = {}

    @property
    def port(self) -> "FakeContacts":
        """As `Contacts`."""
        return self

    def add(self, username: str, email: str | None = None, locale: str | None = None) -> None:
        """Make an account."""
        self._contacts[username] = Contact((email or "").strip(), (locale or "").strip())

    async def contact(self, username: ChatUsername) -> Contact | None:
        await self._called("contact", username)
        return self._contacts.get(username)

    async def emails(self, usernames: Collection[ChatUsername]) -> Mapping[ChatUsername, str]:
        await self._called("emails", *usernames)
        found = {name: self._contacts.get(name, Contact()).email for name in usernames}
        return {name: email for name, email in found.items() if email}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the chat."""

    username: str
    resource: str
    languages: tuple[str, ...]
    notice: Notice


@dataclass
class FakeMessenger:
    """The port `Messenger`."""

    is_ready: bool = True
    sent: list[Sent] = field(default_factory=list)

    async def send(
        self, username: ChatUsername, resource: str, languages: Sequence[str], notice: Notice
    ) -> None:
        if not self.is_ready:
            raise Unavailable("the fake messenger", "there is no stream")
        try:
            is_username = nodeprep(username) == username
        except UnusableNameError:
            is_username = False
        if not is_username:
            raise Rejected(f"{username!r} is no username")
        self.sent.append(Sent(username, resource, tuple(languages), notice))


class FakePost(Fake):
    """The port `Post`."""

    title = "the fake mail server"

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Mail] = []
        self._replies: dict[str, int] = {}

    @property
    def port(self) -> "FakePost":
        """As `Post`."""
        return self

    def refuse(self, recipient: str, code: int) -> None:
        """Answer with a code when a mail is for somebody."""
        self._replies[recipient] = code

    async def send(self, mail: Mail) -> None:
        await self._called("send", mail.to)
        code = self._replies.get(mail.to, 250)
        if code >= 500:
            raise Rejected(f"{code}")
        if code >= 400:
            raise (Unavailable if code == 421 else Deferred)(self.title, f"{code}")
        self.mails.append(mail)


def _kept(seconds: float) -> float:
    """A time as it comes back: in whole microseconds."""
    return round(seconds, 6)


def _kept_history(seen: History) -> History:
    return replace(seen, last_at=None if seen.last_at is None else _kept(seen.last_at))
