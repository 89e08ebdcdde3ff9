"""The alert rules: Prometheus takes them, and each fires when it is to and only then."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from component.__main__ import make_main_app
from component.frontdoors.cli.monitoring_command import FILES, read
from openfire.testserver.prometheus import promtool
from tests.unit.adapters.measuring.everything import all_names
from tests.unit.config_file import FILE
from tests.unit.monitoring.dashboard import NAME

RULES = "tiki-livechat.rules.yml"
CASES = Path(__file__).with_name("alerts.yml")
SEVERITIES = {"critical", "warning", "info"}


def rules() -> list[dict[str, Any]]:
    """All rules."""
    return [rule for group in yaml.safe_load(read(RULES))["groups"] for rule in group["rules"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command has written the files."""
    result = CliRunner().invoke(make_main_app(), ["monitoring", "--folder", str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    return tmp_path / "new"


def test_the_command_writes_what_prometheus_takes(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert {n: (folder / n).read_text("utf-8") for n in FILES} == {n: read(n) for n in FILES}
    for arguments in (["check", "rules", RULES], ["check", "config", "prometheus.yml"]):
        done = promtool(*arguments, folder=folder)
        assert done.returncode == 0, done.stderr
        assert "SUCCESS" in done.stdout


def test_the_command_overwrites_nothing_unasked(folder: Path) -> None:
    (folder / RULES).write_text("my own", "utf-8")
    (folder / "prometheus.yml").unlink()
    arguments = ["monitoring", "--folder", str(folder)]
    result = CliRunner().invoke(make_main_app(), arguments)
    assert result.exit_code == 2
    assert f"{RULES}, grafana-dashboard.json is in {folder} already" in result.output.replace(
        "\n", " "
    )
    assert (folder / RULES).read_text("utf-8") == "my own"
    assert CliRunner().invoke(make_main_app(), [*arguments, "--force"]).exit_code == 0
    assert (folder / RULES).read_text("utf-8") == read(RULES)


@pytest.mark.parametrize(
    ("block", "address"),
    [
        ("", "127.0.0.1:9587"),
        ("[health]\nport = 9000\n", "127.0.0.1:9000"),
        ("[health]\nport = 9000\nhost = '::1'\n", "[::1]:9000"),
    ],
)
def test_the_address_is_that_of_the_settings(tmp_path: Path, block: str, address: str) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(FILE + block, "utf-8")
    arguments = ["monitoring", "--folder", str(tmp_path / "new"), "--config", str(settings)]
    result = CliRunner().invoke(make_main_app(), arguments)
    assert result.exit_code == 0, result.output
    assert ("no health.port yet" in result.output) is (not block)
    (job,) = yaml.safe_load((tmp_path / "new/prometheus.yml").read_text("utf-8"))["scrape_configs"]
    assert job["static_configs"] == [{"targets": [address]}]
    assert promtool("check", "config", "prometheus.yml", folder=tmp_path / "new").returncode == 0


def test_settings_that_cannot_be_used_write_nothing(tmp_path: Path) -> None:
    arguments = ["monitoring", "--folder", str(tmp_path / "new"), "--config", "nowhere.toml"]
    assert CliRunner().invoke(make_main_app(), arguments).exit_code == 2
    assert not (tmp_path / "new").exists()


def test_each_alert_fires_when_it_is_to_and_only_then(folder: Path) -> None:
    shutil.copy(CASES, folder)
    done = promtool("test", "rules", CASES.name, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCESS" in done.stdout


def test_every_alert_is_tried_both_ways() -> None:
    cases = yaml.safe_load(CASES.read_text("utf-8"))["tests"]
    quiet: set[str] = set()
    loud: set[str] = set()
    for case in cases:
        for test in case.get("alert_rule_test", []):
            (loud if test["exp_alerts"] else quiet).add(test["alertname"])
        for test in case.get("promql_expr_test", []):
            for sample in test["exp_samples"]:
                loud.add(sample["labels"].partition('alertname="')[2].partition('"')[0])
    names = {rule["alert"] for rule in rules()}
    assert (quiet, loud) == (names, names)


def test_every_alert_says_what_to_do_and_is_of_metrics_that_there_are() -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found)
    for rule in found:
        assert rule["labels"]["severity"] in SEVERITIES
        assert set(rule["annotations"]) == {"summary", "description"}
        assert set(NAME.findall(rule["expr"])) <= all_names(), rule["alert"]
