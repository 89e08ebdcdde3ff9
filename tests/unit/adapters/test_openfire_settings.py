"""What Openfire's properties mean for the bridge: each danger is a remark of its own."""

import pytest

from component.adapters.openfire_properties import Properties
from component.adapters.openfire_settings import NAMES, PREFIXES, PROVIDER, judge
from component.domain.findings import Level, Remark

Values = dict[str, str | None]

HEALTHY: Values = {
    "provider.auth.className": PROVIDER,
    "register.inband": "false",
    "register.password": "false",
    "xmpp.client.tls.policy": "required",
    "httpbind.enabled": "false",
}
PLUGIN, AWAY, REGISTRATION = "plugin", "plugin, without the component", "in-band registration"
CHANGES = "password changes"
SIGN_IN, TLS, WEB = "ways to sign in", "encryption", "encryption, web clients"
BAD = (Level.WARNING, Level.WRONG)


def remarks(changed: Values, *absent: str) -> list[Remark]:
    """What is said of a healthy server after some changes."""
    values = {name: value for name, value in {**HEALTHY, **changed}.items() if name not in absent}
    return judge(Properties(values), "tiki")


def bad(changed: Values, *absent: str) -> dict[str, Level]:
    """What is not well of it, by subject."""
    found = remarks(changed, *absent)
    return {remark.subject: remark.level for remark in found if remark.level in BAD}


def text(subject: str, changed: Values, *absent: str) -> str:
    """What is said on a subject."""
    (found,) = (r.text for r in remarks(changed, *absent) if r.subject == subject)
    return found


def test_of_a_healthy_server_everything_is_well() -> None:
    left_out = "CRAM-MD5, DIGEST-MD5, SCRAM-SHA-1"
    assert [(r.subject, r.text) for r in remarks({})] == [
        (PLUGIN, "installed; asks this component"),
        (REGISTRATION, "off"),
        (CHANGES, "off"),
        (SIGN_IN, f"PLAIN only; allowed, but not offered while the plugin is in: {left_out}"),
        (TLS, "TLS is required of chat clients"),
    ]
    assert bad({}) == {}


def test_of_a_server_that_was_never_configured_everything_is_said() -> None:
    assert {r.subject: r.level for r in judge(Properties({}), "tiki")} == {
        PLUGIN: Level.WRONG,
        REGISTRATION: Level.WARNING,
        CHANGES: Level.WARNING,
        f"{SIGN_IN}, CRAM-MD5, DIGEST-MD5, SCRAM-SHA-1": Level.WARNING,
        TLS: Level.WARNING,
        WEB: Level.WARNING,
    }


@pytest.mark.parametrize(
    ("provider", "said"),
    [(None, "not set"), ("org.example.Ldap", "org.example.Ldap")],
)
def test_another_provider_means_that_the_plugin_is_missing(provider: str | None, said: str) -> None:
    changed: Values = {} if provider is None else {"provider.auth.className": provider}
    absent = "provider.auth.className" if provider is None else ""
    assert bad(changed, absent)[PLUGIN] is Level.WRONG
    found = text(PLUGIN, changed, absent)
    assert "install tikilivechat.jar" in found
    assert said in found


def test_a_plugin_that_asks_another_component_is_wrong() -> None:
    changed: Values = {"tikiLivechat.component": "bridge"}
    assert bad(changed) == {PLUGIN: Level.WRONG}
    assert "it asks the component 'bridge', the settings say 'tiki'" in text(PLUGIN, changed)


@pytest.mark.parametrize("component", ["tiki", " TIKI ", ""])
def test_the_plugin_reads_its_component_leniently(component: str) -> None:
    assert bad({"tikiLivechat.component": component}) == {}


def test_the_plugins_properties_that_are_set_are_told() -> None:
    changed: Values = {
        "tikiLivechat.component": "tiki",
        "tikiLivechat.timeoutMillis": "800",
        "tikiLivechat.whenUnavailable": "admins",
        "tikiLivechat.before.provider.auth.className": "org.example.Ldap",
    }
    assert text(PLUGIN, changed) == (
        "installed; asks this component; set: tikiLivechat.timeoutMillis = 800, "
        "tikiLivechat.whenUnavailable = admins"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("native", "everybody gets in by the chat's own password"),
        ("NOBODY ", "nobody gets in"),
        ("both", "which means nothing"),
    ],
)
def test_who_gets_in_without_the_component_is_a_note_unless_it_is_the_admins(
    value: str, said: str
) -> None:
    changed: Values = {"tikiLivechat.whenUnavailable": value}
    assert bad(changed) == {AWAY: Level.WARNING}
    assert said in text(AWAY, changed)
    assert bad({"tikiLivechat.whenUnavailable": "Admins"}) == {}


@pytest.mark.parametrize(("value", "said"), [("true", "is 'true'"), (None, "not set, which means")])
def test_open_registration_is_a_warning_also_where_it_is_so_by_default(
    value: str | None, said: str
) -> None:
    changed: Values = {} if value is None else {"register.inband": value}
    absent = "register.inband" if value is None else ""
    assert bad(changed, absent) == {REGISTRATION: Level.WARNING}
    assert said in text(REGISTRATION, changed, absent)


@pytest.mark.parametrize(("value", "said"), [("true", "is 'true'"), (None, "not set, which means")])
def test_that_people_may_change_passwords_is_a_warning_with_registration_off(
    value: str | None, said: str
) -> None:
    """Openfire takes a change of another name's password for a registration."""
    changed: Values = {} if value is None else {"register.password": value}
    absent = "register.password" if value is None else ""
    assert bad(changed, absent) == {CHANGES: Level.WARNING}
    found = text(CHANGES, changed, absent)
    assert said in found
    assert "may make a chat account of any name" in found


@pytest.mark.parametrize(
    ("changed", "mechanism"),
    [
        ({"xmpp.auth.anonymous": "true"}, "ANONYMOUS"),
        ({"xmpp.auth.sharedSecretEnabled": "true"}, "JIVE-SHAREDSECRET"),
        ({"sasl.gssapi.config": "/etc/gss.conf"}, "GSSAPI"),
        ({"sasl.gssapi.config": None}, "GSSAPI"),
        ({"xmpp.client.cert.policy": "wanted"}, "EXTERNAL"),
        ({"xmpp.client.cert.policy": "needed"}, "EXTERNAL"),
        ({"sasl.mechs": "plain,x-token"}, "X-TOKEN"),
        ({"sasl.mechs.00000": "PLAIN", "sasl.mechs.00001": "OAUTHBEARER"}, "OAUTHBEARER"),
    ],
)
def test_a_way_around_the_bridge_is_a_warning(changed: Values, mechanism: str) -> None:
    subject = f"{SIGN_IN}, {mechanism}"
    assert bad(changed) == {subject: Level.WARNING}
    assert f"do not allow {mechanism}" in text(subject, changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"sasl.mechs": "PLAIN"},
        {"sasl.mechs": "PLAIN", "xmpp.auth.anonymous": "true", "sasl.gssapi.config": "x"},
        {"xmpp.auth.anonymous": "false", "xmpp.client.cert.policy": "disabled"},
        {"sasl.mechs": "PLAIN,SCRAM-SHA-1,SCRAM-SHA-1-PLUS,DIGEST-MD5,CRAM-MD5"},
    ],
)
def test_what_openfire_does_not_offer_is_no_danger(changed: Values) -> None:
    assert bad(changed) == {}


def test_scram_is_a_danger_where_the_plugin_is_not_the_provider() -> None:
    changed: Values = {"provider.auth.className": "x", "sasl.mechs": "PLAIN,SCRAM-SHA-1-PLUS"}
    assert bad(changed) == {PLUGIN: Level.WRONG, f"{SIGN_IN}, SCRAM-SHA-1-PLUS": Level.WARNING}


@pytest.mark.parametrize("mechanisms", ["SCRAM-SHA-1", "", "PLAINTEXT"])
def test_without_plain_nobody_can_sign_in(mechanisms: str) -> None:
    assert bad({"sasl.mechs": mechanisms})[SIGN_IN] is Level.WRONG


@pytest.mark.parametrize("policy", ["optional", "disabled", "Required", "nonsense", ""])
def test_any_tls_policy_but_required_is_a_warning(policy: str) -> None:
    changed: Values = {"xmpp.client.tls.policy": policy}
    assert bad(changed) == {TLS: Level.WARNING}
    assert f"xmpp.client.tls.policy is {policy!r}" in text(TLS, changed)


def test_a_tls_policy_that_is_not_set_means_optional() -> None:
    assert bad({}, "xmpp.client.tls.policy") == {TLS: Level.WARNING}
    assert "not set, which means optional" in text(TLS, {}, "xmpp.client.tls.policy")


def test_a_closed_port_needs_no_policy() -> None:
    closed: Values = {"xmpp.socket.plain.active": "false", "xmpp.client.tls.policy": "optional"}
    assert bad(closed) == {}


@pytest.mark.parametrize(
    ("changed", "port"),
    [
        ({"httpbind.enabled": "true"}, "7070"),
        ({"httpbind.enabled": "true", "httpbind.port.plain": "8080"}, "8080"),
    ],
)
def test_a_port_for_web_clients_without_tls_is_a_warning(changed: Values, port: str) -> None:
    assert bad(changed) == {WEB: Level.WARNING}
    assert f"the port {port}:" in text(WEB, changed)
    assert bad({}, "httpbind.enabled") == {WEB: Level.WARNING}
    assert bad({"httpbind.enabled": "true", "httpbind.port.plain": "0"}) == {}


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("provider.auth.className", PLUGIN),
        ("tikiLivechat.component", PLUGIN),
        ("tikiLivechat.whenUnavailable", AWAY),
        ("register.inband", REGISTRATION),
        ("register.password", CHANGES),
        ("sasl.mechs", SIGN_IN),
        ("sasl.mechs.00000", SIGN_IN),
        ("xmpp.auth.anonymous", SIGN_IN),
        ("xmpp.client.tls.policy", TLS),
        ("httpbind.enabled", WEB),
    ],
)
def test_a_property_that_is_stored_encrypted_is_unknown_and_never_its_default(
    name: str, subject: str
) -> None:
    found = [remark for remark in remarks({name: None}) if remark.subject == subject]
    assert [remark.level for remark in found] == [Level.WARNING]
    assert f"unknown: Openfire stores its property {name} encrypted" in found[0].text


def test_every_property_that_is_judged_is_read() -> None:
    class Noting(dict[str, str | None]):
        """Notes what is looked up."""

        def __contains__(self, name: object) -> bool:
            looked_up.add(str(name))
            return super().__contains__(name)

    looked_up: set[str] = set()
    judge(Properties(Noting(HEALTHY)), "tiki")
    assert {name for name in looked_up if not name.startswith(PREFIXES)} == set(NAMES)
