"""A real Prometheus reads a real component: every query of dashboard and alerts has an answer."""

import re
from pathlib import Path

import pytest

from component.frontdoors.cli.monitoring_command import FILES
from openfire.testserver.prometheus import Prometheus
from tests.live.conftest import Village
from tests.live.members import eventually
from tests.live.observe.conftest import Watched, ask, has_job
from tests.unit.monitoring.dashboard import queries

pytestmark = pytest.mark.live

VARIABLES = {"$__rate_interval": "1m", "$job": ".+", "$instance": ".+"}


@pytest.fixture
def folder(village: Village, watched: Watched, tmp_path: Path) -> Path:
    """The files of the command, with this component's address, for one who asks each second."""
    done = village.bridge.command("monitoring", "--folder", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    path = tmp_path / "prometheus.yml"
    text = path.read_text("utf-8")
    assert watched.address in text
    assert "interval: 15s" in text
    text = text.replace("interval: 15s", "interval: 1s")
    path.write_text(f"global: {{evaluation_interval: 1s}}\n{text}", "utf-8")
    return tmp_path


async def do_something(village: Village) -> None:
    """Let there be something of everything: sign-ins, a page, a sync."""
    name = village.new_name("busy")
    who = village.move_in(f"The {name}", livechat_id=name)
    for _ in range(3):
        assert await village.signs_in(who.login, who.password) == name
        assert await village.refusal(who.login, "another word") == "not-authorized"
    await has_job(village)
    assert ask(f"{village.page}/")[0] == 200


def filled_in(expression: str) -> str:
    """An expression as Grafana asks it."""
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    assert "$" not in expression
    return expression


async def test_every_query_has_an_answer(watched: Watched, folder: Path, village: Village) -> None:
    with Prometheus(folder / "prometheus.yml", folder) as prometheus:
        assert await eventually(lambda: bool(prometheus.query('up{job="tiki-livechat"} == 1')))
        await do_something(village)
        left = [(title, filled_in(expression)) for title, expression in queries()]
        assert len(left) > 40

        def answered() -> bool:
            left[:] = [one for one in left if not prometheus.query(one[1])]
            return not left

        assert await eventually(answered), left
        logins = sum(watched.numbers("tiki_livechat_logins_total").values())
        total = "sum(tiki_livechat_logins_total)"
        assert await eventually(lambda: float(prometheus.query(total)[0]["value"][1]) == logins)
        rules = prometheus.rules()
        assert len(rules) > 20
        assert await eventually(
            lambda: {rule["health"] for rule in prometheus.rules()} == {"ok"}
        ), rules
        firing = {rule["name"] for rule in prometheus.rules() if rule["state"] == "firing"}
        assert firing == set()


async def test_an_outage_is_an_alert(watched: Watched, folder: Path, village: Village) -> None:
    assert watched.get("/healthz")[0] == 200
    rules = folder / "tiki-livechat.rules.yml"
    text = rules.read_text("utf-8")
    rules.write_text(re.sub(r"\bfor: \w+", "for: 0s", text), "utf-8")
    with Prometheus(folder / "prometheus.yml", folder) as prometheus:

        def firing() -> set[str]:
            return {rule["name"] for rule in prometheus.rules() if rule["state"] == "firing"}

        assert await eventually(lambda: bool(prometheus.query('up{job="tiki-livechat"} == 1')))
        village.server.execute("RENAME TABLE users_users TO users_away")
        try:
            assert await village.refusal("anybody", "a word") == "temporary-auth-failure"
            wanted = {"TikiLivechatDatabaseErrors", "TikiLivechatLoginsFail"}
            assert await eventually(lambda: wanted <= firing()), firing()
        finally:
            village.server.execute("RENAME TABLE users_away TO users_users")
        assert await village.is_back()
