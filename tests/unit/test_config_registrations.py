"""Settings of new accounts: what there is without any, and which tokens open an API."""

from pathlib import Path

import pytest

from component import config
from component.config import load
from tests.unit.config_file import problems_of, written

TOKEN = "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def test_by_default_new_accounts_are_looked_for_and_there_is_no_api() -> None:
    settings = load(written())
    assert (settings.registrations.watch, settings.registrations.interval_seconds) == (True, 10.0)
    assert (settings.api.tokens, settings.api.host, settings.api.port) == ([], "127.0.0.1", 8087)


def test_several_tokens_may_open_and_none_is_shown() -> None:
    settings = load(written(f'[api]\ntokens = ["{TOKEN}", "{TOKEN[::-1]}"]\n'))
    given = [token.get_secret_value() for token in settings.api.tokens]
    assert given == [TOKEN, TOKEN[::-1]]
    assert TOKEN not in repr(settings) + settings.model_dump_json()


def test_tokens_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_API__TOKENS", f'["{TOKEN}"]')
    (token,) = load(written()).api.tokens
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize("token", ["", "short", TOKEN[1:], f"{TOKEN} ", f"{TOKEN}ü", f"{TOKEN}\\n"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(token: str) -> None:
    problems = problems_of(written(f'[api]\ntokens = ["{token}"]\n'))
    assert "api.tokens.0" in problems
    assert "openssl rand" in problems
    assert TOKEN not in problems


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("[registrations]\ninterval_seconds = 0.5\n", "registrations.interval_seconds"),
        ('[registrations]\nwatch = "maybe"\n', "registrations.watch"),
        ('[api]\nrequests = "many"\n', "api.requests"),
        ("[api]\nport = 65536\n", "api.port"),
        (f'[api]\ntoken = "{TOKEN}"\n', "api.token"),
    ],
)
def test_what_cannot_be_used_is_named(more: str, place: str) -> None:
    assert f"  {place}: " in problems_of(written(more))
