"""Stanzas as somebody makes them who knows what the component listens to, and means it no good."""

from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from component.frontdoors.xmpp.presence_watch import WATCH
from component.frontdoors.xmpp.seal import NAMESPACE, LoginSeal
from tests.hostile.bridge import ADDRESS, ROOM
from tests.wire.fake_server import DOMAIN, JID
from tests.wire.questions import SEAL

TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿"),
        st.sampled_from("\t\n\r\x85\u2028\u202e'\"<>&;@/\\ 0"),
    ),
    max_size=30,
)
LONG = st.sampled_from([("x", 1_100), ("<&>", 100), ("🐱", 200)]).map(lambda p: p[0] * p[1])
WORDS = st.sampled_from(
    [
        "stop",
        "help",
        "migrate",
        "hilfe",
        "arrête",
        "sync-groups",
        "who-am-i",
        "show-account",
        "yes",
        "no",
        "cancel",
        "back",
        "1",
        "0",
        "execute",
        "next",
        "prev",
        "complete",
        "form",
        "submit",
        "result",
        "get",
        "set",
        "error",
        "chat",
        "groupchat",
        "available",
        "unavailable",
        "subscribe",
        "probe",
        "urn:tiki-livechat:command:sync-groups",
        "urn:tiki-livechat:command:show-account",
        "http://jabber.org/protocol/commands",
        "show-account%20'x",
        "=scope=all",
        "--quick",
        "../../etc/passwd",
        "%s%n",
        "🐱",
        "true",
    ]
)
VALUE = st.one_of(WORDS, TEXT, TEXT, TEXT, WORDS, WORDS, TEXT, LONG)
ADDRESSES = st.one_of(
    st.sampled_from(
        [
            DOMAIN,
            f"{DOMAIN}/x",
            f"bob@{DOMAIN}/phone",
            f"ada@{DOMAIN}/home",
            f"ada@{DOMAIN}",
            f"guest@{DOMAIN}/x",
            f"a\\20b@{DOMAIN}/r e s",
            JID,
            ADDRESS,
            f"{JID}/sync",
            f"else@{JID}",
            ROOM,
            f"{ROOM}/nick",
            f"component.{DOMAIN}",
            "elsewhere.test",
            f"bob@{DOMAIN}.elsewhere.test/phone",
            f"{DOMAIN}@elsewhere.test",
            "",
        ]
    ),
    TEXT,
    st.tuples(TEXT, st.sampled_from([DOMAIN, JID]), TEXT).map(lambda p: f"{p[0]}@{p[1]}/{p[2]}"),
)
SPACES = st.sampled_from(
    [
        "",
        NAMESPACE,
        NAMESPACE[:-1] + "2",
        "jabber:component:accept",
        "jabber:client",
        "jabber:x:data",
        "jabber:iq:version",
        "jabber:iq:roster",
        "jabber:iq:register",
        "vcard-temp",
        "http://jabber.org/protocol/commands",
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/muc#user",
        "http://jabber.org/protocol/packet#event",
        "http://etherx.jabber.org/streams",
        "urn:ietf:params:xml:ns:xmpp-stanzas",
        "urn:xmpp:ping",
        "no namespace at all",
    ]
)
TAGS = st.sampled_from(
    [
        "login",
        "command",
        "query",
        "x",
        "field",
        "value",
        "item",
        "actions",
        "next",
        "note",
        "body",
        "subject",
        "html",
        "error",
        "text",
        "forbidden",
        "copy",
        "presence",
        "message",
        "iq",
        "ping",
        "vCard",
        "PHOTO",
        "BINVAL",
        "priority",
        "show",
        "status",
        "list",
        "handshake",
        "stream",
        "features",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "type",
            "var",
            "node",
            "action",
            "sessionid",
            "status",
            "decision",
            "username",
            "incoming",
            "jid",
            "name",
            "code",
            "id",
            "{http://www.w3.org/XML/1998/namespace}lang",
            "{other}type",
        ]
    ),
    VALUE,
    max_size=4,
)


def _element(space: str, tag: str, attributes: dict[str, str], text: str) -> ET.Element:
    found = ET.Element(f"{{{space}}}{tag}" if space else tag, attributes)
    found.text = text
    return found


_LEAF = st.builds(_element, SPACES, TAGS, ATTRIBUTES, VALUE)


def _with_children(children: st.SearchStrategy[ET.Element]) -> st.SearchStrategy[ET.Element]:
    def adopt(parent: ET.Element, found: list[ET.Element]) -> ET.Element:
        parent.extend(found)
        return parent

    return st.builds(adopt, _LEAF, st.lists(children, max_size=3))


ELEMENTS = st.recursive(_LEAF, _with_children, max_leaves=6)


@st.composite
def sealed(draw: st.DrawFn) -> ET.Element:
    """A login question's content: whole, of another secret or id, cut off, or rubbish."""
    name, password = draw(TEXT), draw(st.one_of(TEXT, LONG))
    name, password = name.replace("\0", ""), password.replace("\0", "")
    kind = draw(st.sampled_from(["whole", "secret", "id", "cut", "rubbish", "long"]))
    seal = LoginSeal("another secret") if kind == "secret" else SEAL
    text = seal.seal(name, password, "1" if kind != "id" else "2")
    if kind == "cut":
        text = text[: draw(st.integers(0, len(text)))]
    elif kind == "rubbish":
        text = draw(VALUE)
    elif kind == "long":
        text = "QUFB" * 40_000
    return _element(NAMESPACE, "login", draw(ATTRIBUTES), text)


@st.composite
def command(draw: st.DrawFn) -> ET.Element:
    """A command with a form, near to what the component expects."""
    made = _element(
        "http://jabber.org/protocol/commands",
        "command",
        {"node": draw(st.one_of(WORDS, VALUE)), **draw(ATTRIBUTES)},
        "",
    )
    form = ET.SubElement(made, "{jabber:x:data}x", {"type": draw(WORDS)})
    for _ in range(draw(st.integers(0, 3))):
        names = st.sampled_from(["scope", "note", "quick", "name", "side", "apply", "FORM_TYPE"])
        filled = ET.SubElement(form, "{jabber:x:data}field", {"var": draw(names)})
        ET.SubElement(filled, "{jabber:x:data}value").text = draw(VALUE)
    made.extend(draw(st.lists(ELEMENTS, max_size=1)))
    return made


@st.composite
def comings(draw: st.DrawFn) -> ET.Element:
    """What looks like word of somebody who comes or goes."""
    about = {"jid": draw(ADDRESSES), **draw(ATTRIBUTES)}
    return _element(WATCH, draw(st.sampled_from(["available", "unavailable", "x"])), about, "")


PAYLOADS = st.one_of(ELEMENTS, sealed(), command(), comings())


@st.composite
def stanzas(draw: st.DrawFn) -> str:
    """A stanza, as XML."""
    kind = draw(st.sampled_from(["iq", "iq", "message", "presence", "iq", "message", "stray"]))
    space = draw(st.sampled_from(["", "", "", "jabber:client", "jabber:component:accept"]))
    about = {"from": draw(ADDRESSES), "to": draw(st.sampled_from([JID, JID, ADDRESS]))}
    if draw(st.integers(0, 9)) == 0:
        about["to"] = draw(ADDRESSES)
    kinds = ["get", "set", "result", "error", "chat", "normal", "groupchat", "subscribe", "x y"]
    about["type"] = draw(st.sampled_from(kinds))
    about["id"] = draw(st.one_of(st.sampled_from(["1", "1", "2", ""]), VALUE))
    for name in draw(st.sets(st.sampled_from(["from", "to", "type", "id"]), max_size=1)):
        del about[name]
    made = _element(space, kind, about, "")
    if kind == "message":
        ET.SubElement(made, "body").text = draw(VALUE)
    made.extend(draw(st.lists(PAYLOADS, max_size=2)))
    return ET.tostring(made, encoding="unicode")


def deep(levels: int) -> list[str]:
    """Stanzas of every kind with elements in elements."""
    nested = "<a>" * levels + "</a>" * levels
    return [
        f"<{kind} type='{type_}' id='1' from='bob@{DOMAIN}/x' to='{JID}'>{payload}</{kind}>"
        for kind, type_ in (("iq", "get"), ("iq", "result"), ("message", "chat"), ("presence", ""))
        for payload in (
            f"<login xmlns='{NAMESPACE}'>{nested}</login>",
            f"<command xmlns='http://jabber.org/protocol/commands'>{nested}</command>",
            f"<body>{nested}</body>",
            nested,
        )
    ]
