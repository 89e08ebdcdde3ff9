"""Whoever may have a chat account moved or put back, the database users get the rights for it."""

from pathlib import Path

import pytest

from component import config
from component.config import load
from component.wiring.setting_up import keeps_accounts
from tests.unit.config_file import written


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ("", False),
        ('[web]\npublic_url = "https://site.test/account"\n', True),
        ('[control]\nsocket = "/run/tiki-livechat/control.sock"\n', True),
        ('[purge]\nfolder = "/var/lib/tiki-livechat"\n', True),
        ('[admins]\njids = ["boss@livechat.test"]\n', True),
        ('[admins]\nchat_groups = ["Admins"]\n', True),
        ('[admins]\ntiki_groups = ["Admins"]\n', True),
    ],
)
def test_accounts_are_kept_where_there_is_a_way_to_ask_for_it(more: str, *, kept: bool) -> None:
    assert keeps_accounts(load(written(more))) is kept
