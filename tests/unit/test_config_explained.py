"""What `config --explain` says of every setting."""

from pathlib import Path

import pytest

from component import config
from component.config import Settings, load
from component.frontdoors.cli.explain import Explanation, explain
from tests.unit.config_file import written


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def leaves(value: object, path: str = "") -> list[str]:
    """The places of all values, with `[]` for those of a list of blocks."""
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{name}")]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return leaves(value[0], path + "[]")
    return [path.removeprefix(".")]


EXPLAINED = list(explain(Settings, config.ENV_PREFIX))


def test_every_setting_is_explained() -> None:
    settings = load(written('[[groups]]\ntiki = "a"\nroster = "b"\nrooms = [{ room = "c" }]\n'))
    assert sorted(item.place for item in EXPLAINED) == sorted(leaves(settings.model_dump()))


@pytest.mark.parametrize("item", EXPLAINED, ids=lambda item: item.place)
def test_an_explanation_is_complete(item: Explanation) -> None:
    assert item.meaning.endswith(".")
    assert item.kind
    assert "<" not in item.kind
    assert "pydantic" not in item.kind
    assert item.default
    assert "Undefined" not in item.default
    assert bool(item.variable) != item.place.startswith("groups[]")


@pytest.mark.parametrize(
    ("place", "variable", "kind", "default"),
    [
        ("xmpp.secret", "TIKI_LIVECHAT_XMPP__SECRET", "secret", "required"),
        ("xmpp.port", "TIKI_LIVECHAT_XMPP__PORT", "whole number", "5275"),
        ("tiki.write.user", "TIKI_LIVECHAT_TIKI__WRITE__USER", "text", "required"),
        ("tiki.host", "TIKI_LIVECHAT_TIKI__HOST", "text", "127.0.0.1"),
        ("tiki.write.host", "TIKI_LIVECHAT_TIKI__WRITE__HOST", "text", "as in [tiki]"),
        (
            "openfire.write.tls_ca",
            "TIKI_LIVECHAT_OPENFIRE__WRITE__TLS_CA",
            "file",
            "as in [openfire]",
        ),
        ("state.tls_ca", "TIKI_LIVECHAT_STATE__TLS_CA", "file", "none"),
        (
            "state.charset",
            "TIKI_LIVECHAT_STATE__CHARSET",
            "utf8mb4 | utf8mb3 | latin1",
            "utf8mb4",
        ),
        (
            "login.window",
            "TIKI_LIVECHAT_LOGIN__WINDOW",
            "open | refusing | closed",
            "open",
        ),
        (
            "tiki.trust_local_hashes",
            "TIKI_LIVECHAT_TIKI__TRUST_LOCAL_HASHES",
            "true | false",
            "false",
        ),
        ("groups[].display_name", "", "text", "none"),
        ("groups[].visible_to", "", "nobody | members | everybody | list of text", "members"),
        ("groups[].largest", "", "whole number", "none"),
        ("groups[].by_hand", "", "leave | report | remove", "leave"),
        ("groups[].rooms[].room", "", "text", "required"),
        ("groups[].rooms[].affiliation", "", "member | admin | owner", "member"),
        ("sync.removals_percent", "TIKI_LIVECHAT_SYNC__REMOVALS_PERCENT", "number", "20"),
        ("admins.jids", "TIKI_LIVECHAT_ADMINS__JIDS", "list of text", "[]"),
    ],
)
def test_type_and_default_are_in_words(place: str, variable: str, kind: str, default: str) -> None:
    (item,) = [item for item in EXPLAINED if item.place == place]
    assert (item.variable, item.kind, item.default) == (variable, kind, default)
