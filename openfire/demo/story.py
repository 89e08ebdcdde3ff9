"""The story of the demo: what a community sees once the bridge is there, step by step."""

import base64
import io

from PIL import Image

from openfire.demo.bridge import Bridge
from openfire.demo.chat_client import refusal, signed_in
from openfire.demo.chat_session import VCARD
from openfire.demo.commanding import tell_of_commands
from openfire.demo.migrating import befriend, tell_of_migration
from openfire.demo.people import NATIVE_ACCOUNTS, Person, make_hash, person
from openfire.demo.stage import Stage
from openfire.testserver import TestServer

NEW_PASSWORD = "looking glass"
OUT = {
    "Frank": "suspended",
    "grace": "pending",
    "olga": "pending",
    "niaj": "password-due",
    "mallory": "second-factor",
    "Heidi": "unmigrated",
    "ivan": "unmigrated",
    "Trent": "unmigrated",
}
"""People who are refused although their password is right, and why."""


async def tell_story(server: TestServer, bridge: Bridge, stage: Stage) -> None:
    """Play all steps; what was not right is counted by the stage.

    Args:
        server: A fresh server with the demo's Tiki, the plugin installed.
        bridge: The component, not started yet.
        stage: Where it is told.
    """
    befriend(server)
    with stage.step("tiki-livechat check: is everything there that the component needs?"):
        checked = bridge.command("check")
        for line in checked.stdout.strip().splitlines():
            stage.tell(line.strip())
        stage.expect(f"exit code {checked.returncode}", right=checked.returncode == 0)

    with stage.step("The component starts and connects to Openfire"):
        bridge.start()
        stage.expect(f"{server.component_jid} is connected", right=True)

    with stage.step("People with nothing but a Tiki account sign in, whatever their hash"):
        for login in ("Zoë", "bob", "Carol", "Dave", "erin"):
            await _comes_in(server, stage, person(login))

    alice = person("Alice Smith")
    with stage.step("Alice types her Tiki username, with its blank, into her chat client"):
        await _comes_in(server, stage, alice)
        await _look_around(server, stage, alice)

    with stage.step("Alice changes her password on the site"):
        await _change_password(server, stage, alice)

    with stage.step("A right password is not enough for everybody"):
        for login, reason in OUT.items():
            await _stays_out(server, bridge, stage, person(login), reason)

    with stage.step("Judy has the same name and password in the chat: the two become one"):
        await _comes_in(server, stage, person("Judy"), "judy")
        owned = server.execute("SELECT livechat_id FROM users_users WHERE login = 'Judy'")
        stage.expect(f"her Live Chat ID is {owned[0][0]} now", right=owned == [("judy",)])

    await tell_of_migration(server, stage)
    await tell_of_commands(server, bridge, stage)

    with stage.step("People of the chat alone, its admin among them, sign in as ever"):
        for name, password in (server.admin, ("rupert", NATIVE_ACCOUNTS["rupert"])):
            refused = await refusal(server, name, password)
            stage.expect(refused or f"{name} is in", right=not refused)

    with stage.step("The component is stopped"):
        bridge.stop()
        refused = await refusal(server, alice.login, NEW_PASSWORD)
        stage.expect(f"Alice is told: {refused}", right=refused == "temporary-auth-failure")
        refused = await refusal(server, *server.admin)
        stage.expect("the chat's admin still gets in", right=refused is None)

    with stage.step("The component is started again"):
        bridge.start()
        await _comes_in(server, stage, alice, password=NEW_PASSWORD)


async def _comes_in(
    server: TestServer, stage: Stage, who: Person, username: str = "", password: str = ""
) -> None:
    expected = f"{username or who.livechat_id}@{server.domain}"
    async with signed_in(server, who.login, password or who.password) as session:
        text = f"“{who.login}”, who {who.about}, is {session.jid}"
        stage.expect(text, right=session.jid == expected)


async def _stays_out(
    server: TestServer, bridge: Bridge, stage: Stage, who: Person, reason: str
) -> None:
    before = len(bridge.log.read_text("utf-8"))
    refused = await refusal(server, who.login, who.password)
    told = f"refused ({reason})" in bridge.log.read_text("utf-8")[before:]
    stage.expect(
        f"“{who.login}”, who {who.about}: {refused or 'is in'}"
        + (f", in the component's log: {reason}" if told else ""),
        right=refused == "not-authorized" and told,
    )


async def _look_around(server: TestServer, stage: Stage, who: Person) -> None:
    """What her client shows: roster groups, name and picture."""
    async with signed_in(server, who.login, who.password) as session:
        contacts = await session.roster()
        groups = {group for contact in contacts for group in contact.groups}
        for group in sorted(groups):
            names = ", ".join(c.jid.split("@")[0] for c in contacts if group in c.groups)
            stage.tell(f"roster group {group}: {names}")
        stage.expect("her roster has both groups", right=groups == {"Contributors", "Helpers"})
        helpers = {c.jid for c in contacts if "Helpers" in c.groups}
        stage.expect(
            "Dave, whose membership has expired, is no helper",
            right=helpers == {f"erin@{server.domain}"},
        )
        card = await session.vcard()
        name = card.findtext(f"{VCARD}FN")
        stage.expect(f"her name is {name}", right=name == who.real_name)
        picture = base64.b64decode(card.findtext(f"{VCARD}PHOTO/{VCARD}BINVAL") or "")
        with Image.open(io.BytesIO(picture)) as image:
            stage.expect(
                f"her picture is a {image.format} of {image.width}×{image.height} pixels",
                right=image.format == "PNG" and max(image.size) <= 96,  # noqa: PLR2004  pixels
            )
    locale = server.execute(
        "SELECT propValue FROM ofUserProp WHERE username = %s AND name = 'locale'",
        (who.livechat_id,),
        database="openfire",
    )
    stage.expect(f"her locale is {locale[0][0]}", right=locale == [("en-GB",)])


async def _change_password(server: TestServer, stage: Stage, who: Person) -> None:
    changed = make_hash("$2y$", NEW_PASSWORD, who.login, who.address)
    server.execute("UPDATE users_users SET hash = %s WHERE login = %s", (changed, who.login))
    refused = await refusal(server, who.login, who.password)
    stage.expect(f"the old password: {refused}", right=refused == "not-authorized")
    refused = await refusal(server, who.login, NEW_PASSWORD)
    stage.expect("the new one lets her in", right=refused is None)
