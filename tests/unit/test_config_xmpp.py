"""Settings of the chat server: the names that the component has there."""

from pathlib import Path

import pytest

from component.config import load
from tests.unit.config_file import FILE, in_block, problems_of, written


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_second_name_in_openfire_is_for_the_components_own_questions() -> None:
    assert load(written()).xmpp.private_jid == "tiki.livechat.test"
    both = load(in_block("xmpp", 'private_component = "tiki-private"')).xmpp
    assert (both.jid, both.private_jid) == ("tiki.livechat.test", "tiki-private.livechat.test")


def test_names_are_what_openfire_makes_of_them() -> None:
    """It writes them in lower case, and what comes from elsewhere is turned away."""
    file = FILE.replace('domain = "livechat.test"', 'domain = "LiveChat.test"\ncomponent = "Tiki"')
    xmpp = load(written(file=file)).xmpp
    assert (xmpp.domain, xmpp.jid) == ("livechat.test", "tiki.livechat.test")


@pytest.mark.parametrize("same", ["tiki", "TIKI"])
def test_it_is_not_the_first_one_again(same: str) -> None:
    told = problems_of(in_block("xmpp", f'private_component = "{same}"'))
    assert "xmpp: Value error, private_component has to differ from component" in told


def test_who_shares_its_name_has_another_one_of_its_own() -> None:
    assert not load(written()).xmpp.allow_multiple
    shared = 'allow_multiple = true\nprivate_component = "tiki-a"'
    xmpp = load(in_block("xmpp", shared)).xmpp
    assert (xmpp.allow_multiple, xmpp.private_jid) == (True, "tiki-a.livechat.test")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "allow_multiple needs a private_component, another one for each"),
        ('\nprivate_component = "tiki_a"', "private_component has to be lower-case letters"),
        ('\nprivate_component = "tiki a"', "write a name such as"),
        ('\nprivate_component = "tiki"', "private_component has to differ from component"),
    ],
)
def test_it_can_be_told_apart_by_that_one(more: str, words: str) -> None:
    assert words in problems_of(in_block("xmpp", f"allow_multiple = true{more}"))
