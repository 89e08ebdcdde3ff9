"""A chat server to fill and to look at, fake or real, for the suites of the three chat ports."""

import base64
import secrets
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.vcard import NAMESPACE
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    SCRAM_SHA_1,
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    UnknownCredential,
    choose_credential,
)
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import ChatAdmin, ChatDirectory, ChatProfiles
from tests.contract.servers import Databases, Root
from tests.fakes.chat import ShownAccount
from tests.fakes.groups import ShownGroup

_NAME = f"{{{NAMESPACE}}}"


class DirectoryWorld(Protocol):
    """What a test of the directory does to a chat server."""

    @property
    def directory(self) -> ChatDirectory: ...
    def add_account(self, username: str, credential: Credential) -> None: ...
    def add_roster_group(self, roster: str, *members: str) -> None: ...


class TableWorld(DirectoryWorld, Protocol):
    """The same with real tables below it."""

    def set_property(self, name: str, value: str, *, encrypted: int | None = 0) -> None: ...


class ChatWorld(DirectoryWorld, Protocol):
    """What a test does to a chat server and sees of it; `FakeChat` is one, `RealChat` the other."""

    @property
    def admin(self) -> ChatAdmin: ...
    @property
    def profiles(self) -> ChatProfiles: ...
    @property
    def usernames(self) -> set[str]: ...
    def credential(self, username: str) -> Credential: ...
    def shown(self, username: str) -> ShownAccount: ...
    def shown_group(self, roster: str) -> ShownGroup: ...
    def add_card_field(self, username: str, name: str, text: str) -> None: ...
    def add_photo(self, username: str, data: bytes) -> None: ...


class RealChat:
    """The test server's Openfire, as its database shows it; the groups of earlier tests stay."""

    def __init__(self, root: Root, databases: Databases, stream: ComponentStream) -> None:
        self._root = root
        self.directory: ChatDirectory = OpenfireMysql(databases.openfire)
        self.admin: ChatAdmin = OpenfireAdmin(stream, stream.settings.domain)
        self.profiles: ChatProfiles = OpenfireProfile(
            databases.openfire, databases.openfire_write, stream
        )

    @property
    def usernames(self) -> set[str]:
        return {str(name) for (name,) in self._read("SELECT username FROM ofUser")}

    def add_account(self, username: str, credential: Credential) -> None:
        columns: dict[str, object] = {"username": username}
        match credential:
            case PlainCredential(password):
                columns["plainPassword"] = password
            case EncryptedCredential(encrypted):
                columns["encryptedPassword"] = encrypted
            case ScramCredential(salt, iterations, stored_key):
                columns |= {"salt": salt, "iterations": iterations, "storedKey": stored_key}
            case UnknownCredential() | NoCredential():
                pass
        marks = ", ".join(["%s"] * len(columns))
        self._read(
            f"INSERT INTO ofUser ({', '.join(columns)}, creationDate, modificationDate) "
            f"VALUES ({marks}, '001700000000000', '001700000000000')",
            *columns.values(),
        )

    def add_roster_group(self, roster: str, *members: str) -> None:
        self._read("INSERT INTO ofGroup (groupName) VALUES (%s)", roster)
        for member in members:
            self._read("INSERT INTO ofGroupUser VALUES (%s, %s, 0)", roster, member)

    def set_property(self, name: str, value: str, *, encrypted: int | None = 0) -> None:
        self._read(
            "REPLACE INTO ofProperty (name, propValue, encrypted) VALUES (%s, %s, %s)",
            name,
            value,
            encrypted,
        )

    def remove_property(self, name: str) -> None:
        self._read("DELETE FROM ofProperty WHERE name = %s", name)

    def credential(self, username: str) -> Credential:
        ((plain, encrypted, salt, iterations, stored_key),) = self._read(
            "SELECT plainPassword, encryptedPassword, salt, iterations, storedKey "
            "FROM ofUser WHERE username = %s",
            username,
        )
        scram = (SCRAM_SHA_1, salt, iterations, stored_key)
        return choose_credential(plain, encrypted, [scram], "")

    def shown(self, username: str) -> ShownAccount:
        ((name, email),) = self._read(
            "SELECT name, email FROM ofUser WHERE username = %s", username
        )
        locales = self._read(
            "SELECT propValue FROM ofUserProp WHERE username = %s AND name = 'locale'", username
        )
        card = self._card(username)
        return ShownAccount(
            name=name,
            email=email,
            locale=str(locales[0][0]) if locales else None,
            card=fields_of(card),
            photo=photo_of(card),
        )

    def shown_group(self, roster: str) -> ShownGroup:
        rows = self._read("SELECT name, propValue FROM ofGroupProp WHERE groupName = %s", roster)
        properties = {str(name): str(value) for name, value in rows}
        members = self._read("SELECT username FROM ofGroupUser WHERE groupName = %s", roster)
        seen_by = properties.get("sharedRoster.groupList", "")
        return ShownGroup(
            display_name=properties["sharedRoster.displayName"],
            show_in_roster=properties["sharedRoster.showInRoster"],
            seen_by=tuple(part.strip() for part in seen_by.split(",") if part.strip()),
            members={str(member) for (member,) in members},
        )

    def add_card_field(self, username: str, name: str, text: str) -> None:
        card = self._card(username)
        SubElement(card, _NAME + name).text = text
        self._store_card(username, card)

    def add_photo(self, username: str, data: bytes) -> None:
        card = self._card(username)
        photo = SubElement(card, _NAME + "PHOTO")
        SubElement(photo, _NAME + "TYPE").text = "image/png"
        SubElement(photo, _NAME + "BINVAL").text = base64.b64encode(data).decode()
        self._store_card(username, card)

    def _card(self, username: str) -> Element:
        rows = self._read("SELECT vcard FROM ofVCard WHERE username = %s", username)
        parsed: Element = fromstring(rows[0][0] if rows else f'<vCard xmlns="{NAMESPACE}"/>')
        return parsed

    def _store_card(self, username: str, card: Element) -> None:
        self._read("REPLACE INTO ofVCard VALUES (%s, %s)", username, tostring(card, "unicode"))

    def _read(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        return self._root.execute(statement, arguments, "openfire")


def fresh(name: str) -> ChatUsername:
    """A username or a name of a group that no other test uses."""
    return ChatUsername(f"{name}-{secrets.token_hex(4)}")


def fields_of(card: Element) -> dict[str, str]:
    """The plain fields of a vCard by name."""
    return {field.tag.removeprefix(_NAME): field.text or "" for field in card if not len(field)}


def photo_of(card: Element) -> bytes | None:
    """The picture in a vCard."""
    data = card.findtext(f"{_NAME}PHOTO/{_NAME}BINVAL")
    return None if data is None else base64.b64decode(data)
