"""What `init` asks, and which answers will do."""

import pytest

from component.config import load
from component.frontdoors.cli.questions import server, yes_or_no
from tests.unit.cli.first_settings import FILE, invoke, on_a_terminal


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
