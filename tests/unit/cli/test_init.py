"""`init`: what it asks, what it writes, and what it says comes next."""

import os
import pty
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from component import config
from component.config import Settings, load
from component.frontdoors.cli.admin import PASSWORD_VARIABLE, Admins
from component.frontdoors.cli.init_command import InitActions, add_init_command
from component.frontdoors.cli.questions import QUESTIONS, server, settings_from, yes_or_no
from component.ports import Unavailable

FILE = Path("tiki-livechat.toml")
BLOCKS = ("tiki", "tiki.write", "openfire", "openfire.write", "state")
ANSWERS = {question.name: question.default or "" for question in QUESTIONS} | {
    "domain": "livechat.test",
    "openfire_database_host": "127.0.0.1",
    "state_database_host": "127.0.0.1",
}


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


class Bridge:
    """Makes the state schema, or cannot."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.admins: list[Admins | None] = []

    async def state(self, _settings: Settings, admins: Admins | None) -> int:
        self.admins.append(admins)
        if self.problem:
            raise Unavailable("the state database", self.problem)
        return 1


def invoke(*arguments: str, bridge: Bridge | None = None, typed: str = "") -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    actions = InitActions(
        state_address=lambda settings: (settings.state.host, settings.state.port),
        state=(bridge or Bridge("Access denied")).state,
    )
    add_init_command(app, actions)
    return CliRunner().invoke(app, ["init", *arguments], input=typed)


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("init_command", "admin"):
        monkeypatch.setattr(f"component.frontdoors.cli.{module}.is_on_terminal", lambda: True)


def test_the_least_that_is_said_makes_a_file_that_loads() -> None:
    result = invoke("--domain", "Livechat.Test", "--yes")
    assert result.exit_code == 0, result.output
    settings = load(FILE)
    assert settings.xmpp.domain == "livechat.test"
    assert settings.tiki.database == settings.tiki.write.database == "tiki"
    assert settings.openfire.database == "openfire"
    assert settings.state.database == "livechat_state"
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o600


def test_flags_become_settings() -> None:
    result = invoke(
        *("x.toml", "--yes", "--domain", "livechat.test", "--openfire-host", "chat.test:5276"),
        *("--component", "bridge", "--tiki-database-host", "[::1]:3307", "--tiki-database", "my"),
        *("--latin1", "--openfire-database", "of", "--state-database", "st"),
    )
    assert result.exit_code == 0, result.output
    settings = load(Path("x.toml"))
    assert (settings.xmpp.host, settings.xmpp.port) == ("chat.test", 5276)
    assert settings.xmpp.jid == "bridge.livechat.test"
    for block in (settings.tiki, settings.tiki.write, settings.openfire, settings.state):
        assert (block.host, block.port) == ("::1", 3307)
    assert settings.tiki.charset == settings.tiki.write.charset == "latin1"
    assert settings.openfire.charset == "utf8mb4"
    assert (settings.tiki.database, settings.openfire.database) == ("my", "of")
    assert settings.state.database == "st"


def test_the_second_connection_has_a_name_of_its_own_or_there_is_none() -> None:
    usual = invoke("--domain", "livechat.test", "--yes")
    assert load(FILE).xmpp.private_component == "tiki-private"
    assert "allow the external component 'tiki' and 'tiki-private' with the secret" in usual.output
    assert "add tiki-private.livechat.test to its property admin.authorizedJIDs" in usual.output
    given = ("--domain", "livechat.test", "--yes", "--force", "--private-component")
    assert invoke(*given, "Asker").exit_code == 0
    assert load(FILE).xmpp.private_component == "asker"
    none = invoke(*given, "none")
    assert load(FILE).xmpp.private_component is None
    assert "allow the external component 'tiki' with the secret" in none.output
    assert "add tiki.livechat.test to its property" in none.output


def test_passwords_are_random_long_and_mixed() -> None:
    made = [settings_from(ANSWERS) for _ in range(3)]
    places = ["xmpp.secret", *(f"{block}.password" for block in BLOCKS)]
    secrets = [str(values[place]) for values in made for place in places]
    assert len(set(secrets)) == 18
    for secret in secrets:
        assert len(secret) >= 32
        assert any(c.islower() for c in secret)
        assert any(c.isupper() for c in secret)
        assert any(c.isdigit() for c in secret)
        assert any(c in "-_" for c in secret)


def test_no_secret_is_printed() -> None:
    result = invoke("--domain", "livechat.test", "--yes")
    found = tomllib.loads(FILE.read_text("utf-8"))
    secrets = [found["xmpp"]["secret"], found["tiki"]["password"], found["state"]["password"]]
    assert not [secret for secret in secrets if secret in result.output]


def test_users_are_five_different_ones() -> None:
    values = settings_from(ANSWERS)
    assert len({values[f"{block}.user"] for block in BLOCKS}) == 5


@pytest.mark.parametrize("arguments", [(), ("--yes",)])
def test_without_a_terminal_what_is_needed_is_named_and_nothing_is_written(
    arguments: tuple[str, ...],
) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "say --domain" in result.stderr
    assert not FILE.exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--domain", "a b"), "--domain: write a name"),
        (("--domain", " "), "--domain: write a name"),
        (("--openfire-host", "a:b"), "--openfire-host: write host, or host:port"),
        (("--openfire-host", "a:70000"), "--openfire-host: write host, or host:port"),
        (("--tiki-database", " "), "--tiki-database: write the name"),
        (("--component", "x@y"), "--component: write a name"),
    ],
)
def test_an_answer_that_will_not_do_is_named(arguments: tuple[str, ...], problem: str) -> None:
    result = invoke("--yes", "--domain", "livechat.test", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert not FILE.exists()


def test_a_file_that_is_there_is_left_alone_but_for_force() -> None:
    FILE.write_text("old", "utf-8")
    result = invoke("--domain", "livechat.test", "--yes")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert FILE.read_text("utf-8") == "old"
    assert invoke("--domain", "livechat.test", "--yes", "--force").exit_code == 0
    assert load(FILE).xmpp.domain == "livechat.test"


def test_a_file_that_cannot_be_written_is_said_to_be() -> None:
    result = invoke("nowhere/x.toml", "--domain", "livechat.test", "--yes")
    assert result.exit_code == 2
    assert "nowhere/x.toml cannot be written: No such file" in result.stderr


def test_the_file_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.ENV_FILE, "other.toml")
    assert invoke("--domain", "livechat.test", "--yes").exit_code == 0
    assert load(Path("other.toml")).xmpp.domain == "livechat.test"


def test_on_a_terminal_the_rest_is_asked_for_until_it_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_a_terminal(monkeypatch)
    typed = "a b\nlivechat.test\n\nbridge\n\ndb.test:99999\ndb.test\n\ny"
    result = invoke("--openfire-database", "of", typed=typed + "\n" * 6)
    assert result.exit_code == 0, result.output
    assert result.output.count("write a name such as") == 1
    assert result.output.count("write host, or host:port") == 1
    assert "Name of Openfire's database" not in result.output
    settings = load(FILE)
    assert settings.xmpp.jid == "bridge.livechat.test"
    assert settings.xmpp.private_component == "bridge-private"
    assert {settings.tiki.host, settings.openfire.host, settings.state.host} == {"db.test"}
    assert settings.tiki.charset == "latin1"
    assert settings.openfire.database == "of"


@pytest.mark.parametrize("good", ["db", "db:1", "10.0.0.1:65535", "[::1]", "[fe80::1]:3306"])
def test_a_server_is_a_host_with_or_without_a_port(good: str) -> None:
    assert server(f" {good} ") == good


@pytest.mark.parametrize("bad", ["", ":1", "db:", "db:0", "db:65536", "a b", "::1", "[x]", "u@db"])
def test_what_is_no_server_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="host"):
        server(bad)


@pytest.mark.parametrize(
    ("text", "word"), [("y", "yes"), ("YES", "yes"), ("n", "no"), ("No", "no")]
)
def test_yes_is_yes_and_no_is_no(text: str, word: str) -> None:
    assert yes_or_no(text) == word


@pytest.mark.parametrize("text", ["", "x", "yess", "maybe"])
def test_anything_else_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match="yes or no"):
        yes_or_no(text)


def test_without_an_admin_the_state_schema_comes_later_and_the_commands_say_so() -> None:
    bridge = Bridge("Access denied")
    result = invoke("my file.toml", "--domain", "livechat.test", "--yes", bridge=bridge)
    assert result.exit_code == 0
    assert bridge.admins == [None]
    assert "grants --config 'my file.toml' --as ADMIN --apply" in result.stdout
    assert "makes the database users, and the database livechat_state" in result.stdout
    commands = [
        result.stdout.index(f"tiki-livechat {c}")
        for c in ("prepare-tiki", "grants", "check", "run")
    ]
    assert commands == sorted(commands)


def test_where_the_component_gets_in_already_the_schema_is_made() -> None:
    result = invoke("--domain", "livechat.test", "--yes", bridge=Bridge())
    assert "livechat_state has version 1 of the state schema" in result.stdout
    assert "and the database livechat_state" not in result.stdout


def test_as_an_admin_the_state_schema_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "admin pw")
    bridge = Bridge()
    result = invoke("--domain", "livechat.test", "--yes", "--as", "root", bridge=bridge)
    assert result.exit_code == 0, result.output
    (admins,) = bridge.admins
    assert admins is not None
    assert {where: admin.password for where, admin in admins.items()} == {
        ("127.0.0.1", 3306): "admin pw"
    }
    assert "admin pw" not in result.output


def test_an_admin_who_cannot_make_it_is_told_and_the_file_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "admin pw")
    bridge = Bridge("no answer")
    result = invoke("--domain", "livechat.test", "--yes", "--as", "root", bridge=bridge)
    assert result.exit_code == 3
    assert "the state schema is not made: the state database: no answer" in result.stderr
    assert "makes the database users, and the database livechat_state" in result.stdout
    assert "looks at everything, and makes the state schema" in result.stdout
    assert load(FILE).xmpp.domain == "livechat.test"


def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    """With a real terminal: the questions come, and answers are taken."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(config.__file__).parents[2])}
    command = [sys.executable, "-m", "component", "init", "--state-database-host", "127.0.0.1:1"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment
    ) as process:
        os.close(theirs)
        os.write(ours, b"livechat.test\n" + b"\n" * (len(QUESTIONS) - 2))
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        process.wait(30)
    os.close(ours)
    assert process.returncode == 0, seen.decode()
    for question in QUESTIONS:
        assert (question.text.encode() in seen) == (question.name != "state_database_host")
    assert load(tmp_path / FILE).xmpp.domain == "livechat.test"


@pytest.mark.parametrize(
    ("answer", "address"),
    [
        ("none", None),
        ("", None),
        (" https://example.org/account/ ", "https://example.org/account"),
        ("http://127.0.0.1:8086", "http://127.0.0.1:8086"),
    ],
)
def test_the_migration_page_has_an_address_or_is_left_out(answer: str, address: str | None) -> None:
    assert invoke("--domain", "livechat.test", "--yes", "--page", answer).exit_code == 0
    assert load(FILE).web.public_url == address


def test_a_page_without_tls_for_everybody_is_refused() -> None:
    result = invoke("--domain", "livechat.test", "--yes", "--page", "http://example.org")
    assert result.exit_code == 2
    assert "--page: write https://" in result.stderr
