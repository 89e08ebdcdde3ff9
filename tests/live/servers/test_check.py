"""`tiki-livechat check` beside a real Openfire: what it says is what the server does.

A property is written as Openfire itself would have it, and the server started anew.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

import pytest
from slixmpp.exceptions import IqError

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.demo.chat_client import signed_in
from openfire.testserver import TestServer
from tests.live.conftest import PLUGIN, Village
from tests.live.forks import Loaded
from tests.live.servers.sites import LIST, Site, features, mechanisms, registration_answer

pytestmark = pytest.mark.live

DEFAULTS = (
    "register.inband",
    "register.password",
    "xmpp.client.tls.policy",
    "httpbind.enabled",
    "xmpp.auth.anonymous",
    "cache.username2roster.size",
)
"""Properties that the test server sets and that a new Openfire does not."""


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("component")
    with (
        Loaded() as loaded,
        TestServer(plugin=PLUGIN, tiki_sql=tiki.script()) as server,
    ):
        yield Site(server, Bridge(server, folder=folder, interpreter=loaded))


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    before = shared_site.properties()
    yield shared_site
    shared_site.restore(before)


def test_all_is_well_in_the_village(village: Village) -> None:
    village.bridge.stop()
    try:
        checked = village.bridge.command("check")
    finally:
        village.bridge.start()
    assert checked.stderr == ""
    assert checked.returncode == 0, checked.stdout
    assert [line for line in checked.stdout.splitlines() if not line.startswith("ok    ")] == []
    for words in (
        "plugin: installed; asks this component; set: tikiLivechat.timeoutMillis = 30000",
        "in-band registration: off",
        "password changes: off",
        "encryption: TLS is required of chat clients",
        "admin list, people: not linked to Tiki: admin",
        "rosters: their cache is raised to 200000000 bytes",
        "Openfire, version: Openfire 4.2.0 (schema 26, as 4.2 has it)",
        "Openfire, admin commands: may run them",
        "Openfire, presences: the plugin tells who comes online",
    ):
        assert f"ok    {words}\n" in checked.stdout


def test_the_defaults_of_openfire_are_what_check_takes_them_for(site: Site) -> None:
    site.restart_with(*DEFAULTS)
    found = site.check()
    assert found.not_well() == {
        "in-band registration": "warning",
        "password changes": "warning",
        "encryption": "warning",
        "encryption, web clients": "warning",
        "rosters": "warning",
    }
    assert found.code == 0
    assert "their cache has 1048576 bytes" in found.texts["rosters"]
    assert "register.inband is not set, which means true" in found.texts["in-band registration"]
    assert "<password/>" in registration_answer(site.server)
    assert "policy is not set, which means optional" in found.texts["encryption"]
    assert "<starttls" in features(site.server)
    assert "<required/>" not in features(site.server)
    assert found.texts["ways to sign in"].startswith("PLAIN only; allowed, but not offered")
    assert "SCRAM-SHA-1" in found.texts["ways to sign in"]
    assert mechanisms(site.server) == {"PLAIN"}


async def test_with_changes_of_passwords_whoever_is_signed_in_makes_accounts(site: Site) -> None:
    """Of other people, which is what registration is that was switched off."""
    asked = Element("{jabber:iq:register}query")
    SubElement(asked, "{jabber:iq:register}username").text = "newcomer"
    SubElement(asked, "{jabber:iq:register}password").text = "a password"
    site.restart_with(register__password="false")
    async with signed_in(site.server, *site.server.admin) as session:
        with pytest.raises(IqError):
            await session.ask("set", asked)
    assert not site.has_account("newcomer")
    site.restart_with("register.password")
    assert site.check().not_well() == {"password changes": "warning"}
    async with signed_in(site.server, *site.server.admin) as session:
        await session.ask("set", asked)
    assert site.has_account("newcomer")


def test_every_way_around_the_bridge_that_is_offered_is_named(site: Site) -> None:
    site.restart_with(
        xmpp__client__tls__policy="disabled",
        xmpp__auth__anonymous="true",
        xmpp__auth__sharedSecretEnabled="true",
        sasl__gssapi__config="/nowhere/gss.conf",
        sasl__mechs__00000="PLAIN",
        sasl__mechs__00001="ANONYMOUS",
        sasl__mechs__00002="JIVE-SHAREDSECRET",
        sasl__mechs__00003="SCRAM-SHA-1",
        sasl__mechs__00004="GSSAPI",
    )
    found = site.check()
    offered = mechanisms(site.server)
    assert offered == {"PLAIN", "ANONYMOUS", "JIVE-SHAREDSECRET", "GSSAPI"}
    expected = {f"ways to sign in, {name}": "warning" for name in offered - {"PLAIN"}}
    assert found.not_well() == {**expected, "encryption": "warning"}
    assert "policy is 'disabled'" in found.texts["encryption"]
    assert found.code == 0


def test_a_list_without_plain_is_wrong_and_nobody_is_offered_anything(site: Site) -> None:
    site.restart_with(xmpp__client__tls__policy="optional", sasl__mechs="SCRAM-SHA-1,DIGEST-MD5")
    found = site.check()
    assert found.levels["ways to sign in"] == "wrong"
    assert found.code == 4
    assert mechanisms(site.server) == set()


def test_scram_is_a_note_where_openfire_offers_it(site: Site) -> None:
    site.server.openfire.start()
    site.server.openfire.remove_plugin("tikilivechat")
    try:
        site.restart_with(xmpp__client__tls__policy="optional")
        found = site.check()
        assert found.levels["plugin"] == "wrong"
        assert found.levels["Openfire, presences"] == "warning"
        subject = "ways to sign in, CRAM-MD5, DIGEST-MD5, SCRAM-SHA-1"
        assert found.levels[subject] == "warning"
        assert "SCRAM-SHA-1" in mechanisms(site.server)
    finally:
        site.server.openfire.stop()
        site.server.openfire.install_plugin(PLUGIN)


def test_a_component_that_is_not_in_the_list_is_named_before_the_command_that_fails(
    site: Site,
) -> None:
    domain, jid = site.server.domain, site.server.private_jid
    site.restart_with(admin__authorizedJIDs=f"admin@{domain}")
    found = site.check()
    missing, fails = "admin list, the component", "Openfire, admin commands"
    assert found.not_well() == {missing: "wrong", fails: "wrong"}
    subjects = list(found.levels)
    assert subjects.index(missing) < subjects.index(fails)
    assert f"set it to admin@{domain},{jid} (" in found.texts[missing]
    assert found.code == 4


def test_a_second_name_that_openfire_does_not_allow_is_told(site: Site) -> None:
    server = site.server
    site.restart_with()
    name = ("ofExtComponentConf WHERE subdomain = %s", [server.private_component])
    ((secret,),) = server.execute(f"SELECT secret FROM {name[0]}", name[1], database="openfire")
    server.execute(f"DELETE FROM {name[0]}", name[1], database="openfire")
    try:
        found = site.check()
    finally:
        server.execute(
            "INSERT INTO ofExtComponentConf VALUES (%s, 0, %s, 'allowed')",
            [server.private_component, secret],
            database="openfire",
        )
    assert found.not_well() == {"Openfire": "wrong"}
    assert found.texts["Openfire"].startswith(f"as {server.private_jid}: ")
    assert "external components" in found.texts["Openfire"]
    assert found.code == 4


def test_the_component_alone_in_the_list_is_a_note(site: Site) -> None:
    site.restart_with(admin__authorizedJIDs=site.server.private_jid)
    found = site.check()
    assert found.not_well() == {"admin list, people": "warning"}
    assert found.levels["Openfire, admin commands"] == "ok"


def test_what_openfire_stores_encrypted_is_unknown_not_its_default(site: Site) -> None:
    site.set("register.inband", "00" * 24, encrypted=1)
    site.set(LIST, "00" * 24, encrypted=1)
    found = site.check()
    assert found.not_well() == {
        "in-band registration": "warning",
        "admin list, the component": "warning",
    }
    for subject in found.not_well():
        assert found.texts[subject].startswith("unknown: Openfire stores its property")


def test_the_plugins_own_settings_are_told(site: Site) -> None:
    site.set("tikiLivechat.whenUnavailable", "nobody")
    site.set("tikiLivechat.timeoutMillis", "2000")
    found = site.check()
    assert found.not_well() == {"plugin, without the component": "warning"}
    assert "tikiLivechat.timeoutMillis = 2000" in found.texts["plugin"]


def test_a_server_that_is_away_is_told_once_beside_what_the_database_says(site: Site) -> None:
    site.server.openfire.stop()
    found = site.check()
    assert found.not_well() == {"Openfire": "wrong"}
    assert found.code == 4
