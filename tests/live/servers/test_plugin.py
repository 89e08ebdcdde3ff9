"""The plugin comes into a running Openfire and goes again; people can always log in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.demo import chat_client, tiki
from openfire.demo.bridge import Bridge
from openfire.demo.people import person
from openfire.testserver import TestServer
from tests.live.conftest import PLUGIN

pytestmark = pytest.mark.live


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[TestServer, Bridge]]:
    """Openfire without the plugin, the component beside it."""
    with (
        TestServer(tiki_sql=tiki.script()) as server,
        Bridge(server, folder=tmp_path) as bridge,
    ):
        yield server, bridge


async def test_install_restart_and_remove(bare: tuple[TestServer, Bridge]) -> None:
    server, bridge = bare
    alice = person("Alice Smith")

    async def alice_and_admin() -> tuple[bool, bool]:
        return (
            await chat_client.refusal(server, alice.login, alice.password) is None,
            await chat_client.refusal(server, *server.admin) is None,
        )

    assert await alice_and_admin() == (False, True), "no plugin yet"
    server.openfire.install_plugin(PLUGIN)
    assert await alice_and_admin() == (True, True), "hot install"
    bridge.stop()
    server.openfire.restart()
    bridge.start()
    assert await alice_and_admin() == (True, True), "restart"
    server.openfire.remove_plugin("tikilivechat")
    assert await alice_and_admin() == (False, True), "removed"
    server.openfire.restart()
    assert await alice_and_admin() == (False, True), "restart without it"


@pytest.mark.parametrize(("rule", "rupert_is_in"), [("native", True), ("nobody", False)])
async def test_who_gets_in_while_the_component_is_away_is_a_setting(
    rule: str, *, rupert_is_in: bool
) -> None:
    with TestServer(
        plugin=PLUGIN,
        properties={"tikiLivechat.whenUnavailable": rule},
        chat_users={"rupert": "rupert pw 1"},
    ) as server:
        for name, password in (("rupert", "rupert pw 1"), server.admin):
            refused = await chat_client.refusal(server, name, password)
            assert (refused is None) is rupert_is_in
        assert await chat_client.refusal(server, "rupert", "wrong") is not None
