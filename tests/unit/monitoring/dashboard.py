"""The dashboard as a test reads it: its panels and what they ask."""

import json
import re
from typing import Any

from component.frontdoors.cli.monitoring_command import read

NAME = re.compile(r"\btiki_livechat_[a-z_]+\b")


def dashboard() -> dict[str, Any]:
    """The file."""
    found: dict[str, Any] = json.loads(read("grafana-dashboard.json"))
    return found


def panels() -> list[dict[str, Any]]:
    """All panels but rows."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def queries() -> list[tuple[str, str]]:
    """Title of the panel, and expression."""
    return [(panel["title"], target["expr"]) for panel in panels() for target in panel["targets"]]
