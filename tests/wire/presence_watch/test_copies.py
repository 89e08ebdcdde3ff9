"""Who comes online, read off literal copies as Openfire sends them."""

import pytest

from tests.wire.fake_server import DOMAIN, JID
from tests.wire.watched import Listener, Told, Watch, copy, presence, told


@pytest.mark.parametrize(
    ("stanza", "expected"),
    [
        (copy(presence()), ("came", "bob", "phone", "")),
        (copy(presence(xml_lang="de-AT")), ("came", "bob", "phone", "de-AT")),
        (copy(presence(xml_lang="pt_BR")), ("came", "bob", "phone", "pt_BR")),
        (copy(presence(xml_lang="'; DROP")), ("came", "bob", "phone", "")),
        (copy(presence(xml_lang="x" * 5000)), ("came", "bob", "phone", "")),
        (copy(presence(inner="<show>away</show>")), ("came", "bob", "phone", "")),
        (copy(presence(type="unavailable")), ("went", "bob", "phone")),
        (copy(presence("zoë\\20x", "/a/b@c d")), ("came", "zoë\\20x", "a/b@c d", "")),
        (
            copy(presence().replace('xmlns=""', 'xmlns="jabber:client"')),
            ("came", "bob", "phone", ""),
        ),
    ],
)
async def test_a_copy_tells_who_comes_and_goes(
    stanza: str, expected: Told, watch: Watch, listener: Listener
) -> None:
    assert await told(watch[1], listener, stanza) == [expected]
    assert watch[0].ignored == {}


async def test_a_message_may_hold_several_copies(watch: Watch, listener: Listener) -> None:
    stanza = copy(presence(), more=presence("carol", "/desk"))
    assert await told(watch[1], listener, stanza) == [
        ("came", "bob", "phone", ""),
        ("came", "carol", "desk", ""),
    ]


@pytest.mark.parametrize(
    "stanza",
    [
        copy(presence(), sender=f"mallory@{DOMAIN}"),
        copy(presence(), sender="evil.test"),
        copy(presence(), sender=f"{DOMAIN}/x"),
        copy(presence(), incoming="false"),
        copy('<iq xmlns="" type="get"/>'),
        copy(f'<message xmlns="" from="bob@{DOMAIN}/phone"><body>x</body></message>'),
        copy(presence(type="subscribe")),
        copy(presence(type="probe")),
        copy(presence(type="error")),
        copy(presence(type="nonsense")),
        copy(presence(resource="")),
        copy(presence(resource="/")),
        copy(presence(resource="/" + "x" * 1024)),
        copy(presence("Bob")),
        copy(presence("")),
        copy(presence("a b")),
        copy(presence("a@b")),
        copy('<presence xmlns="" from="bob@elsewhere.test/phone"/>'),
        copy('<presence xmlns=""/>'),
        copy('<presence xmlns="" from=""/>'),
        copy(f'<presence xmlns="" from="{DOMAIN}"/>'),
        copy(f'<presence xmlns="" from="tiki.{DOMAIN}/x"/>'),
    ],
)
async def test_what_is_not_understood_is_ignored_and_counted(
    stanza: str, watch: Watch, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    assert await told(watch[1], listener, *[stanza] * 25) == []
    ((what, count),) = watch[0].ignored.items()
    assert count == 25
    assert [r.getMessage() for r in caplog.records if "ignored" in r.getMessage()] == [
        f"ignored {what} (1 so far)",
        f"ignored {what} (10 so far)",
    ]


@pytest.mark.parametrize(
    "stanza",
    [
        copy(presence(to=f"carol@{DOMAIN}")),
        copy(presence(to=f"room@conference.{DOMAIN}/Bob", type="unavailable")),
        copy(""),
        f'<message from="{DOMAIN}" to="{JID}"><body>x</body></message>',
        f'<presence from="bob@{DOMAIN}/phone" to="{JID}"/>',
    ],
)
async def test_what_is_for_somebody_else_is_nobody_s_coming(
    stanza: str, watch: Watch, listener: Listener
) -> None:
    assert await told(watch[1], listener, stanza) == []
    assert watch[0].ignored == {}


async def test_ten_thousand_in_one_go_are_all_told_of(watch: Watch, listener: Listener) -> None:
    burst = "".join(copy(presence(f"person{i}")) for i in range(10_000))
    assert [who for _, who, *_ in await told(watch[1], listener, burst)] == [
        f"person{i}" for i in range(10_000)
    ]
