"""What chat accounts have beside a name: contacts, a vCard, private storage, waiting messages."""

import time
from collections.abc import Iterator, Sequence

from openfire.testserver import TestServer
from tests.scale.crowd import MADE, Someone, Sort
from tests.scale.rows import insert

_BOTH = 3
_FIRST_FREE_ROSTER_ID = 10_000_000
_ROSTER_IDS = 18
"""Openfire's number for them in `ofID`."""


def recently_seen(people: Sequence[Someone]) -> list[Someone]:
    """Those who have been online a moment ago: a tenth of some of the unmigrated."""
    return [one for one in people if one.sort is Sort.SCRAM and one.number % 10 == 0]


def give_life(server: TestServer, people: Sequence[Someone]) -> None:
    """Give everybody in the chat the next one as a contact, and some of them more."""
    chat = [one for one in people if one.in_chat]
    insert(server, "openfire", "ofRoster", _roster(server, chat))
    server.execute(
        "UPDATE ofID SET id = %s WHERE idType = %s",
        (_FIRST_FREE_ROSTER_ID, _ROSTER_IDS),
        database="openfire",
    )
    some = [one for one in chat if one.number % 3 == 0]
    insert(
        server,
        "openfire",
        "ofVCard",
        (
            {
                "username": one.username,
                "vcard": f'<vCard xmlns="vcard-temp"><FN>{one.login}</FN></vCard>',
            }
            for one in some
        ),
    )
    insert(
        server,
        "openfire",
        "ofPrivate",
        (
            {
                "username": one.username,
                "name": "storage",
                "namespace": "storage:bookmarks",
                "privateData": '<storage xmlns="storage:bookmarks"/>',
            }
            for one in some
        ),
    )
    insert(server, "openfire", "ofOffline", _waiting(server, some))
    now = f"{time.time_ns() // 1_000_000:015}"
    insert(
        server,
        "openfire",
        "ofPresence",
        ({"username": one.username, "offlineDate": now} for one in recently_seen(people)),
    )


def _roster(server: TestServer, chat: Sequence[Someone]) -> Iterator[dict[str, object]]:
    """Contacts on both sides."""
    number = 0
    for one, other in zip(chat, (*chat[1:], chat[0]), strict=True):
        for owner, contact in ((one, other), (other, one)):
            number += 1
            yield {
                "rosterID": number,
                "username": owner.username,
                "jid": f"{contact.username}@{server.domain}",
                "sub": _BOTH,
                "ask": -1,
                "recv": -1,
                "nick": contact.login,
            }


def _waiting(server: TestServer, people: Sequence[Someone]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(people):
        jid = f"{one.username}@{server.domain}"
        stanza = f'<message from="admin@{server.domain}" to="{jid}"><body>hello</body></message>'
        yield {
            "username": one.username,
            "messageID": number + 1,
            "creationDate": MADE,
            "messageSize": len(stanza),
            "stanza": stanza,
        }
