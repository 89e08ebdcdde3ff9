"""The sealing of a login question, by the vector that the plugin's tests use too."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.xmpp.seal import (
    MAX_SEALED_CHARACTERS,
    NAMESPACE,
    ForeignSealError,
    LoginSeal,
    MalformedError,
)

VECTOR_FILE = Path(__file__).parents[2] / "openfire/plugin/src/test/resources/sealing.properties"
VECTOR = dict(
    line.split("=", 1)
    for line in VECTOR_FILE.read_text("ascii").splitlines()
    if line and not line.startswith("#")
)
SEAL = LoginSeal("secret")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
IDS = st.text(st.characters(codec="utf-8"))


def text_of(key: str) -> str:
    """A text of the vector."""
    return bytes.fromhex(VECTOR[key + ".hex"]).decode()


def sealed_bytes(content: bytes, stanza_id: str = "1") -> str:
    """Seal what `LoginSeal.seal` never would."""
    return SEAL._seal.seal(content, stanza_id)


def test_the_shared_vector_is_sealed_as_the_plugin_does() -> None:
    sealed = LoginSeal(text_of("secret")).seal(
        text_of("name"), text_of("password"), VECTOR["iq.id"], bytes.fromhex(VECTOR["nonce.hex"])
    )
    assert sealed == VECTOR["sealed"]
    assert VECTOR["namespace"] == NAMESPACE


def test_the_shared_vector_is_opened() -> None:
    opened = LoginSeal(text_of("secret")).open(VECTOR["sealed"], VECTOR["iq.id"])
    assert opened == (text_of("name"), text_of("password"))


@given(TEXT, TEXT, IDS)
def test_opening_undoes_sealing(name: str, password: str, stanza_id: str) -> None:
    assert SEAL.open(SEAL.seal(name, password, stanza_id), stanza_id) == (name, password)


def test_no_question_is_sealed_twice_in_the_same_way() -> None:
    assert SEAL.seal("a", "b", "1") != SEAL.seal("a", "b", "1")


@given(TEXT, TEXT, IDS, IDS)
def test_another_id_does_not_open_it(name: str, password: str, one: str, other: str) -> None:
    sealed = SEAL.seal(name, password, one)
    if one == other:
        assert SEAL.open(sealed, other) == (name, password)
        return
    with pytest.raises(ForeignSealError):
        SEAL.open(sealed, other)


@given(st.text(), TEXT)
def test_another_secret_does_not_open_it(secret: str, password: str) -> None:
    sealed = LoginSeal("x" + secret).seal("alice", password, "1")
    with pytest.raises(ForeignSealError):
        SEAL.open(sealed, "1")


@given(TEXT, TEXT, st.data())
def test_any_change_of_a_byte_is_noticed(name: str, password: str, data: st.DataObject) -> None:
    content = bytearray(base64.b64decode(SEAL.seal(name, password, "1")))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ForeignSealError):
        SEAL.open(base64.b64encode(content).decode(), "1")


@given(TEXT, TEXT, st.data())
def test_any_truncation_is_noticed(name: str, password: str, data: st.DataObject) -> None:
    sealed = SEAL.seal(name, password, "1")
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    with pytest.raises((ForeignSealError, MalformedError)):
        SEAL.open(cut, "1")


@given(st.text(), st.text(st.characters(codec=None, exclude_categories=())))
def test_no_text_raises_anything_else(sealed: str, stanza_id: str) -> None:
    with pytest.raises((ForeignSealError, MalformedError)):
        SEAL.open(sealed, stanza_id)


@given(st.binary(), IDS)
def test_no_bytes_raise_anything_else(data: bytes, stanza_id: str) -> None:
    with pytest.raises((ForeignSealError, MalformedError)):
        SEAL.open(base64.b64encode(data).decode(), stanza_id)


@given(st.binary())
def test_any_sealed_content_opens_or_is_malformed(content: bytes) -> None:
    try:
        name, password = SEAL.open(sealed_bytes(content), "1")
    except MalformedError:
        return
    assert f"{name}\0{password}".encode() == content


@pytest.mark.parametrize(
    "content", [b"", b"alice", b"a\0b\0c", b"\xff\0b", b"a\0\xff", b"\xed\xa0\x80\0b"]
)
def test_a_content_that_is_not_two_texts_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedError):
        SEAL.open(sealed_bytes(content), "1")


@pytest.mark.parametrize(
    "sealed",
    ["", "====", "a", "näh", "A" * 36, "A" * (MAX_SEALED_CHARACTERS + 4), "*" * 40],
    ids=["empty", "padding", "a letter", "not ASCII", "too short", "too long", "not base64"],
)
def test_a_text_that_is_nothing_sealed_is_malformed(sealed: str) -> None:
    with pytest.raises(MalformedError):
        SEAL.open(sealed, "1")


def test_line_breaks_within_the_base64_do_no_harm() -> None:
    sealed = SEAL.seal("alice", "x" * 100, "1")
    broken = "\n  ".join(sealed[start : start + 76] for start in range(0, len(sealed), 76))
    assert SEAL.open(broken, "1") == ("alice", "x" * 100)


def test_errors_repeat_nothing_of_the_content() -> None:
    for content in (b"alice", b"alice\0geheim\0", b"alice\0geheim\xff"):
        with pytest.raises(MalformedError) as caught:
            SEAL.open(sealed_bytes(content), "1")
        assert "geheim" not in str(caught.value)
        assert "alice" not in str(caught.value)
