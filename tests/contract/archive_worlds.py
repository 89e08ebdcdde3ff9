"""A chat server whose accounts are filled to the last table, for the suite of `ChatArchive`."""

from typing import Protocol

from defusedxml.ElementTree import fromstring

from component.adapters.openfire_archive import OpenfireArchive
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import NoCredential
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import ChatArchive
from tests.contract.chat_worlds import ChatWorld, RealChat, fields_of
from tests.contract.servers import Databases, Root
from tests.fakes.chat import FakeChat
from tests.fakes.migration import FakeArchive

DOMAIN = "livechat.test"
MADE_AT = "001700000000000"
"""When accounts that a test adds were made; in milliseconds, as Openfire writes it."""
LATER = "001700000000001"


class ArchiveWorld(ChatWorld, Protocol):
    """`FakeArchiveWorld` is one, `RealArchiveWorld` the other."""

    @property
    def archive(self) -> ChatArchive: ...
    def fill(self, content: Snapshot) -> None: ...
    def deliver(self, username: str) -> None: ...


def entry(
    owner: str, contact: str, nick: str | None = None, *groups: str, sub: int = 3
) -> RosterItem:
    """An entry of a roster; a contact without a domain is of this server."""
    jid = contact if "@" in contact else f"{contact}@{DOMAIN}"
    return RosterItem(ChatUsername(owner), jid, sub, -1, -1, nick, groups)


def full(username: ChatUsername, friend: str, *groups: str) -> Snapshot:
    """An account in which everything is filled; the friend and the groups must be there."""
    return Snapshot(
        username,
        name="Zoë <& 'ü'>",
        email="zoe@mail.test",
        properties=(("locale", "fr"), ("motto", "Größe & 'Stärke' 🦄")),
        roster=(
            entry(username, friend, "Ça va", "Ämter", "friends", "aunts"),
            entry(username, "dave@elsewhere.test", sub=1),
            RosterItem(username, "山田@elsewhere.test", 0, 0, -1, "山田 太郎"),
        ),
        seen_by=(entry(friend, username, "The one", "people"),),
        groups=tuple(Member(group) for group in sorted(groups)),
        vcard='<vCard xmlns="vcard-temp"><FN>Zoë</FN><URL>https://zoe.test</URL></vCard>',
        private=(
            PrivateItem(
                "roster", "roster:delimiter", '<roster xmlns="roster:delimiter">::</roster>'
            ),
            PrivateItem("storage", "storage:bookmarks", '<storage xmlns="storage:bookmarks"/>'),
        ),
        offline=(message(username, "one", LATER), message(username, "two ü", LATER)),
    )


def message(username: str, text: str, created: str) -> OfflineMessage:
    """A message that waits."""
    stanza = f'<message from="x@{DOMAIN}" to="{username}@{DOMAIN}"><body>{text}</body></message>'
    return OfflineMessage(created, stanza)


class RealArchiveWorld(RealChat):
    """The test server's Openfire."""

    def __init__(self, root: Root, databases: Databases, stream: ComponentStream) -> None:
        super().__init__(root, databases, stream)
        self.archive: ChatArchive = OpenfireArchive(
            databases.openfire, databases.openfire_write, stream, DOMAIN
        )

    def fill(self, content: Snapshot) -> None:
        """Make an account where there is none, and put everything of a snapshot into the tables."""
        username = content.username
        if username not in self.usernames:
            self.add_account(username, NoCredential())
        self._read(
            "UPDATE ofUser SET name = %s, email = %s WHERE username = %s",
            *(content.name, content.email, username),
        )
        for name, value in content.properties:
            self._insert("ofUserProp", username=username, name=name, propValue=value)
        for item in (*content.roster, *content.seen_by):
            self._fill_entry(item)
        for member in content.groups:
            self._insert(
                "ofGroupUser",
                groupName=member.group,
                username=username,
                administrator=int(member.is_admin),
            )
        if content.vcard is not None:
            self._insert("ofVCard", username=username, vcard=content.vcard)
        for private in content.private:
            self._insert(
                "ofPrivate",
                username=username,
                name=private.name,
                namespace=private.namespace,
                privateData=private.data,
            )
        for waiting in content.offline:
            self._insert(
                "ofOffline",
                username=username,
                messageID=self._take_id(19),
                creationDate=waiting.created,
                messageSize=len(waiting.stanza),
                stanza=waiting.stanza,
            )

    def deliver(self, username: str) -> None:
        """Let the messages that wait have reached the person."""
        self._read("DELETE FROM ofOffline WHERE username = %s", username)

    def _fill_entry(self, item: RosterItem) -> None:
        number = self._take_id(18)
        self._insert(
            "ofRoster",
            rosterID=number,
            username=item.owner,
            jid=item.jid,
            sub=item.sub,
            ask=item.ask,
            recv=item.recv,
            nick=item.nick,
        )
        for rank, group in enumerate(item.groups):
            self._insert("ofRosterGroups", rosterID=number, rank=rank, groupName=group)

    def _take_id(self, kind: int) -> int:
        self._read("UPDATE ofID SET id = LAST_INSERT_ID(id) + 1 WHERE idType = %s", kind)
        return int(self._read("SELECT LAST_INSERT_ID()")[0][0])

    def _insert(self, table: str, **columns: object) -> None:
        names = ", ".join(f"`{name}`" for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        self._read(f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values())


class FakeArchiveWorld(FakeChat):
    """An Openfire in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.archive = FakeArchive(self, DOMAIN)

    def fill(self, content: Snapshot) -> None:
        """Make an account where there is none, and keep everything of a snapshot."""
        username = content.username
        if username not in self.usernames:
            self.add_account(username, NoCredential())
        shown, kept = self.shown(username), self.archive.keep(username)
        shown.name, shown.email = content.name, content.email
        properties = dict(content.properties)
        shown.locale = properties.pop("locale", None)
        kept.properties |= properties
        for item in (*content.roster, *content.seen_by):
            self.archive.add_roster_item(item)
        self.rejoin(username, [member.group for member in content.groups])
        if content.vcard is not None:
            shown.card |= fields_of(fromstring(content.vcard))
        kept.private |= {(item.name, item.namespace): item.data for item in content.private}
        kept.offline += content.offline

    def deliver(self, username: str) -> None:
        """Let the messages that wait have reached the person."""
        self.archive.keep(username).offline.clear()
