"""What Openfire's system properties mean for the bridge: what undermines it, and how to mend that.

Defaults and readings are those of the sources of 4.2.0 to 5.1.1, where they agree unless a comment
says otherwise. Names of pages are those of the admin console. Who is an admin is told in
`openfire_admins`.
"""

from collections.abc import Callable, Iterator

from component.adapters.openfire_properties import Properties, UnknownPropertyError
from component.domain.findings import Level, Remark

PROVIDER = "org.tikilivechat.openfire.TikiAuthProvider"
"""The plugin's class, as it stands in Openfire's property `provider.auth.className`."""

_PROVIDER_NAME = "provider.auth.className"
_MECHANISMS = "sasl.mechs"
_PLUGIN = "tikiLivechat"
NAMES = (
    _PROVIDER_NAME,
    "register.inband",
    "register.password",
    "xmpp.auth.anonymous",
    "xmpp.auth.sharedSecretEnabled",
    "sasl.gssapi.config",
    "xmpp.client.cert.policy",
    "xmpp.client.tls.policy",
    "xmpp.socket.plain.active",
    "httpbind.enabled",
    "httpbind.port.plain",
)
"""The properties that are judged here, besides those below `PREFIXES`."""

PREFIXES = (_MECHANISMS, f"{_PLUGIN}.")

_LOGIN_PAGE = "Server Settings, Registration & Login"
_PROPERTIES_PAGE = "Server Manager, System Properties"
_DEFAULT_MECHANISMS = (
    "ANONYMOUS",
    "PLAIN",
    "DIGEST-MD5",
    "CRAM-MD5",
    "SCRAM-SHA-1",
    "JIVE-SHAREDSECRET",
    "GSSAPI",
    "EXTERNAL",
)
"""5.1 has SCRAM-SHA-1-PLUS besides, which stands and falls with SCRAM-SHA-1."""

_OF_PASSWORDS = frozenset(
    ["DIGEST-MD5", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"],
)
"""Offered only where the AuthProvider can serve them, which the plugin's does not."""

_PLUGIN_DEFAULT = "tiki"
_WITHOUT_COMPONENT = {
    "native": "while the component cannot be asked, everybody gets in by the chat's own password, "
    "whatever the migration window says",
    "nobody": "while the component cannot be asked, nobody gets in, not even the chat's admins",
}


def judge(properties: Properties, subdomain: str) -> list[Remark]:
    """Say what the properties mean for the bridge.

    Args:
        properties: Those of `NAMES` and `PREFIXES` that are set.
        subdomain: Of the component.

    Returns:
        A remark for each danger, and for most things that are well; what cannot be read is said
        to be unknown.
    """
    rules: tuple[tuple[str, Callable[[], Iterator[Remark]]], ...] = (
        ("plugin", lambda: _plugin(properties, subdomain)),
        ("plugin, without the component", lambda: _without_component(properties)),
        ("in-band registration", lambda: _registration(properties)),
        ("password changes", lambda: _password_changes(properties)),
        ("ways to sign in", lambda: _mechanisms(properties)),
        ("encryption", lambda: _encryption(properties)),
        ("encryption, web clients", lambda: _web_clients(properties)),
    )
    return [remark for subject, rule in rules for remark in _known(subject, rule)]


def _known(subject: str, rule: Callable[[], Iterator[Remark]]) -> list[Remark]:
    try:
        return list(rule())
    except UnknownPropertyError as error:
        text = f"{error}; look it up in the admin console ({_PROPERTIES_PAGE})"
        return [Remark(subject, Level.WARNING, text)]


def _plugin(properties: Properties, subdomain: str) -> Iterator[Remark]:
    provider = properties.get(_PROVIDER_NAME)
    if provider != PROVIDER:
        yield Remark(
            "plugin",
            Level.WRONG,
            "Openfire does not ask the bridge at logins: install tikilivechat.jar in its admin "
            f"console ({_PROVIDER_NAME} is {provider or 'not set'})",
        )
        return
    own = {name: value for name, value in properties.below(_PLUGIN).items() if value.strip()}
    asked = own.pop("component", _PLUGIN_DEFAULT).strip().lower()
    if asked != subdomain.lower():
        yield Remark(
            "plugin",
            Level.WRONG,
            f"it asks the component {asked!r}, the settings say {subdomain!r}: make Openfire's "
            f"property {_PLUGIN}.component and the setting xmpp.component equal",
        )
        return
    changed = [f"{_PLUGIN}.{name} = {value}" for name, value in own.items()]
    also = f"; set: {', '.join(changed)}" if changed else ""
    yield Remark("plugin", Level.OK, f"installed; asks this component{also}")


def _without_component(properties: Properties) -> Iterator[Remark]:
    name = f"{_PLUGIN}.whenUnavailable"
    value = (properties.get(name) or "").strip()
    meaning = _WITHOUT_COMPONENT.get(value.lower())
    if meaning:
        text = f"{meaning} ({name} = {value}); by default its admins do"
        yield Remark("plugin, without the component", Level.WARNING, text)
    elif value and value.lower() != "admins":
        text = f"{name} is {value!r}, which means nothing: set it to admins, native or nobody"
        yield Remark("plugin, without the component", Level.WARNING, text)


def _registration(properties: Properties) -> Iterator[Remark]:
    danger = (
        "anybody may make a chat account, and so take a name before its Tiki account comes: "
        "switch Inband Account Registration off"
    )
    yield _to_be_off(properties, "in-band registration", "register.inband", danger)


def _password_changes(properties: Properties) -> Iterator[Remark]:
    """Up to 5.1 `IQRegisterHandler` also takes a change for another name, and makes that account.

    It does so whatever `register.inband` is, if nothing is said but a name and a password.
    """
    danger = (
        "whoever is signed in may make a chat account of any name, with in-band registration off "
        "as well, and may give their own a password that is not the site's: switch Change "
        "Password off"
    )
    yield _to_be_off(properties, "password changes", "register.password", danger)


def _to_be_off(properties: Properties, subject: str, name: str, danger: str) -> Remark:
    """Judge what is on by default, and can be switched off on the page of logins."""
    if not properties.flag(name, default=True):
        return Remark(subject, Level.OK, "off")
    text = f"{danger} ({_LOGIN_PAGE}); {name} is {_said(properties, name, 'true')}"
    return Remark(subject, Level.WARNING, text)


def _mechanisms(properties: Properties) -> Iterator[Remark]:
    subject = "ways to sign in"
    allowed = {m.upper() for m in properties.listed(_MECHANISMS, _DEFAULT_MECHANISMS)} - {""}
    if "PLAIN" not in allowed:
        text = f"nobody can sign in with a Tiki password: allow PLAIN ({_LOGIN_PAGE})"
        yield Remark(subject, Level.WRONG, text)
    of_passwords = ", ".join(sorted(allowed & _OF_PASSWORDS))
    others = sorted(allowed - _OF_PASSWORDS - {"PLAIN"})
    around = [mechanism for mechanism in others if _is_offered(mechanism, properties)]
    for mechanism in around:
        text = f"{_danger_of(mechanism)}: do not allow {mechanism} ({_LOGIN_PAGE})"
        yield Remark(f"{subject}, {mechanism}", Level.WARNING, text)
    if of_passwords and properties.get(_PROVIDER_NAME) != PROVIDER:
        text = (
            "they cannot check a Tiki password, and clients choose them over PLAIN: install the "
            f"plugin, with which Openfire does not offer them, or do not allow them ({_LOGIN_PAGE})"
        )
        yield Remark(f"{subject}, {of_passwords}", Level.WARNING, text)
    elif "PLAIN" in allowed and not around:
        but = f"; allowed, but not offered while the plugin is in: {of_passwords}"
        yield Remark(subject, Level.OK, f"PLAIN only{but if of_passwords else ''}")


def _is_offered(mechanism: str, properties: Properties) -> bool:
    """Tell what `SASLAuthentication.getSupportedMechanisms` leaves of an allowed mechanism."""
    match mechanism:
        case "ANONYMOUS":
            return properties.flag("xmpp.auth.anonymous", default=False)
        case "JIVE-SHAREDSECRET":
            return properties.flag("xmpp.auth.sharedSecretEnabled", default=False)
        case "GSSAPI":
            return "sasl.gssapi.config" in properties.values
        case "EXTERNAL":
            return properties.get("xmpp.client.cert.policy") in ("wanted", "needed")
        case _:
            return True


def _danger_of(mechanism: str) -> str:
    match mechanism:
        case "ANONYMOUS":
            return "anybody gets in without a name"
        case "JIVE-SHAREDSECRET":
            return "whoever knows Openfire's shared secret gets in without a name"
        case "EXTERNAL":
            return "whoever has a client certificate gets in whatever Tiki says of the account"
        case _:
            return "may let people in whatever Tiki says of the account"


def _encryption(properties: Properties) -> Iterator[Remark]:
    name = "xmpp.client.tls.policy"
    if not properties.flag("xmpp.socket.plain.active", default=True):
        yield Remark("encryption", Level.OK, "the port for chat clients without TLS is closed")
        return
    if properties.get(name) == "required":
        yield Remark("encryption", Level.OK, "TLS is required of chat clients")
        return
    text = (
        "chat clients may send a Tiki password in clear: set the STARTTLS policy to Required "
        f"(Server Settings, Client Connections); {name} is {_said(properties, name, 'optional')}"
    )
    yield Remark("encryption", Level.WARNING, text)


def _web_clients(properties: Properties) -> Iterator[Remark]:
    port = properties.number("httpbind.port.plain", 7070)
    if properties.flag("httpbind.enabled", default=True) and port > 0:
        text = (
            f"web clients may send a Tiki password in clear to the port {port}: let nobody reach "
            "it but a proxy that adds TLS, or close it by httpbind.port.plain = 0 "
            f"({_PROPERTIES_PAGE})"
        )
        yield Remark("encryption, web clients", Level.WARNING, text)


def _said(properties: Properties, name: str, default: str) -> str:
    value = properties.get(name)
    return f"not set, which means {default}" if value is None else repr(value)
