"""A whole installation by the README's own commands, as a stranger would type them.

The component is the wheel in an environment of its own, run by a user who may do nothing else;
MariaDB and Openfire are real. Openfire is as new at first: what an admin chooses in its console is
written as the console would.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.demo import chat_client, tiki
from openfire.demo.people import person
from openfire.testserver import TestServer
from tests.install import instructions
from tests.install.admin import Admin, in_openfire, next_version
from tests.install.machine import Machine
from tests.install.nginx import Nginx

pytestmark = pytest.mark.live

RUPERT = ("rupert", "rupert's own password")


@pytest.fixture
def server() -> Iterator[TestServer]:
    """A Tiki that never heard of a chat, and an Openfire that is as new, and down."""
    with TestServer(tiki_sql=tiki.script(), chat_users=dict([RUPERT])) as server:
        server.execute("ALTER TABLE users_users DROP COLUMN livechat_id")
        server.openfire.stop()
        in_openfire(server, "DELETE FROM ofExtComponentConf WHERE subdomain LIKE 'tiki%%'")
        in_openfire(server, "DELETE FROM ofMucServiceProp")
        for name in ("tikiLivechat.component", *instructions.properties(server.domain)):
            in_openfire(server, "DELETE FROM ofProperty WHERE name = %s", name)
        yield server


async def has_members(server: TestServer, expected: list[tuple[str, str]]) -> bool:
    """Whether the chat has these members of roster groups before long, and no others."""
    sql = "SELECT groupName, username FROM ofGroupUser"
    deadline = time.monotonic() + 30
    while server.execute(sql, database="openfire") != expected:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


async def test_a_stranger_gets_it_running_and_newer_and_gone_again(
    server: TestServer, dist: Path, folder: Path
) -> None:
    admin = Admin(Machine(folder / "machine", dist), server)
    alice, password = person("Alice Smith").login, person("Alice Smith").password
    admin.installs()
    admin.makes_settings()
    admin.prepares_the_databases()

    admin.sets_openfire_up()
    assert await admin.refusal(alice, password) == "not-authorized", "Openfire knows no Alice"
    assert await admin.refusal(*RUPERT) is None
    admin.uploads_the_plugin()
    assert await admin.refusal(*server.admin) is None
    assert await admin.refusal(*RUPERT) == "temporary-auth-failure", "the component is not there"
    assert admin.checks() == []
    admin.makes_a_service()

    admin.gives_alice_her_id()
    with admin.runs() as log:
        async with chat_client.signed_in(server, alice, password) as session:
            assert session.jid == f"alicesmith@{server.domain}"
        assert await has_members(server, [("helpers", "alicesmith")])
        assert await admin.refusal(*RUPERT) is None
        assert await admin.refusal(alice, "wrong") == "not-authorized"
        text = log.read_text("utf-8")
    assert "could not be" not in text, "a right is missing"
    assert password not in text

    with Nginx(folder / "nginx") as nginx:
        admin.opens_the_page(nginx)
        admin.upgrades(next_version(dist, folder / "next"))
        with admin.runs():
            assert await admin.refusal(alice, password) is None
            page = await asyncio.to_thread(nginx.get, "/chat-account/")
            (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
            assert "{" in await asyncio.to_thread(nginx.get, style)

    assert "Delete the plugin" in instructions.section("Remove")
    server.openfire.remove_plugin("tikilivechat")
    assert await admin.refusal(*RUPERT) is None, "native logins work again"
    assert await admin.refusal(*server.admin) is None
    assert await admin.refusal(alice, password) == "not-authorized"


def test_both_pages_say_the_same_of_openfires_properties() -> None:
    shorter = instructions.properties("example.org")
    longer = instructions.by_hand_of_the_other_page("example.org")
    assert longer
    assert {name: shorter[name] for name in longer} == longer
