"""Who comes and goes, read off literal messages as the plugin sends them."""

import pytest

from tests.wire.fake_server import DOMAIN, JID
from tests.wire.watched import WATCH, Listener, Told, Watch, came, told, went, word


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (came(), ("came", "bob", "phone", "")),
        (came(xml_lang="de-AT"), ("came", "bob", "phone", "de-AT")),
        (came(xml_lang="pt_BR"), ("came", "bob", "phone", "pt_BR")),
        (came(xml_lang="'; DROP"), ("came", "bob", "phone", "")),
        (came(xml_lang="x" * 5000), ("came", "bob", "phone", "")),
        (went(), ("went", "bob", "phone")),
        (went(xml_lang="de"), ("went", "bob", "phone")),
        (came("zoë\\20x@/a/b@c d"), ("came", "zoë\\20x", "a/b@c d", "")),
        (came("bob@/" + "x" * 1023), ("came", "bob", "x" * 1023, "")),
    ],
)
async def test_a_message_tells_who_comes_and_goes(
    element: str, expected: Told, watch: Watch, listener: Listener
) -> None:
    assert await told(watch[1], listener, word(element)) == [expected]
    assert watch[0].ignored == {}


async def test_a_message_may_tell_of_several(watch: Watch, listener: Listener) -> None:
    stanza = word(came(), went("carol@/desk"), came("dave@/desk"))
    assert await told(watch[1], listener, stanza) == [
        ("came", "bob", "phone", ""),
        ("went", "carol", "desk"),
        ("came", "dave", "desk", ""),
    ]


@pytest.mark.parametrize(
    "stanza",
    [
        word(came(), sender=f"mallory@{DOMAIN}"),
        word(came(), sender="evil.test"),
        word(came(), sender=f"{DOMAIN}/x"),
        word(came(), sender=""),
        word(came(f"bob@{DOMAIN}")),
        word(came("bob@/")),
        word(went("bob@/")),
        word(came("bob@/" + "x" * 1024)),
        word(came("Bob@/phone")),
        word(came("@/phone")),
        word(came("a b@/phone")),
        word(came("a@b@/phone")),
        word(came("bob@elsewhere.test/phone")),
        word(came("")),
        word(f'<available xmlns="{WATCH}"/>'),
        word(came(DOMAIN)),
        word(came(f"tiki.{DOMAIN}/x")),
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
        word(),
        word("<body>x</body>"),
        word(came().replace(WATCH, "urn:tiki-livechat:presence:2")),
        word(f'<invisible xmlns="{WATCH}" jid="bob@{DOMAIN}/phone"/>'),
        word(f"<x xmlns='urn:other'>{came()}</x>"),
        f'<presence from="bob@{DOMAIN}/phone" to="{JID}">{came()}</presence>',
    ],
)
async def test_other_stanzas_tell_of_nobody(stanza: str, watch: Watch, listener: Listener) -> None:
    assert await told(watch[1], listener, stanza) == []
    assert watch[0].ignored == {}


async def test_ten_thousand_in_one_go_are_all_told_of(watch: Watch, listener: Listener) -> None:
    burst = "".join(word(came(f"person{i}@/phone")) for i in range(10_000))
    assert [who for _, who, *_ in await told(watch[1], listener, burst)] == [
        f"person{i}" for i in range(10_000)
    ]
