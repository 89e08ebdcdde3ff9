"""What the chat shows of a person (facts/tiki.md §4)."""

import hashlib
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.profile import (
    MAX_NAME_CHARACTERS,
    Gravatar,
    LibraryPicture,
    NoPicture,
    Picture,
    Profile,
    StoredPicture,
    clean,
    describe,
    display_name,
    locale,
    picture_of,
)

ALICE = Profile("Alice Smith", "alice", "alice@example.com", "de", b"picture")


@pytest.mark.parametrize(
    ("real_name", "login", "shown"),
    [
        ("Alice Smith", "alice", "Alice Smith"),
        ("  Alice Smith\n", "alice", "Alice Smith"),
        ("", "alice", "alice"),
        (None, "alice", "alice"),
        (" \t ", "alice", "alice"),
        ("\x01\x02", "alice", "alice"),
        ("Al\x00ice\x1b[31m", "alice", "Alice[31m"),
        ("evil\u202egnp.exe", "alice", "evilgnp.exe"),
        ("a\ufffe\ud800b", "alice", "ab"),
        ("山田\u3000太郎", "yamada", "山田\u3000太郎"),
        ("Jean\u00a0Luc", "jl", "Jean\u00a0Luc"),
        ("می\u200cخواهم", "x", "می\u200cخواهم"),
        ("👩\u200d💻 Ada", "ada", "👩\u200d💻 Ada"),
        ("x" * 100, "a", "x" * 100),
        ("x" * 101, "a", "x" * 100),
        ("", "y" * 200, "y" * 100),
    ],
)
def test_the_display_name_is_the_real_name_else_the_login(
    real_name: str | None, login: str, shown: str
) -> None:
    assert display_name(real_name, login) == shown


@pytest.mark.parametrize(
    ("language", "site", "tag"),
    [
        ("de", "en", "de"),
        ("cn", "en", "zh-Hans"),
        ("tw", "en", "zh-Hant"),
        ("en-uk", "en", "en-GB"),
        ("pt-br", "en", "pt-BR"),
        ("PT-BR", "en", "pt-BR"),
        ("sr-latn", "en", "sr-Latn"),
        ("fy-NL", "en", "fy-NL"),
        ("iu-ro", "en", "iu-Latn"),
        ("iu-iq", "en", "ikt"),
        ("sb", "en", "pis"),
        ("", "fr", "fr"),
        (None, "fr", "fr"),
        ("default", "cn", "zh-Hans"),
        (" ", " ", "en"),
        ("default", "", "en"),
        ("default", "default", "en"),
        ("de_DE", "fr", "fr"),
        ("d", "fr", "fr"),
        ("../de", "tw", "zh-Hant"),
        ("<x/>", "no such language", "en"),
    ],
)
def test_tikis_language_codes_become_tags(language: str | None, site: str, tag: str) -> None:
    assert locale(language, site) == tag


@given(st.none() | st.text(), st.text())
def test_whatever_is_stored_a_locale_is_a_well_formed_tag(language: str | None, site: str) -> None:
    assert re.fullmatch("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", locale(language, site))


def test_a_profile_is_put_together_from_what_tiki_stores() -> None:
    preferences = {"realName": " Alice Smith ", "language": "pt-br"}
    assert describe("alice", " alice@example.com\n", preferences, "en", b"picture") == replace(
        ALICE, locale="pt-BR"
    )


@pytest.mark.parametrize("avatar", [None, b""])
def test_a_person_without_anything_has_a_profile(avatar: bytes | None) -> None:
    expected = Profile("alice", "alice", "", "fr", None)
    assert describe("alice", "", {"realName": ""}, "fr", avatar) == expected


@pytest.mark.parametrize("name", ["display_name", "nickname", "email", "locale", "avatar"])
def test_the_fingerprint_changes_with_each_field(name: str) -> None:
    other: str | bytes = b"other" if name == "avatar" else "other"
    changed = replace(ALICE, **{name: other})  # type: ignore[arg-type]
    assert changed.fingerprint() != ALICE.fingerprint()
    assert replace(ALICE).fingerprint() == ALICE.fingerprint()
    assert len(changed.fingerprint()) == 64


def test_the_fingerprint_tells_fields_apart() -> None:
    one = replace(ALICE, display_name="ab", nickname="c")
    assert one.fingerprint() != replace(ALICE, display_name="a", nickname="bc").fingerprint()
    assert replace(ALICE, avatar=None).fingerprint() != ALICE.fingerprint()


def test_a_picture_that_is_not_known_stays_what_it_was() -> None:
    unknown = replace(ALICE, avatar=None, picture_is_known=False)
    before = ALICE.fingerprint()
    assert unknown.fingerprint(before) == before
    renamed = replace(unknown, display_name="Alice Jones")
    assert renamed.fingerprint(before) == replace(ALICE, display_name="Alice Jones").fingerprint()
    assert unknown.fingerprint() == replace(ALICE, avatar=None).fingerprint()


def test_an_address_that_openfire_cannot_hold_is_left_out() -> None:
    fits, longer = "x" * 88 + "@example.com", "x" * 89 + "@example.com"
    assert describe("alice", fits, {}, "en", None).email == fits
    assert describe("alice", longer, {}, "en", None).email == ""


def test_repr_shows_no_picture() -> None:
    assert "b'picture'" not in repr(ALICE)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_what_is_shown_can_stand_in_xml_and_on_one_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    element = ET.Element("x")
    element.text = cleaned
    assert (ET.fromstring(ET.tostring(element, encoding="utf-8")).text or "") == cleaned  # noqa: S314  our own XML
    assert clean(cleaned) == cleaned


@given(st.text(), st.text(min_size=1))
def test_a_display_name_is_bounded(real_name: str, login: str) -> None:
    assert len(display_name(real_name, login)) <= MAX_NAME_CHARACTERS


CAT = "img/avatars/cat.gif"
ADDRESS = "alice@example.com"
ADDRESS_DIGEST = "ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976"
"""What `sha256sum` says of the address."""


@pytest.mark.parametrize(
    ("kind", "library_name", "is_stored", "picture"),
    [
        ("u", None, True, StoredPicture()),
        ("u", CAT, True, StoredPicture()),
        ("", "", True, StoredPicture()),
        (None, None, True, StoredPicture()),
        ("u", CAT, False, NoPicture()),
        (None, None, False, NoPicture()),
        ("l", CAT, False, LibraryPicture(CAT)),
        ("l", CAT, True, LibraryPicture(CAT)),
        ("l", "", True, NoPicture()),
        ("l", None, True, NoPicture()),
        ("n", CAT, True, NoPicture()),
        ("0", CAT, True, NoPicture()),
        ("x", CAT, True, NoPicture()),
    ],
)
def test_each_kind_of_avatar_is_found_where_tiki_shows_it_from(
    kind: str | None, library_name: str | None, is_stored: bool, picture: Picture
) -> None:
    found = picture_of(kind, library_name, ADDRESS, is_stored=is_stored, uses_gravatar=False)
    assert found == picture


@pytest.mark.parametrize("kind", ["u", "", None, "l", "n", "0"])
def test_a_site_of_gravatars_shows_nothing_else(kind: str | None) -> None:
    found = picture_of(kind, CAT, ADDRESS, is_stored=True, uses_gravatar=True)
    assert found == Gravatar(ADDRESS_DIGEST)


@pytest.mark.parametrize("email", ["", " ", "\t\n"])
def test_a_person_without_an_address_has_no_gravatar(email: str) -> None:
    found = picture_of("u", None, email, is_stored=True, uses_gravatar=True)
    assert found == StoredPicture()


@pytest.mark.parametrize("email", [" Alice@Example.COM\n", "ALICE@EXAMPLE.COM"])
def test_an_address_is_the_same_however_it_is_written(email: str) -> None:
    found = picture_of(None, None, email, is_stored=False, uses_gravatar=True)
    assert found == Gravatar(ADDRESS_DIGEST)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_address_has_a_digest_or_is_none(email: str) -> None:
    found = picture_of("n", None, email, is_stored=False, uses_gravatar=True)
    trimmed = email.strip().lower().encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(trimmed).hexdigest()
    assert found == (Gravatar(digest) if trimmed else NoPicture())
