"""The unit for systemd: systemd itself finds nothing wrong in it."""

import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from component.frontdoors.cli import unit_command
from component.frontdoors.cli.unit_command import add_unit_command
from tests.contract.certificates import Authority
from tests.unit.config_file import FILE

USER = "daemon"
"""Every Debian has it."""
EXPOSURE = 2.0
"""Of 10, by `systemd-analyze security`; services without any hardening have 9.6."""


def unit(folder: Path, more: str = "", *options: str, base: str = FILE) -> str:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_unit_command(app)
    file = folder / "tiki-livechat.toml"
    file.write_text(base + more, "utf-8")
    result = CliRunner().invoke(
        app, ["systemd-unit", "--config", str(file), "--user", USER, *options]
    )
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def values(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def verified(folder: Path, text: str) -> str:
    """What systemd says of a unit."""
    file = folder / "tiki-livechat.service"
    file.write_text(text, "utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return checked.stderr + checked.stdout


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("site", ""),
        ("100% of a site $HOME", "[purge]\nfolder = '/var/lib/ex ports'\n"),
        ('a "site"', ""),
    ],
)
def test_systemd_finds_nothing_wrong(name: str, more: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert verified(folder, unit(folder, more)) == ""


def test_it_would_find_something(tmp_path: Path) -> None:
    text = unit(tmp_path)
    assert "Unknown key" in verified(tmp_path, text.replace("UMask=", "Umasq="))
    assert "Failed to parse" in verified(tmp_path, text.replace("WatchdogSec=30", "WatchdogSec=x"))


def test_it_is_little_exposed(tmp_path: Path) -> None:
    file = tmp_path / "tiki-livechat.service"
    file.write_text(unit(tmp_path), "utf-8")
    judged = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=true", "--no-pager"),
            f"--threshold={EXPOSURE * 10:.0f}",
            str(file),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout


def test_it_follows_the_settings(tmp_path: Path) -> None:
    plain = unit(tmp_path)
    assert values(plain, "ReadWritePaths") == []
    assert values(plain, "TimeoutStartSec") == ["90"]
    assert values(plain, "TimeoutStopSec") == ["15"]
    (command,) = values(plain, "ExecStart")
    assert command.endswith(f" run --config {tmp_path}/tiki-livechat.toml")
    assert values(plain, "User") == [USER]
    other = unit(tmp_path, f"[purge]\nfolder = '{tmp_path}'\n[shutdown]\nseconds = 60.5\n")
    assert values(other, "ReadWritePaths") == [str(tmp_path)]
    assert values(other, "TimeoutStopSec") == ["66"]


def test_home_folders_are_hidden_unless_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", "/opt/nonesuch")
    monkeypatch.setattr("sys.base_prefix", "/usr")
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    text = unit(tmp_path)
    assert values(text, "ProtectHome") == ["yes"]
    assert values(text, "ExecStart")[0].startswith("/usr/bin/python3 -m component run ")
    monkeypatch.setattr("sys.executable", "/home/me/bin/python3")
    assert values(unit(tmp_path), "ProtectHome") == ["read-only"]
    monkeypatch.setattr("sys.executable", "/opt/nonesuch/bin/python3")
    for hidden in ("/home", "/root", "/run/user"):
        monkeypatch.setattr("sys.base_prefix", f"{hidden}/python")
        assert values(unit(tmp_path), "ProtectHome") == ["read-only"]


def test_exit_codes_that_no_restart_mends(tmp_path: Path) -> None:
    assert values(unit(tmp_path), "RestartPreventExitStatus") == ["2 8 10"]


def test_its_end_leaves_the_socket_of_another_component_alone(tmp_path: Path) -> None:
    """It goes with all that is in it when a service ends, whoever else has it as well."""
    assert values(unit(tmp_path), "RuntimeDirectory") == ["tiki-livechat"]
    assert values(unit(tmp_path), "RuntimeDirectoryPreserve") == ["yes"]


def test_home_folders_are_not_hidden_where_the_settings_name_something_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("prefix", "base_prefix"):
        monkeypatch.setattr(f"sys.{name}", "/opt/nonesuch")
    monkeypatch.setattr("sys.executable", "/opt/nonesuch/bin/python3")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(unit_command, "_HIDDEN", (str(home),))
    assert values(unit(tmp_path), "ProtectHome") == ["yes"]
    exports = unit(tmp_path, f"[purge]\nfolder = '{home}/exports'\n")
    assert values(exports, "ProtectHome") == ["read-only"]
    ca = Authority("an authority").write(home / "ca.pem")
    mail = unit(tmp_path, f"[mail]\ntls_ca = '{ca}'\n")
    assert values(mail, "ProtectHome") == ["read-only"]
    for block in ("tiki", "tiki.write", "openfire", "openfire.write", "state"):
        trusting = FILE.replace(f"[{block}]\n", f"[{block}]\ntls = true\ntls_ca = '{ca}'\n")
        assert values(unit(tmp_path, base=trusting), "ProtectHome") == ["read-only"], block
