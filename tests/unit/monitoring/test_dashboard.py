"""The dashboard is one that Grafana loads, and asks for nothing that is not there."""

import itertools
import json
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.unit.adapters.measuring.everything import all_names
from tests.unit.monitoring.dashboard import NAME, dashboard, panels, queries


def lost(before: Any, after: Any, path: str = "") -> list[str]:  # noqa: ANN401  any JSON
    """What of a JSON value is not the same in another, which may have more."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [f"{path}/{key}" for key in before if key not in after]
        pairs = [(before[key], after[key], f"{path}/{key}") for key in before if key in after]
        return keys + [one for pair in pairs for one in lost(*pair)]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(b, a, f"{path}/{n}") for n, (b, a) in enumerate(zip(before, after, strict=True))]
        return [one for pair in pairs for one in lost(*pair)]
    return [] if before == after else [f"{path}: {before!r} became {after!r}"]


def decode(raw: dict[str, Any]) -> dict[str, Any]:
    """What is left of a dashboard after Grafana's own model of one has read it."""
    register_default_plugins()
    written: dict[str, Any] = json.loads(JSONEncoder().encode(Dashboard.from_json(raw)))
    return written


def test_grafana_s_model_of_a_dashboard_has_all_that_is_in_it() -> None:
    raw = dashboard()
    assert lost(raw, decode(raw)) == []


@pytest.mark.parametrize("place", ["dashboard", "panel", "options"])
def test_what_that_model_does_not_know_would_be_noticed(place: str) -> None:
    raw = dashboard()
    panel = next(p for p in raw["panels"] if p["type"] == "timeseries")
    {"dashboard": raw, "panel": panel, "options": panel["options"]}[place]["colour"] = "red"
    assert len(lost(raw, decode(raw))) == 1


def test_it_can_be_imported_anywhere() -> None:
    raw = dashboard()
    assert "id" not in raw
    assert raw["uid"] == "tiki-livechat"
    sources = [panel["datasource"] for panel in panels()]
    sources += [target["datasource"] for panel in panels() for target in panel["targets"]]
    assert {source["uid"] for source in sources} == {"${datasource}"}
    assert [v["name"] for v in raw["templating"]["list"]] == ["datasource", "job", "instance"]


def test_panels_have_names_and_places_of_their_own() -> None:
    every = dashboard()["panels"]
    assert len({panel["id"] for panel in every}) == len(every) > 30
    assert len({panel["title"] for panel in every}) == len(every)
    assert all(panel["description"].endswith(".") for panel in panels())
    taken: set[tuple[int, int]] = set()
    for panel in every:
        at = panel["gridPos"]
        columns, rows = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
        places = set(itertools.product(columns, rows))
        assert at["x"] + at["w"] <= 24
        assert not taken & places, panel["title"]
        taken |= places


@pytest.mark.parametrize(("title", "expression"), queries())
def test_every_query_is_of_metrics_that_there_are(title: str, expression: str) -> None:
    assert set(NAME.findall(expression)) <= all_names(), title
    assert 'job=~"$job", instance=~"$instance"' in expression
