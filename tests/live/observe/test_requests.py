"""One id joins Openfire's log, the component's and the databases', from a sign-in to its rows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.testserver.openfire import Openfire
from tests.live.conftest import Village
from tests.live.observe.conftest import Watched, ask, has_job

pytestmark = pytest.mark.live

ID = re.compile(r"Login as '(?P<name>[^']*)' (?P<what>[^\[]*)\[(?P<id>tlc-[0-9a-f]{32})\]")
COMMENT = re.compile(r"/\* (?P<id>[a-z0-9-]+) \*/ ")


@pytest.fixture
def general_log(village: Village, tmp_path: Path) -> Iterator[Path]:
    """MariaDB's log of all statements."""
    path = tmp_path / "general.log"
    path.touch(mode=0o666)
    server = village.server
    server.execute("SET GLOBAL general_log_file = %s", (str(path),))
    server.execute("SET GLOBAL general_log = 1")
    yield path
    server.execute("SET GLOBAL general_log = 0")


def read(path: Path) -> str:
    """The statements so far."""
    return path.read_text("utf-8", "replace")


def openfire_ids(openfire: Openfire, name: str) -> list[tuple[str, str]]:
    """What Openfire has logged of a name's logins: its words, and the id."""
    text = "".join(
        path.read_text("utf-8", "replace")
        for path in sorted(openfire.log_folder.rglob("*"))
        if path.is_file()
    )
    return [(m["what"].strip(), m["id"]) for m in ID.finditer(text) if m["name"] == name]


async def test_a_sign_in_is_found_in_all_three_logs(
    watched: Watched, general_log: Path, village: Village
) -> None:
    name = village.new_name("traced")
    who = village.move_in(f"The {name}", livechat_id=name)
    assert await village.signs_in(who.login, who.password) == name
    assert await village.refusal(who.login, "another word") == "not-authorized"
    accepted, refused = openfire_ids(village.server.openfire, who.login)
    assert (accepted[0], refused[0]) == ("accepted", "refused: wrong-password")
    for id_, decision in ((accepted[1], "accept"), (refused[1], "refuse")):
        lines = [line for line in watched.lines() if line.get("request") == id_]
        (login,) = [line for line in lines if line["message"].startswith("login of")]
        assert login["decision"] == decision
        assert login["seconds"] >= login["database_seconds"] > 0
        assert login["hash_seconds"] > 0
        assert ("provisioning_seconds" in login) is (decision == "accept")
        text = read(general_log)
        statements = [line for line in text.splitlines() if f"/* {id_} */" in line]
        assert any("users_users" in statement for statement in statements)
        wrote = any("INSERT INTO audit" in statement for statement in statements)
        assert wrote is (decision == "accept"), "its chat account was made"
    made = f"made the chat account {name!r} of the Tiki account {who.login!r}"
    (line,) = [line for line in watched.lines() if line["message"] == made]
    assert line["request"] == accepted[1]
    text = read(general_log)
    assert village.secrets.found_in(text) == set(), "statements have hashes, never passwords"


async def test_pages_commands_and_jobs_have_ids_of_their_own(
    watched: Watched, general_log: Path, village: Village
) -> None:
    assert village.bridge.command("sync-groups", "--yes").returncode == 0
    await has_job(village)
    status, _, id_of_page = ask(f"{village.page}/")
    assert status == 200
    ids = {line.get("request", "").partition("-")[0] for line in watched.lines()}
    assert {"web", "command", "shell"} <= ids
    kinds = {m["id"].partition("-")[0] for m in COMMENT.finditer(read(general_log))}
    assert {"command", "job"} <= kinds
    (line,) = [line for line in watched.lines() if line.get("request") == id_of_page]
    assert line["logger"] == "component.frontdoors.web.frame"


def test_every_line_is_an_object(watched: Watched) -> None:
    lines = watched.lines()
    assert len(lines) > 10
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
