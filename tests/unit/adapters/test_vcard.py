"""What the bridge changes of a vCard, and what it leaves (XEP-0054)."""

from base64 import b64decode, b64encode
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from component.adapters.avatar import Photo
from component.adapters.vcard import complete_vcard, update_vcard
from component.domain.profile import clean

OWN = "{vcard-temp}"
PHOTO = Photo("image/png", b"\x89PNG new")
STORED = """<vCard xmlns="vcard-temp" version="3.0"><FN>Old</FN><NICKNAME>old</NICKNAME>
<TEL><HOME/><NUMBER>1 &amp; 2</NUMBER></TEL><FN>second</FN>
<PHOTO><TYPE>image/jpeg</TYPE><BINVAL>AAAA</BINVAL></PHOTO>
<note xmlns="urn:other" kind="&lt;x>"><inner>kept</inner></note></vCard>"""
BILLION = (
    '<!DOCTYPE v [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    '<vCard xmlns="vcard-temp"><FN>&c;</FN><TEL/></vCard>'
)
XXE = (
    '<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<vCard xmlns="vcard-temp"><FN>&x;</FN><TEL/></vCard>'
)


def update(stored: str | None, photo: Photo | None = None, *, drop_photo: bool = False) -> Element:
    """The vCard that comes of it."""
    text = update_vcard(stored, "Alice Smith", "alice", photo, drop_photo=drop_photo)
    card: Element = fromstring(text)
    return card


def test_a_vcard_is_made_where_there_is_none() -> None:
    text = update_vcard(None, "Alice <Smith>", "a&b", PHOTO)
    assert text == (
        '<vCard xmlns="vcard-temp"><FN>Alice &lt;Smith&gt;</FN><NICKNAME>a&amp;b</NICKNAME>'
        f"<PHOTO><TYPE>image/png</TYPE><BINVAL>{b64encode(PHOTO.data).decode()}</BINVAL></PHOTO>"
        "</vCard>"
    )


def test_managed_fields_are_replaced_and_stand_there_once() -> None:
    card = update(STORED, PHOTO)
    assert [e.text for e in card.findall(OWN + "FN")] == ["Alice Smith"]
    assert [e.text for e in card.findall(OWN + "NICKNAME")] == ["alice"]
    (photo,) = card.findall(OWN + "PHOTO")
    assert [child.tag for child in photo] == [OWN + "TYPE", OWN + "BINVAL"]
    assert b64decode(photo.findtext(OWN + "BINVAL") or "") == PHOTO.data


def test_other_fields_and_foreign_namespaces_are_kept() -> None:
    card = update(STORED, PHOTO)
    assert card.get("version") == "3.0"
    assert card.findtext(f"{OWN}TEL/{OWN}NUMBER") == "1 & 2"
    assert card.find(f"{OWN}TEL/{OWN}HOME") is not None
    note = card.find("{urn:other}note")
    assert note is not None
    assert note.get("kind") == "<x>"
    assert note.findtext("{urn:other}inner") == "kept"


@pytest.mark.parametrize(("drop", "kept"), [(False, ["AAAA"]), (True, [])])
def test_the_picture_there_is_dropped_only_if_it_is_the_bridges(
    drop: bool, kept: list[str]
) -> None:
    card = update(STORED, drop_photo=drop)
    assert [e.text for e in card.iter(OWN + "BINVAL")] == kept


def test_a_new_picture_counts_more_than_dropping() -> None:
    assert update(STORED, PHOTO, drop_photo=True).find(f"{OWN}PHOTO/{OWN}BINVAL") is not None


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "no XML",
        STORED[:-10],
        "<vCard xmlns='vcard-temp'><FN>\x01</FN></vCard>",
        "<vCard xmlns='vcard-temp'>\0</vCard>",
        "<html><TEL/></html>",
        "<vCard xmlns='urn:other'><TEL/></vCard>",
        BILLION,
        XXE,
        "<vCard>&undefined;<TEL/></vCard>",
        "<vCard>" + "<a>" * 5000 + "</a>" * 5000 + "</vCard>",
    ],
)
def test_a_damaged_or_hostile_vcard_is_made_anew(stored: str) -> None:
    assert update_vcard(stored, "Alice Smith", "alice", None) == (
        '<vCard xmlns="vcard-temp"><FN>Alice Smith</FN><NICKNAME>alice</NICKNAME></vCard>'
    )


def test_a_vcard_without_its_namespace_is_taken_as_one() -> None:
    assert update("<vCard><TEL>1</TEL></vCard>").findtext(OWN + "TEL") == "1"


@pytest.mark.parametrize("stored", [None, STORED, "<vCard xmlns='vcard-temp'/>"])
def test_doing_it_twice_changes_nothing(stored: str | None) -> None:
    once = update_vcard(stored, "Alice", "alice", PHOTO)
    assert update_vcard(once, "Alice", "alice", PHOTO) == once
    assert update_vcard(once, "Alice", "alice", None) == once


PIECES = st.sampled_from(
    ["<vCard xmlns='vcard-temp'>", "</vCard>", "<FN>", "</FN>", "<PHOTO/>", "x", "&amp;", "\0", "<"]
)


@given(st.text() | st.lists(PIECES).map("".join), st.text(), st.text(), st.binary())
def test_the_result_can_always_be_parsed(
    stored: str, name: str, nickname: str, picture: bytes
) -> None:
    name, nickname = clean(name), clean(nickname)
    card = fromstring(update_vcard(stored, name, nickname, Photo("image/png", picture)))
    assert card.tag == OWN + "vCard"
    assert card.findtext(OWN + "FN") == name
    assert card.findtext(OWN + "NICKNAME") == nickname
    assert b64decode(card.findtext(f"{OWN}PHOTO/{OWN}BINVAL") or "") == picture


KEPT = """<vCard xmlns="vcard-temp"><FN>Old</FN><TEL><NUMBER>1</NUMBER></TEL>
<TEL><NUMBER>2</NUMBER></TEL><note xmlns="urn:other">kept</note></vCard>"""


def complete(stored: str, kept: str) -> Element:
    """The vCard that comes of it."""
    text = complete_vcard(stored, kept)
    assert text is not None
    card: Element = fromstring(text)
    return card


def test_a_vcard_gets_the_fields_that_it_lacks_and_keeps_its_own() -> None:
    stored = '<vCard xmlns="vcard-temp"><FN>New</FN><NICKNAME>new</NICKNAME></vCard>'
    card = complete(stored, KEPT)
    assert [(field.tag, field.text) for field in card if not len(field)] == [
        (f"{OWN}FN", "New"),
        (f"{OWN}NICKNAME", "new"),
        ("{urn:other}note", "kept"),
    ]
    assert [number.text for number in card.iterfind(f"{OWN}TEL/{OWN}NUMBER")] == ["1", "2"]


def test_a_vcard_that_lacks_nothing_stays_to_the_letter() -> None:
    stored = "<vCard xmlns='vcard-temp'><FN >New</FN><TEL/><note xmlns='urn:other'/></vCard>"
    assert complete_vcard(stored, KEPT) == stored


def test_to_complete_a_vcard_twice_is_harmless() -> None:
    once = complete_vcard("<vCard xmlns='vcard-temp'><FN>New</FN></vCard>", KEPT)
    assert complete_vcard(once, KEPT) == once


@pytest.mark.parametrize("damaged", [None, "", "<vCard", BILLION, XXE, "<other/>"])
def test_where_only_one_vcard_can_be_read_it_is_that_one(damaged: str | None) -> None:
    assert complete_vcard(damaged, KEPT) == KEPT
    assert complete_vcard(KEPT, damaged) == KEPT
    assert complete_vcard(damaged, damaged) == damaged


def test_a_vcard_that_is_nested_too_deeply_adds_nothing() -> None:
    deep = f'<vCard xmlns="vcard-temp">{"<A>" * 5000}{"</A>" * 5000}</vCard>'
    stored = '<vCard xmlns="vcard-temp"><FN>New</FN></vCard>'
    assert complete_vcard(stored, deep) == stored
