"""The demo's migration: a message in the chat, a link, a page, and the next sign-in."""

import re

from openfire.demo.chat_client import refusal, signed_in
from openfire.demo.chat_session import Session
from openfire.demo.people import NATIVE_ACCOUNTS, person
from openfire.demo.stage import Stage
from openfire.demo.visitor import Visitor
from openfire.testserver import TestServer

PEG, FRIEND = "peg", "rupert"
_LINK = re.compile(r"(?m)^(https?://\S+/m/\S+)$")


async def tell_of_migration(server: TestServer, stage: Stage) -> None:
    """Play how Peggy's two accounts become one; what was not right is counted by the stage.

    Args:
        server: A server with the demo's people, the component running.
        stage: Where it is told.
    """
    peggy = person("Peggy Olson")
    old = NATIVE_ACCOUNTS[PEG]
    link = ""
    async with signed_in(server, PEG, old) as session:
        with stage.step("Peggy signs in to her old chat account, and gets a message"):
            link = await _get_message(session, stage)
        with stage.step("She opens her link, and signs in to the site on the page"):
            async with Visitor("de") as visitor:
                page = await visitor.open(link)
                stage.expect(f"the page, in German: {page.heading}", right=page.status == 200)  # noqa: PLR2004  HTTP's OK
                await visitor.open(next(to for to in page.links if to.endswith("/both/site")))
                page = await visitor.send(name=peggy.login, password=peggy.password)
                for effect in page.effects:
                    stage.tell(f"what will happen: {effect}")
                page = await visitor.send()
            stage.expect(f"the end: {page.heading}", right=page.url.path.endswith("/done"))
        with stage.step("Her chat program, still signed in, shows the groups of the site"):
            seen = await session.sees_group("Helpers")
            stage.expect(f"roster groups: {', '.join(await session.roster_groups())}", right=seen)
    with stage.step("Her old chat password is worth nothing now, her site password lets her in"):
        refused = await refusal(server, PEG, old)
        stage.expect(f"the old password: {refused}", right=refused == "not-authorized")
        async with signed_in(server, peggy.login, peggy.password) as session:
            jid = f"{PEG}@{server.domain}"
            stage.expect(f"“{peggy.login}” is {session.jid}", right=session.jid == jid)
            names = {contact.jid for contact in await session.roster()}
            friend = f"{FRIEND}@{server.domain}"
            stage.expect(f"{friend} is in her roster as before", right=friend in names)


def befriend(server: TestServer) -> None:
    """Give Peggy's old account a contact; before Openfire has loaded anybody's roster."""
    for number, (owner, other) in enumerate(((PEG, FRIEND), (FRIEND, PEG)), start=1_000):
        server.execute(
            "INSERT INTO ofRoster (rosterID, username, jid, sub, ask, recv, nick) "
            "VALUES (%s, %s, %s, 3, -1, -1, %s)",
            (number, owner, f"{other}@{server.domain}", f"dear {other}"),
            database="openfire",
        )


async def link_to_try(server: TestServer, username: str) -> str:
    """Let somebody who has not migrated come online, and give the link that they are sent."""
    async with signed_in(server, username, NATIVE_ACCOUNTS[username]) as session:
        session.come_online()
        return _link_of((await session.message()).body)


async def _get_message(session: Session, stage: Stage) -> str:
    session.come_online("de")
    message = await session.message()
    for line in message.body.splitlines():
        stage.tell(f"{message.sender}: {line}" if line else "")
    link = _link_of(message.body)
    right = bool(link) and message.language == "de"
    stage.expect("a message in her language, with a link of her own", right=right)
    return link


def _link_of(body: str) -> str:
    found = _LINK.search(body)
    return found[1] if found else ""
