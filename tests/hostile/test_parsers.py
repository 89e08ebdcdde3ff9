"""What is read from outside, piece by piece: an answer or the one error that is promised."""

import io
import json
import math
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from component.adapters import snapshot_json
from component.adapters.avatar import Photo, UnusablePictureError, make_photo
from component.adapters.export_lines import (
    BadLineError,
    read_account,
    read_head,
    read_trailer,
    write_account,
)
from component.adapters.vcard import complete_vcard, update_vcard
from component.config.kinds import _rate
from component.domain.exports import ExportedAccount
from component.domain.mails import address
from component.domain.names import ChatUsername, normalise
from component.domain.passwords import openfire, tiki
from component.domain.snapshot import Member, RosterItem, Snapshot
from component.domain.web_address import base_url, public_address
from component.frontdoors.commands.typed import (
    SurplusError,
    find_command,
    near_command,
    read_arguments,
    split_words,
)
from component.frontdoors.control.protocol import BadArgumentsError
from component.frontdoors.texts import Texts, load_catalogues
from component.frontdoors.xmpp.adhoc_answers import BadPayloadError, read_answers
from component.frontdoors.xmpp.seal import ForeignSealError, LoginSeal, MalformedError
from component.frontdoors.xmpp.stanza_text import is_language
from tests.hostile.counting import examples, tried
from tests.hostile.stanzas import ELEMENTS, command
from tests.unit.control.doors import ECHO
from tests.unit.frontdoors.errands import SHOW, SYNC, WHOAMI
from tests.unit.usecases.house import DOMAIN

ANY = st.text(max_size=200)
BYTES = st.binary(max_size=300)
MANY = settings(max_examples=examples(300, 50_000), deadline=None)
SEAL = LoginSeal("a secret")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(ANY, children, max_size=3),
    max_leaves=6,
)
BOB = ChatUsername("bob")
EXPORTED = write_account(
    ExportedAccount(
        1.0,
        None,
        Snapshot(
            BOB,
            roster=(RosterItem(BOB, "ada@livechat.test", 3, -1, -1, "Ada", ("Friends",)),),
            groups=(Member("helpers", is_admin=False),),
        ),
    )
)


def _mutated(original: bytes) -> st.SearchStrategy[bytes]:
    """Bytes that were whole once: cut, turned, doubled, with others in between."""

    def mutate(changes: list[tuple[int, bytes, int]]) -> bytes:
        found = original
        for place, put, drop in changes:
            at = place % (len(found) + 1)
            found = found[:at] + put + found[at + drop :]
        return found

    change = st.tuples(st.integers(0, 10**6), st.binary(max_size=8), st.integers(0, 20))
    return st.lists(change, max_size=4).map(mutate)


@MANY
@given(
    sealed=st.one_of(ANY, _mutated(SEAL.seal("a", "b", "1").encode()).map(lambda b: str(b)[2:-1]))
)
def test_sealed_questions(sealed: str) -> None:
    tried("sealed questions")
    with pytest.raises((MalformedError, ForeignSealError)):
        SEAL.open(sealed + "A", "1")


@MANY
@given(content=BYTES)
def test_what_is_sealed_with_the_right_secret(content: bytes) -> None:
    """Openfire's host may be in other hands than ours."""
    tried("sealed questions")
    sealed = SEAL._seal.seal(content, "1")
    try:
        name, password = SEAL.open(sealed, "1")
    except MalformedError:
        return
    assert f"{name}\0{password}".encode() == content


@MANY
@given(made=st.one_of(command(), ELEMENTS))
def test_forms(made: ET.Element) -> None:
    tried("forms")
    for description in (SYNC, SHOW, WHOAMI):
        try:
            answers, _ = read_answers(made, f"urn:tiki-livechat:command:{description.name}", ())
        except BadPayloadError:
            continue
        assert all(isinstance(text, str) for pair in answers.items() for text in pair)


@MANY
@given(text=st.one_of(ANY, st.text(st.sampled_from("ab =-\"'“”„«»show-account"), max_size=60)))
def test_chat_texts(text: str) -> None:
    tried("chat texts")
    words = split_words(text)
    typed = find_command(words, (SYNC, SHOW, WHOAMI))
    near_command(words, (SYNC, SHOW, WHOAMI))
    if typed is not None:
        try:
            read_arguments(typed.description.parameters, typed.words)
        except SurplusError:
            return


@MANY
@given(name=st.one_of(ANY, st.text(st.sampled_from("@/\\205c&'\":<> ab."), max_size=40)))
def test_names(name: str) -> None:
    tried("names")
    found = normalise(name, DOMAIN)
    assert found.chat is None or normalise(found.chat, DOMAIN).chat == found.chat


TEXTS = Texts(load_catalogues())


@MANY
@given(tag=st.one_of(ANY, st.text(st.sampled_from("deEN-_;q=0.9*x "), max_size=60)))
def test_languages(tag: str) -> None:
    tried("language tags")
    is_language(tag)
    assert TEXTS.language(tag, "\0", tag[::-1]) in TEXTS.catalogues


@MANY
@given(text=ANY)
def test_addresses(text: str) -> None:
    tried("addresses")
    for found in (f"a@{text}", text, f"{text}@b.test"):
        address(found)
    for read in (base_url, public_address, _rate):
        for found in (text, f"https://{text}", f"https://a.test/{text}", f"{text}/minute"):
            try:
                read(found)
            except ValueError:
                continue


@MANY
@given(password=ANY, stored=st.one_of(ANY, _mutated(b"$2y$04$" + b"x" * 53).map(repr)))
def test_stored_hashes(password: str, stored: str) -> None:
    tried("stored hashes")
    form = tiki.form_of(stored)
    if form in (tiki.HashForm.UNKNOWN, tiki.HashForm.EMPTY):
        assert not tiki.verify(password, stored, "login", "e-mail")


@MANY
@given(password=ANY, salt=ANY, key=ANY, rounds=st.integers(-5, 300))
def test_native_credentials(password: str, salt: str, key: str, rounds: int) -> None:
    tried("stored hashes")
    assert not openfire.verify(password, openfire.ScramCredential(salt, rounds, key))


CARD = b"<vCard xmlns='vcard-temp'><FN>Bob</FN><PHOTO><BINVAL>x</BINVAL></PHOTO></vCard>"
BOMB = (
    "<!DOCTYPE v [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><vCard xmlns='vcard-temp'><FN>&i;</FN></vCard>"
)


@MANY
@given(stored=st.one_of(ANY, _mutated(CARD).map(lambda b: b.decode("utf-8", "replace"))))
def test_vcards(stored: str) -> None:
    tried("vCards")
    _check_vcard(stored)


@pytest.mark.parametrize(
    "stored",
    [
        BOMB,
        "<!DOCTYPE v SYSTEM 'file:///etc/passwd'><vCard/>",
        "<!DOCTYPE v [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><vCard>&x;</vCard>",
        "<?xml version='1.0' encoding='no-such'?><vCard/>",
        "<?xml version='1.0' encoding='utf-7'?><vCard>+ADw-</vCard>",
        "<vCard>" * 100_000,
        "<vCard xmlns='vcard-temp'>" + "<a>" * 50_000 + "</a>" * 50_000 + "</vCard>",
        "<vCard a='" + "x" * 1_000_000 + "'/>",
        "\0",
        "\ud800",
    ],
    ids=range(10),
)
def test_vcards_that_are_traps(stored: str) -> None:
    tried("vCards")
    _check_vcard(stored)


def _check_vcard(stored: str) -> None:
    written = update_vcard(stored, "Bob", "bob", Photo("image/png", b"x"))
    card = fromstring(written)
    assert card.findtext("{vcard-temp}FN") == "Bob"
    assert "passwd" not in written or "passwd" in stored
    assert "root:" not in written
    complete_vcard(written, stored)
    complete_vcard(stored, written)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@MANY
@given(
    line=st.one_of(
        _mutated(EXPORTED),
        JSON.map(lambda value: json.dumps(value).encode() + b"\n"),
        BYTES,
        st.sampled_from([b"[" * 100_000 + b"\n", b'{"a":' * 100_000 + b"\n", b"9" * 5000 + b"\n"]),
        st.sampled_from(
            [
                EXPORTED.replace(b"1.0", b"1e999"),
                EXPORTED.replace(b"1.0", b"NaN"),
                EXPORTED.replace(b"1.0", b"9" * 400),
                b'{"format":"tiki-livechat-export","version":1,"job":1e999,"made_at":1}\n',
            ]
        ),
    )
)
def test_lines_of_exports(line: bytes) -> None:
    tried("lines of exports")
    for read in (read_head, read_account, read_trailer):
        _only_raises(BadLineError, read, line)
    try:
        account = read_account(line)
    except BadLineError:
        return
    assert math.isfinite(account.created_at)
    write_account(account)


@MANY
@given(content=st.one_of(BYTES, _mutated(zlib.compress(EXPORTED)), JSON.map(json.dumps)))
def test_arguments_of_the_shell(content: bytes | str) -> None:
    tried("arguments of the shell")
    body = content.encode() if isinstance(content, str) else content
    for told in (body, b'{"text":' + body + b"}", b"[" * 100_000):
        _only_raises(BadArgumentsError, ECHO.unpack_arguments, told)


def test_a_snapshot_is_as_it_was() -> None:
    account = read_account(EXPORTED)
    assert snapshot_json.unpack(snapshot_json.pack(account.snapshot)) == account.snapshot


def _pictures() -> Iterator[bytes]:
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP"):
        target = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(target, kind)
        yield target.getvalue()


PICTURES = list(_pictures())


@settings(max_examples=examples(300, 30_000), deadline=None)
@given(stored=st.one_of(BYTES, *map(_mutated, PICTURES)))
def test_pictures(stored: bytes) -> None:
    tried("pictures")
    _only_raises(UnusablePictureError, make_photo, stored)


def _bomb(kind: str) -> bytes:
    """Few bytes that are many pixels."""
    target = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(target, kind)
    return target.getvalue()


def _claims(width: int, height: int) -> bytes:
    """A PNG that says it is larger than it is."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunk = (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk + PICTURES[0][33:]


@pytest.mark.parametrize(
    "make",
    [
        lambda: _bomb("PNG"),
        lambda: _claims(2**31 - 1, 2**31 - 1),
        lambda: _claims(40_000_001, 1),
        lambda: _claims(0, 0),
        lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 9_000_000,
        lambda: b"GIF89a" + b"\xff" * 500_000,
    ],
    ids=["real", "claimed", "wide", "empty", "bytes", "gif"],
)
def test_pictures_that_are_bombs(make: Callable[[], bytes]) -> None:
    tried("pictures")
    with pytest.raises(UnusablePictureError):
        make_photo(make())


def _only_raises(error: type[Exception], read: Callable[[bytes], Any], given: bytes) -> None:
    try:
        read(given)
    except error:
        return
