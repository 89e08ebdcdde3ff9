"""What `check` says of a component that is to join two that run."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from openfire.demo.bridge import Bridge
from tests.live.several.conftest import GROUPS, OTHER, Pair, allow

pytestmark = pytest.mark.live

THIRD = "tiki-third"


@pytest.fixture
def joining(pair: Pair, tmp_path: Path) -> Bridge:
    """It does not run."""
    return Bridge(pair.village.server, settings(pair, THIRD), GROUPS, tmp_path)


def settings(pair: Pair, private: str) -> Mapping[str, Mapping[str, Any]]:
    """Those of the second component, with another private name."""
    shared = dict(pair.second_settings)
    return {**shared, "xmpp": {**shared["xmpp"], "private_component": private}}


def test_check_tells_what_it_lacks(pair: Pair, joining: Bridge) -> None:
    village, jid = pair.village, f"{THIRD}.{pair.village.server.domain}"
    checked = joining.command("check")
    assert re.search(f"as {jid}: .*(allows no component|whitelist)", checked.stdout)
    assert f"{jid} is not in Openfire's property admin.authorizedJIDs" in checked.stdout
    assert checked.returncode != 0
    joining.configure(settings(pair, OTHER), GROUPS)
    checked = joining.command("check")
    assert f"as {OTHER}.{village.server.domain}: " in checked.stdout
    assert "connected under this name" in checked.stdout
    assert "Each component needs a private_component of its own." in checked.stdout
    assert checked.returncode != 0
    joining.configure(settings(pair, THIRD), GROUPS)
    allow(village, THIRD)
    checked = joining.command("check")
    own = f"as {village.server.component_jid}, as other components are (some are connected now)"
    assert f"{own}, and as {jid} alone" in checked.stdout
    assert "Openfire rejects the component's commands" in checked.stdout
