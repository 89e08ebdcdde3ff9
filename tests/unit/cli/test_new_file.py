"""A file with secrets: for its owner only, never half of it, never over another by chance."""

import os
import stat
from pathlib import Path

import pytest

from component.frontdoors.cli.new_file import write_new


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_may_read_it(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_new(tmp_path / "x.toml", "é", overwrite=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.toml").stat().st_mode) == 0o600
    assert (tmp_path / "x.toml").read_text("utf-8") == "é"


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old", "utf-8")
    with pytest.raises(FileExistsError):
        write_new(path, "new", overwrite=False)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_to_go_is_replaced_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old", "utf-8")
    path.chmod(0o644)
    write_new(path, "new", overwrite=True)
    assert path.read_text("utf-8") == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("overwrite", [True, False])
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, overwrite: bool) -> None:
    path = tmp_path / "x.toml"
    path.write_text("old", "utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_new(path, "new \ud800", overwrite=overwrite)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_new(tmp_path / "no" / "x.toml", "new", overwrite=False)
