"""Settings: the file, the environment over it, and errors that name places and never values."""

from pathlib import Path

import pytest

from component import config
from component.config import Settings, SettingsError, load
from component.domain.groups import GroupMapping
from component.domain.login import Window
from component.frontdoors.cli.explain import Explanation, explain

SECRETS = ("xmpp-secret", "tiki-read", "tiki-write", "chat-read", "chat-write", "state-password")
FILE = """
[xmpp]
domain = "livechat.test"
secret = "xmpp-secret"
[tiki]
user = "t"
password = "tiki-read"
database = "tiki"
[tiki.write]
user = "tw"
password = "tiki-write"
database = "tiki"
[openfire]
user = "o"
password = "chat-read"
database = "openfire"
[openfire.write]
user = "ow"
password = "chat-write"
database = "openfire"
[state]
user = "s"
password = "state-password"
database = "state"
"""


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def written(more: str = "", file: str = FILE) -> Path:
    """A settings file."""
    path = Path("settings.toml").absolute()
    path.write_text(file + more, "utf-8")
    return path


def problems_of(path: Path | None) -> str:
    """What is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert not [secret for secret in SECRETS if secret in str(caught.value)]
    assert caught.value.__cause__ is None or "secret" not in str(caught.value.__cause__)
    return str(caught.value)


def test_the_least_file_is_enough_and_the_rest_has_defaults() -> None:
    settings = load(written())
    assert settings.xmpp.jid == "tiki.livechat.test"
    assert settings.xmpp.secret.get_secret_value() == "xmpp-secret"
    assert settings.tiki.write.password.get_secret_value() == "tiki-write"
    assert settings.login.window is Window.OPEN
    assert settings.login.native_only == ["admin"]
    assert settings.groups == []


def test_the_environment_stands_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_XMPP__SECRET", "other")
    monkeypatch.setenv("TIKI_LIVECHAT_XMPP__PORT", "5276")
    monkeypatch.setenv("TIKI_LIVECHAT_TIKI__WRITE__PASSWORD", "another")
    monkeypatch.setenv("TIKI_LIVECHAT_LOGIN__WINDOW", "refusing")
    settings = load(written())
    assert settings.xmpp.secret.get_secret_value() == "other"
    assert settings.xmpp.port == 5276
    assert settings.xmpp.domain == "livechat.test"
    assert settings.tiki.write.password.get_secret_value() == "another"
    assert settings.tiki.write.user == "tw"
    assert settings.tiki.password.get_secret_value() == "tiki-read"
    assert settings.login.window is Window.REFUSING


def test_the_file_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_CONFIG", str(written()))
    assert load().xmpp.domain == "livechat.test"


def test_the_file_in_the_folder_is_found() -> None:
    written().rename("tiki-livechat.toml")
    assert load().xmpp.domain == "livechat.test"


def test_the_environment_alone_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    block = ""
    for line in FILE.split("\n"):
        name, _, value = line.partition(" = ")
        if line.startswith("["):
            block = line.strip("[]").replace(".", "__")
        elif value:
            monkeypatch.setenv(f"TIKI_LIVECHAT_{block}__{name}".upper(), value.strip('"'))
    assert load() == load(written())


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("", GroupMapping("Helpers", "live", "live", "members")),
        (
            'display_name = "L"\nvisible_to = "nobody"',
            GroupMapping("Helpers", "live", "L", "nobody"),
        ),
        ('visible_to = ["a", "b"]', GroupMapping("Helpers", "live", "live", ("a", "b"))),
        ("visible_to = []", GroupMapping("Helpers", "live", "live", ())),
    ],
)
def test_groups_become_rules(more: str, rule: GroupMapping) -> None:
    path = written(f'[[groups]]\ntiki = "Helpers"\nroster = "live"\n{more}\n')
    assert [group.as_mapping() for group in load(path).groups] == [rule]


def test_every_missing_setting_is_named() -> None:
    text = problems_of(written(file='[xmpp]\ndomain = "x"\n[tiki]\nuser = "t"\n'))
    for place in ("xmpp.secret", "tiki.password", "tiki.write", "openfire", "state"):
        assert f"\n  {place}: " in text


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("[nonsense]\nx = 1", "nonsense: there is no such setting"),
        ("[login]\nwindows = 'open'", "login.windows: there is no such setting"),
        ("[login]\nwindow = 'ajar'", "login.window: "),
        ("[login]\nfailures_per_account = 'often'", "login.failures_per_account: "),
        ("[login]\nfailures_overall = ''", "login.failures_overall: "),
        ("[login]\nhash_queue = 0", "login.hash_queue: "),
        ("[login]\nremember_seconds = -1", "login.remember_seconds: "),
        ("[login]\nunmigrated_tiki = 'maybe'", "login.unmigrated_tiki: "),
        ("[provisioning]\npatience = 'long'", "provisioning.patience: "),
        ("[[groups]]\ntiki = 'a'\nroster = ''", "groups.0.roster: "),
        (f"[[groups]]\ntiki = 'a'\nroster = '{'x' * 51}'", "groups.0.roster: "),
        ("[[groups]]\ntiki = 'a'\nroster = 'b'\nvisible_to = 'all'", "groups.0.visible_to"),
        ("[log]\nlevel = 'LOUD'", "log.level: "),
    ],
)
def test_a_wrong_setting_is_named(more: str, place: str) -> None:
    assert place in problems_of(written(more))


@pytest.mark.parametrize(
    ("variable", "value", "place"),
    [
        ("TIKI_LIVECHAT_XMPP__PORT", "70000", "xmpp.port: "),
        ("TIKI_LIVECHAT_XMPP__SECRETS", "xmpp-secret", "xmpp.secrets: there is no such setting"),
        ("TIKI_LIVECHAT_STATE__CONNECT_TIMEOUT", "0", "state.connect_timeout: "),
    ],
)
def test_a_wrong_variable_is_named(
    variable: str, value: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert place in problems_of(written())


def test_a_secret_of_a_wrong_type_is_not_repeated() -> None:
    text = problems_of(written(file=FILE.replace('"xmpp-secret"', '["xmpp-secret"]')))
    assert "xmpp.secret: " in text


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    assert "nowhere.toml cannot be read" in problems_of(tmp_path / "nowhere.toml")
    assert "cannot be read" in problems_of(tmp_path)


@pytest.mark.parametrize("content", [b"[xmpp\n", b"\xff\xfe", b"secret = 'xmpp-secret\n"])
def test_a_file_that_is_not_toml_is_said_to_be(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert "bad.toml is not a TOML file" in problems_of(path)


def test_no_way_of_showing_settings_shows_a_secret() -> None:
    settings = load(written())
    shown = [repr(settings), str(settings), settings.model_dump_json(), repr(vars(settings))]
    for text in shown:
        assert "livechat.test" in text
        assert not [secret for secret in SECRETS if secret in text]


def leaves(value: object, path: str = "") -> list[str]:
    """The places of all values, with `[]` for those of a list of blocks."""
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{name}")]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return leaves(value[0], path + "[]")
    return [path.removeprefix(".")]


EXPLAINED = list(explain(Settings, config.ENV_PREFIX))


def test_every_setting_is_explained() -> None:
    settings = load(written('[[groups]]\ntiki = "a"\nroster = "b"\n'))
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
    ],
)
def test_type_and_default_are_in_words(place: str, variable: str, kind: str, default: str) -> None:
    (item,) = [item for item in EXPLAINED if item.place == place]
    assert (item.variable, item.kind, item.default) == (variable, kind, default)
