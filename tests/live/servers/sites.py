"""An Openfire whose properties change between its starts, and what it says of itself."""

import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer

LIST = "admin.authorizedJIDs"


@dataclass(frozen=True)
class Checked:
    """What a check said."""

    code: int
    levels: Mapping[str, str]
    texts: Mapping[str, str]

    def not_well(self) -> dict[str, str]:
        """The level of what is not well, by subject."""
        return {subject: level for subject, level in self.levels.items() if level != "ok"}


class Site:
    """An Openfire with the plugin, whose component is never up but for a check.

    Between two tests Openfire is down: most start it with other properties.
    """

    def __init__(self, server: TestServer, bridge: Bridge) -> None:
        self.server = server
        self.bridge = bridge

    def restart_with(self, *absent: str, **changed: str) -> None:
        """Change properties and start Openfire anew; `__` in a name stands for a dot."""
        self.server.openfire.stop()
        for name in absent:
            self._execute("DELETE FROM ofProperty WHERE name = %s", name)
        for name, value in changed.items():
            self._write(name.replace("__", "."), value)
        self.server.openfire.start()

    def set(self, name: str, value: str, encrypted: int = 0) -> None:
        """Write a property beside an Openfire that runs."""
        self.server.openfire.start()
        self._write(name, value, encrypted)

    def _write(self, name: str, value: str, encrypted: int = 0) -> None:
        self._execute(
            "REPLACE INTO ofProperty (name, propValue, encrypted) VALUES (%s, %s, %s)",
            name,
            value,
            encrypted,
        )

    def properties(self) -> list[tuple[str, str, int]]:
        """All properties."""
        return self.server.execute(
            "SELECT name, propValue, encrypted FROM ofProperty", database="openfire"
        )

    def restore(self, properties: list[tuple[str, str, int]]) -> None:
        """Stop Openfire and put all properties back."""
        self.server.openfire.stop()
        self._execute("DELETE FROM ofProperty")
        for row in properties:
            self._write(*row)

    def has_account(self, username: str) -> bool:
        """Whether there is a chat account."""
        asked = "SELECT 1 FROM ofUser WHERE username = %s"
        return bool(self.server.execute(asked, (username,), database="openfire"))

    def check(self) -> Checked:
        """Run a check."""
        done = self.bridge.command("check", "--json")
        assert not done.stderr, done.stderr
        rows = json.loads(done.stdout)
        subjects = [row["subject"] for row in rows]
        assert len(set(subjects)) == len(subjects)
        return Checked(
            done.returncode,
            {row["subject"]: row["level"] for row in rows},
            {row["subject"]: row["text"] for row in rows},
        )

    def _execute(self, statement: str, *arguments: str | int) -> None:
        self.server.execute(statement, arguments, database="openfire")


def features(server: TestServer) -> str:
    """What the server offers a chat client before TLS."""
    return _say(server, "", "</stream:features>")


def registration_answer(server: TestServer) -> str:
    """What it says to somebody who asks how to make an account."""
    question = "<iq type='get' id='r'><query xmlns='jabber:iq:register'/></iq>"
    return _say(server, question, "</iq>")


def _say(server: TestServer, stanza: str, end: str) -> str:
    header = (
        f"<stream:stream xmlns='jabber:client' to='{server.domain}' version='1.0' "
        "xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    with socket.create_connection((server.host, server.client_port), 5) as stream:
        stream.settimeout(10)
        stream.sendall((header + stanza).encode())
        received = b""
        while end.encode() not in received and (part := stream.recv(65536)):
            received += part
    return received.decode()


def mechanisms(server: TestServer) -> set[str]:
    """The SASL mechanisms that it offers."""
    return set(re.findall("<mechanism>([^<]*)</mechanism>", features(server)))
