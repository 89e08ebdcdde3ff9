"""Openfire's system properties, read as Openfire reads them."""

import pytest

from component.adapters.openfire_properties import Properties, UnknownPropertyError

DEFAULT = ("PLAIN", "SCRAM-SHA-1")


def test_a_property_that_is_not_set_is_none_and_one_that_is_encrypted_is_unknown() -> None:
    properties = Properties({"a": "1", "b": None, "c": ""})
    assert (properties.get("a"), properties.get("c"), properties.get("z")) == ("1", "", None)
    with pytest.raises(UnknownPropertyError, match=r"unknown: .* b encrypted"):
        properties.get("b")


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("TRUE", True), ("false", False), ("", False), ("yes", False), ("1", False)],
)
def test_a_switch_is_on_by_the_word_true_only(value: str, expected: bool, default: bool) -> None:
    assert Properties({"a": value}).flag("a", default=default) is expected
    assert Properties({}).flag("a", default=default) is default


@pytest.mark.parametrize(("value", "expected"), [("0", 0), ("7071", 7071), ("x", 7070), ("", 7070)])
def test_a_number_that_is_none_is_the_default(value: str, expected: int) -> None:
    assert Properties({"a": value}).number("a", 7070) == expected
    assert Properties({}).number("a", 7070) == 7070


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, DEFAULT),
        ({"m": "PLAIN , GSSAPI"}, ("PLAIN", "GSSAPI")),
        ({"m": ""}, ("",)),
        ({"m.00001": "B", "m.00000": "A"}, ("A", "B")),
        ({"m": "X", "m.00000": "A"}, ("A",)),
        ({"m.00000": ""}, ()),
        ({"m.a.b": "A"}, ()),
        ({"mm.0": "A"}, DEFAULT),
    ],
)
def test_a_list_is_children_or_a_text_with_commas_or_the_default(
    values: dict[str, str | None], expected: tuple[str, ...]
) -> None:
    assert Properties(values).listed("m", DEFAULT) == expected


@pytest.mark.parametrize("name", ["m", "m.00000"])
def test_a_list_that_is_stored_encrypted_is_unknown(name: str) -> None:
    with pytest.raises(UnknownPropertyError):
        Properties({name: None}).listed("m", DEFAULT)
