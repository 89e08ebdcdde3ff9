"""People who migrate in the live tests: their old chat accounts, their links, their ways."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Message, Session
from openfire.demo.visitor import Page, Visitor
from tests.live.conftest import Village

CARD = (
    '<vCard xmlns="vcard-temp"><FN>Old Name</FN><NICKNAME>old</NICKNAME>'
    "<NOTE>kept by every migration</NOTE></vCard>"
)
_STORED = "001700000000000"


def give_a_life(village: Village, username: str, friend: str) -> None:
    """Fill an old chat account: a contact on either side, a group, a vCard, private XML, mail."""
    domain = village.server.domain
    first = village.server.execute("SELECT MAX(rosterID) FROM ofRoster", database="openfire")
    number = 1_000_000 + int(first[0][0] or 0)
    for row, (owner, other) in enumerate(((username, friend), (friend, username))):
        _insert(
            village,
            "ofRoster",
            rosterID=number + row,
            username=owner,
            jid=f"{other}@{domain}",
            sub=3,
            ask=-1,
            recv=-1,
            nick=f"dear {other}",
        )
    _insert(village, "ofRosterGroups", rosterID=number, rank=0, groupName="Family")
    _insert(village, "ofGroup", groupName=f"club {username}", description="made by hand")
    _insert(
        village, "ofGroupUser", groupName=f"club {username}", username=username, administrator=0
    )
    _insert(village, "ofVCard", username=username, vcard=CARD)
    _insert(
        village,
        "ofPrivate",
        username=username,
        name="storage",
        namespace="storage:bookmarks",
        privateData='<storage xmlns="storage:bookmarks"/>',
    )


def life_of(village: Village, username: str) -> Mapping[str, object]:
    """What Openfire's tables hold of an account, but for its password."""
    statements = {
        "roster": "SELECT r.jid, r.sub, r.nick, g.groupName FROM ofRoster r "
        "LEFT JOIN ofRosterGroups g USING (rosterID) WHERE r.username = %s",
        "others": "SELECT username, sub, nick FROM ofRoster WHERE jid = %s AND sub > 0",
        "groups": "SELECT groupName FROM ofGroupUser WHERE username = %s",
        "private": "SELECT name, namespace, privateData FROM ofPrivate WHERE username = %s",
        "note": "SELECT vcard LIKE '%%kept by every migration%%' FROM ofVCard WHERE username = %s",
    }
    jid = f"{username}@{village.server.domain}"
    return {
        what: sorted(
            village.server.execute(
                statement, (jid if what == "others" else username,), database="openfire"
            ),
            key=repr,
        )
        for what, statement in statements.items()
    }


def link_in(message: Message) -> str:
    """The personal link of a message, which stands on a line of its own."""
    (link,) = re.findall(r"(?m)^(https?://\S+/m/\S+)$", message.body)
    return str(link)


async def link_of(village: Village, username: str, password: str, language: str = "") -> str:
    """Sign in to an old chat account, wait for the message, and take the link out of it."""
    async with signed_in(village.server, username, password) as session:
        return await link_for(session, language)


async def link_for(session: Session, language: str = "") -> str:
    """Come online, wait for the message, and take the link out of it."""
    session.come_online(language)
    return link_in(await session.message())


async def connect_both(
    visitor: Visitor, link: str, login: str, password: str, *, confirm: bool = True
) -> Page:
    """Go the short way of a personal link for somebody who has both accounts."""
    page = await visitor.open(link)
    assert page.status == 200, page.text
    await visitor.open(next(target for target in page.links if target.endswith("/both/site")))
    page = await visitor.send(name=login, password=password)
    assert page.status == 200, page.text
    return await visitor.send() if confirm else page


def audit_of(village: Village, *subjects: str) -> list[str]:
    """What the audit tells of somebody, in its order."""
    marks = ", ".join(["%s"] * len(subjects))
    rows = village.server.execute(
        f"SELECT action FROM audit WHERE subject IN ({marks}) ORDER BY id",
        subjects,
        database="livechat_state",
    )
    return [action for (action,) in rows]


def journal_of(village: Village, livechat_id: str) -> list[str]:
    """The steps that the migrations of a Live Chat ID have come to."""
    rows = village.server.execute(
        "SELECT step FROM migration WHERE livechat_id = %s ORDER BY id",
        (livechat_id,),
        database="livechat_state",
    )
    return [step for (step,) in rows]


def has_words(page: Page, words: Iterable[str]) -> bool:
    """Whether all of these can be read on a page."""
    return all(word in page.text for word in words)


def _insert(village: Village, table: str, **columns: Any) -> None:  # noqa: ANN401  values of rows
    marks = ", ".join(["%s"] * len(columns))
    village.server.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
        tuple(columns.values()),
        database="openfire",
    )
