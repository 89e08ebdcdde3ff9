"""What people type: no text at all breaks the reading, and what they mean is found."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.commands.all_descriptions import DESCRIPTIONS as ALL
from component.frontdoors.commands.typed import (
    SurplusError,
    find_command,
    near_command,
    read_arguments,
    split_words,
)
from tests.fakes.commands import SHOW_ACCOUNT, SYNC_GROUPS

TYPED = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *(d.name for d in ALL),
                *(
                    "sync",
                    "groups",
                    "help",
                    "dry-run",
                    "group=",
                    "name='a b'",
                    "cancel",
                    "yes",
                    "1",
                ),
                *("=", '"', "'", "“", "”", "–", "--", " ", "\n", "\0", "\ud800"),
            ]
        )
    ).map(" ".join),
)


@given(TYPED)
def test_no_text_makes_reading_a_command_fail(text: str) -> None:
    words = split_words(text)
    assert all(not set(word.text) & set(" \t\n") or set(text) & set("\"'“”„«»‘’") for word in words)
    near_command(words, ALL)
    typed = find_command(words, ALL)
    if typed is not None:
        with contextlib.suppress(SurplusError):
            read_arguments(typed.description.parameters, typed.words)


@given(st.text(max_size=500).filter(lambda text: '"' not in text))
def test_what_is_in_quotes_is_one_word_whatever_it_is(text: str) -> None:
    assert [word.text for word in split_words(f'show-account "{text}"')] == ["show-account", text]
    named = split_words(f'name="{text}"')
    assert [(word.name, word.value) for word in named] == [("name", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\n ", []),
        ("a  b\nc", ["a", "b", "c"]),
        ("a\xa0b\u3000c", ["a", "b", "c"]),
        ('"a b" c', ["a b", "c"]),
        ("'a b' c", ["a b", "c"]),
        ("“a b” c", ["a b", "c"]),
        ("„a b“ c", ["a b", "c"]),
        ("«a b» c", ["a b", "c"]),
        ("”a b” c", ["a b", "c"]),
        ("d'artagnan o'neil", ["d'artagnan", "o'neil"]),
        ("'d'artagnan x'", ["d'artagnan x"]),
        ('"a b', ['"a', "b"]),
        ('a" b"', ['a"', 'b"']),
        ('""', [""]),
        ("d\\27artagnan", ["d\\27artagnan"]),
        ("x" * 2_001, []),
    ],
)
def test_a_text_is_split_at_its_blanks(text: str, expected: list[str]) -> None:
    assert [word.text for word in split_words(text)] == expected


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("whoami", "whoami", []),
        ("WhoAmI?", "whoami", []),
        ("/whoami", "whoami", []),
        ("sync-groups", "sync-groups", []),
        ("Sync Groups", "sync-groups", []),
        ("sync_groups", "sync-groups", []),
        ("sync–groups support", "sync-groups", ["support"]),
        ("sync groups support", "sync-groups", ["support"]),
        ("sync groups groups", "sync-groups", ["groups"]),
        ("ｓｙｎｃ groups", "sync-groups", []),
        ("job 7", "job", ["7"]),
        ("jobs", "jobs", []),
        ("cancel job 7", "cancel-job", ["7"]),
    ],
)
def test_a_command_is_found_by_its_name(text: str, name: str, arguments: list[str]) -> None:
    typed = find_command(split_words(text), ALL)
    assert typed is not None
    assert typed.description.name == name
    assert [word.text for word in typed.words] == arguments


@pytest.mark.parametrize("text", ["", "sync", "syncgroups", "groups sync", "whoamis", "I whoami"])
def test_what_is_no_command_is_none(text: str) -> None:
    assert find_command(split_words(text), ALL) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("restore alice", "restore-account"),
        ("show alice", None),
        ("sync-gruops", "sync-groups"),
        ("sync gruops x", "sync-groups"),
        ("whomi", "whoami"),
        ("sync", None),
        ("jo", None),
        ("", None),
        ("Good morning", None),
    ],
)
def test_what_is_nearly_a_command_is_guessed(text: str, name: str | None) -> None:
    near = near_command(split_words(text), ALL)
    assert (near and near.name) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("alice", {"name": "alice"}),
        ("'Alice Smith'", {"name": "Alice Smith"}),
        ("alice detail=all", {"name": "alice", "detail": "all"}),
        ("detail=all alice", {"name": "alice", "detail": "all"}),
        ("name=alice --detail=all", {"name": "alice", "detail": "all"}),
        ("—detail=all NAME='Alice Smith'", {"name": "Alice Smith", "detail": "all"}),
        ("a=b", {"name": "a=b"}),
        ("=b", {"name": "=b"}),
        ("'detail=all'", {"name": "detail=all"}),
        ("detail=", {"detail": ""}),
        ("-", {"name": "-"}),
    ],
)
def test_arguments_are_told_by_their_place_or_their_name(
    text: str, expected: dict[str, str]
) -> None:
    assert read_arguments(SHOW_ACCOUNT.parameters, split_words(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--dry-run", {"dry-run": "1"}),
        ("–dry-run support", {"dry-run": "1", "group": "support"}),
        ("dry-run=yes", {"dry-run": "yes"}),
        ("dry_run=no", {"dry-run": "no"}),
        ("dry-run", {"group": "dry-run"}),
    ],
)
def test_a_yes_is_given_by_an_option_alone(text: str, expected: dict[str, str]) -> None:
    assert read_arguments(SYNC_GROUPS.parameters, split_words(text)) == expected


@pytest.mark.parametrize(
    ("text", "surplus"),
    [("a b", "b"), ("a name=b", "name=b"), ("detail=a detail=b", "detail=b"), ("a --x", "--x")],
)
def test_what_is_too_much_is_said(text: str, surplus: str) -> None:
    with pytest.raises(SurplusError) as caught:
        read_arguments(SHOW_ACCOUNT.parameters, split_words(text))
    assert str(caught.value) == surplus
