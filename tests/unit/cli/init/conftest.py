"""`init` begins in an empty folder."""

from pathlib import Path

import pytest

from component import config
from component.frontdoors.cli.admin import PASSWORD_VARIABLE


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
