"""`check` says who can read health and metrics, where they are served."""

from pathlib import Path

import pytest

from component.config import Settings, load
from component.domain.findings import Level, Remark
from component.wiring.checking import _of_settings
from tests.unit.config_file import written


@pytest.mark.parametrize(
    ("block", "levels"),
    [
        ("", []),
        ("[health]\nport = 9587\n", [Level.OK]),
        ("[health]\nport = 9587\nhost = '192.0.2.1'\n", [Level.WARNING]),
    ],
)
async def test_check_says_who_reads_it(
    block: str, levels: list[Level], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings: Settings = load(written(block))
    found = [remark for probe in _of_settings(settings) for remark in await probe.look()]
    assert [remark.level for remark in found if isinstance(remark, Remark)] == levels
