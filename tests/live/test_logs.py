"""After each part of the live tests: no password stands in any log, at any level.

This belongs to every part: the Makefile has it looked at at the end of each.
"""

import base64

import pytest

from tests.live.conftest import Village
from tests.live.secrets import Secrets

pytestmark = [pytest.mark.live, pytest.mark.last]


def test_no_password_is_in_any_log(village: Village) -> None:
    folder = village.server.openfire.log_folder
    logs = {
        path: path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()
    }
    logs[village.bridge.log] = village.log
    assert sum(map(len, logs.values())) > 10_000, "there are logs to look into"
    assert {str(p.name): village.secrets.found_in(text) for p, text in logs.items()} == {
        str(p.name): set() for p in logs
    }


@pytest.mark.parametrize("name", ["", "a", "ab", "abc"])
def test_the_search_would_find_one(name: str) -> None:
    planted = "a planted password"
    secrets = Secrets([planted, "another one"])
    message = base64.b64encode(f"\0{name}\0{planted}".encode()).decode()
    assert secrets.found_in(f"RECV <auth mechanism='PLAIN'>{message}</auth>") == {planted}
    assert secrets.found_in(f"login of {name} with {planted}") == {planted}
    assert secrets.found_in("login of somebody") == set()
