"""The text of a settings file: complete, commented, and read back as what it says."""

import re
import tomllib
from pathlib import Path

import pytest

from component import config
from component.config import Settings, load
from component.domain.groups import RoomRule, RosterGroup
from component.domain.login import Window
from component.frontdoors.cli.explain import explain
from component.frontdoors.cli.settings_file import settings_file, toml_value

LEAST: dict[str, object] = {
    "xmpp.domain": "livechat.test",
    "xmpp.secret": "s",
    "state.database": "state",
    "tiki.database": "tiki",
    "openfire.database": "openfire",
    **{
        f"{block}.{name}": f"{name} of {block}"
        for block in ("tiki", "tiki.write", "openfire", "openfire.write", "state")
        for name in ("user", "password")
    },
}
ODD = 'a "quoted" \\ b\n\t\x00\x7f é 🐦 \u2028'


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def read_back(text: str) -> Settings:
    path = Path("written.toml")
    path.write_text(text, "utf-8")
    return load(path)


def secrets_of(settings: Settings) -> list[str]:
    blocks = (settings.tiki, settings.tiki.write, settings.openfire, settings.openfire.write)
    return [block.password.get_secret_value() for block in (*blocks, settings.state)]


def test_the_file_loads_as_it_stands_and_says_what_it_was_given() -> None:
    settings = read_back(settings_file(LEAST))
    assert settings.xmpp.domain == "livechat.test"
    assert settings.tiki.write.database == "tiki"
    assert settings.openfire.write.user == "user of openfire.write"
    assert secrets_of(settings) == [
        str(LEAST[f"{block}.password"])
        for block in ("tiki", "tiki.write", "openfire", "openfire.write", "state")
    ]
    assert settings.login == config.LoginSettings()
    assert settings.groups == []


def test_a_toml_reader_finds_the_values_and_no_others() -> None:
    found = tomllib.loads(settings_file(LEAST | {"tiki.charset": "latin1", "xmpp.port": 5276}))
    assert found["xmpp"] == {"domain": "livechat.test", "secret": "s", "port": 5276}
    assert found["tiki"]["charset"] == "latin1"
    assert found["tiki"]["write"].keys() == {"user", "password"}
    assert found["login"] == {}
    assert "groups" not in found


def test_every_setting_is_there_with_its_meaning() -> None:
    lines = settings_file(LEAST).splitlines()
    text = re.sub(r"\n# ", " ", settings_file(LEAST))
    for item in explain(Settings, config.ENV_PREFIX):
        block, _, name = item.place.rpartition(".")
        in_file = block.replace("[]", "")
        header = f"#[[{in_file}]]" if block.endswith("[]") else f"[{in_file}]"
        start = lines.index(header)
        rest = lines[start + 1 :]
        end = next((i for i, line in enumerate(rest) if line.strip("#").startswith("[")), None)
        assert any(re.fullmatch(rf"#?{name} = .*", line) for line in rest[:end]), item.place
        assert item.meaning in text, item.place


def test_what_is_as_by_default_is_a_comment_that_says_the_default() -> None:
    text = settings_file(LEAST | {"xmpp.host": "127.0.0.1", "login.window": Window.REFUSING})
    assert '\n#host = "127.0.0.1"\n' in text
    assert '\nwindow = "refusing"\n' in text
    assert '\n#native_only = ["admin"]\n' in text
    assert "\n#remember_seconds = 900.0\n" in text


def test_defaults_without_their_signs_are_still_the_defaults() -> None:
    """But for those that are none at all, which TOML cannot say."""
    text = settings_file(LEAST | {"tiki.host": "db.example.org", "tiki.query_timeout": 7.0})
    text, groups, rest = re.split(r"(?=\n#\[\[groups\]\])|(?=\n# When groups)", text)
    spelled = re.sub(r'(?m)^#(\w+ = (?!""$))', r"\1", text + rest)
    assert spelled != text + rest
    assert read_back(spelled) == read_back(text + rest)
    example = re.sub(r'(?m)^#(?=\[|\w+ = (?!""$))', "", groups)
    assert read_back(text + example).roster_groups == (
        RosterGroup(
            "helpers",
            ("Live Chat helpers",),
            display_name="helpers",
            rooms=(RoomRule("lobby@conference.livechat.test", "member"),),
        ),
    )


def test_a_block_that_follows_another_says_so() -> None:
    text = settings_file(LEAST | {"tiki.host": "db.example.org"})
    write = text.partition("[tiki.write]")[2].partition("[openfire]")[0]
    assert '#host = "db.example.org"' in write
    assert "What is not set here is as in [tiki]." in re.sub(r"\n# ", " ", text)
    assert read_back(text).tiki.write.host == "db.example.org"


@pytest.mark.parametrize("value", [ODD, "", "plain", True, False, 5275, 2.5, ["a", ODD], []])
def test_a_value_is_read_back(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}


def test_odd_passwords_are_read_back() -> None:
    settings = read_back(settings_file(LEAST | {"state.password": ODD}))
    assert settings.state.password.get_secret_value() == ODD


def test_a_setting_that_must_be_given_is_named() -> None:
    with pytest.raises(KeyError, match=r"tiki\.write\.user"):
        settings_file({name: value for name, value in LEAST.items() if name != "tiki.write.user"})
