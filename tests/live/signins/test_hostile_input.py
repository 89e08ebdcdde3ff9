"""Names and passwords that would break something weaker; the stream survives all of them."""

import asyncio

import pytest

from openfire.demo.people import person
from tests.live.conftest import Village

pytestmark = pytest.mark.live

PASSWORDS = {
    "quotes": "it's \"quoted\" `here`; -- '",
    "emoji": "🐱🦊👩‍👩‍👧 cats",
    "control character": "bell\x07 and \x01 start",
    "xml": "<presence/>&amp;]]><!--",
    "long": "x1Y" * 66 + "zz",
    "blanks around": "  blanks around  ",
    "right to left": "שלום עולם",
    "not normalised": "Zoe\N{COMBINING DIAERESIS} was here",
}
NAMES = {
    "xml": "<iq type='set'><query xmlns='jabber:iq:register'/></iq>",
    "end of stream": "</stream:stream>",
    "sql": "' OR 1=1; DROP TABLE users_users; --",
    "sql comment": 'admin"/*',
    "percent": "%s%(x)s%%",
    "long": "n" * 10_000,
    "control": "a\x01b\x07c",
    "newlines": "line\nINFO forged: log line\r\n",
    "emoji": "🐱fox",
    "only blanks": "   ",
    "only an at": "@",
    "domain": "@livechat.test",
    "escapes": "\\20\\5c\\40",
    "private use": "\ue000\uf8ff",
    "mixed direction": "aשb",
}


@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS)
@pytest.mark.parametrize("form", ["A", "$2y$"])
async def test_every_password_is_taken_as_it_is(village: Village, form: str, password: str) -> None:
    name = village.new_name("odd")
    village.move_in(name, livechat_id=name, form=form, password=password)
    assert await village.signs_in(name, password) == name
    assert await village.refusal(name, "~" + password[1:]) == "not-authorized"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_every_name_is_only_a_name(village: Village, name: str) -> None:
    accounts = village.chat_accounts()
    refused = await village.refusal(name, "some password 1")
    assert refused is not None
    assert village.chat_accounts() == accounts
    assert village.livechat_id("Alice Smith") == "alicesmith"
    assert await village.signs_in("alicesmith", person("Alice Smith").password) == "alicesmith"


async def test_the_stream_has_survived_all_of_them(village: Village) -> None:
    before = len(village.log)
    await asyncio.gather(
        *(village.refusal(name, "some password 2") for name in NAMES.values()),
        *(village.refusal("alicesmith", password) for password in PASSWORDS.values()),
    )
    since = village.log[before:]
    assert "no stream" not in since
    assert "Traceback" not in since
    assert "forged: log line" not in {line[:16] for line in since.splitlines()}


async def test_only_the_first_72_bytes_of_a_password_count_for_bcrypt(village: Village) -> None:
    name = village.new_name("seventytwo")
    secret = "ä" * 36
    village.move_in(name, livechat_id=name, form="$2y$", password=secret)
    assert await village.signs_in(name, secret + " and more") == name
    assert await village.refusal(name, secret[:-1]) == "not-authorized"


async def test_failures_are_throttled_whatever_is_typed_for_the_account(village: Village) -> None:
    name = village.new_name("Guessed ")
    who = village.move_in(name, livechat_id=name.replace(" ", "").lower())
    with village.reconfigured(login={"failures_per_account": "3/5 minutes"}):
        assert await village.signs_in(name, who.password) == who.livechat_id
        for typed in (name, name.upper(), who.livechat_id or ""):
            assert await village.reason(typed, "a wrong guess") == "wrong-password"
        assert await village.reason(name, "another guess") == "throttled"
        assert await village.signs_in(name, who.password) == who.livechat_id, "it is remembered"
        assert await village.signs_in("bob", person("bob").password) == "bob"
