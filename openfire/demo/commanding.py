"""The demo's commands: an admin has the chat follow the site, and somebody asks who they are."""

from openfire.demo.bridge import Bridge
from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from openfire.demo.commander import Commander, Shown
from openfire.demo.people import person
from openfire.demo.stage import Stage
from openfire.testserver import TestServer

ADMIN, HELPER = "erin", "Zoë"
GROUP = "Live Chat helpers"
_SYNC = "urn:tiki-livechat:command:sync-groups"


async def tell_of_commands(server: TestServer, bridge: Bridge, stage: Stage) -> None:
    """Play how a group of the site reaches the chat; what was not right is counted by the stage.

    Args:
        server: A server with the demo's people.
        bridge: The component, running; erin is an admin by its settings.
        stage: Where it is told.
    """
    erin, zoe = person(ADMIN), person(HELPER)
    async with (
        signed_in(server, erin.login, erin.password) as admin,
        signed_in(server, zoe.login, zoe.password) as helper,
    ):
        for session in (admin, helper):
            session.come_online()
            await session.roster()
        with stage.step("On the site, Zoë becomes a helper; erin, an admin, syncs by her client"):
            _join(server, zoe.login)
            await _sync(admin, admin.commands(server.component_jid), stage)
            seen = await helper.sees_group("Helpers")
            stage.expect("Zoë's client, still signed in, shows the group Helpers", right=seen)
        with stage.step("Zoë asks who she is, by a message, in a client that knows no commands"):
            await _ask(helper, server, stage)
    with stage.step("The same in a shell: tiki-livechat sync-groups --dry-run"):
        done = bridge.command("sync-groups", "--dry-run")
        for line in done.stdout.strip().splitlines():
            stage.tell(line.rstrip())
        stage.expect(f"exit code {done.returncode}", right=done.returncode == 0)


def _join(server: TestServer, login: str) -> None:
    server.execute(
        "INSERT INTO users_usergroups (userId, groupName, created) "
        "SELECT userId, %s, UNIX_TIMESTAMP() FROM users_users WHERE login = %s",
        (GROUP, login),
    )


async def _sync(admin: Session, commands: Commander, stage: Stage) -> None:
    offered = await commands.listed()
    stage.tell(f"her client offers: {', '.join(offered.values())}")
    asked = await commands.execute(_SYNC)
    answers = {"group": "helpers", "dry-run": "0"}
    plan = await commands.send(_SYNC, "next", asked.session, answers)
    _tell_words(plan, stage)
    stage.expect("the plan is that zoë comes in", right="zoë" in plan.words)
    done = await commands.send(_SYNC, "complete", asked.session, {"confirm": "1"})
    _tell_words(done, stage)
    message = await admin.message()
    for line in message.body.splitlines():
        stage.tell(f"{message.sender}: {line}")


async def _ask(helper: Session, server: TestServer, stage: Stage) -> None:
    helper.write(f"accounts@{server.component_jid}", "whoami")
    answer = await helper.message()
    for line in answer.body.splitlines():
        stage.tell(line)
    right = answer.language == "fr" and GROUP in answer.body
    stage.expect("she is told, in French, which groups she is in", right=right)


def _tell_words(shown: Shown, stage: Stage) -> None:
    for line in shown.words.splitlines():
        if line.strip():
            stage.tell(line)
