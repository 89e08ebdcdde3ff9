"""What `init` writes, and where."""

import stat
import tomllib
from pathlib import Path

import pytest

from component import config
from component.config import load
from component.frontdoors.cli.questions import settings_from
from tests.unit.cli.first_settings import ANSWERS, BLOCKS, FILE, invoke


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
