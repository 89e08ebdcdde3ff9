"""Why Openfire will not have a component: told apart by a real one, in log and exit code."""

import time
from pathlib import Path

import pytest

from component.frontdoors.xmpp.problems import Problem, explain
from openfire.testserver.processes import free_ports
from tests.live.conftest import Village
from tests.live.supervision.running import component, run_to_its_end, write_settings

pytestmark = pytest.mark.live

SOON = {"give_up_after": 1.0}
UNKNOWN = {"component": "nonesuch", "private_component": None}


@pytest.mark.parametrize(
    ("xmpp", "code", "problem"),
    [
        ({"secret": "not the secret"}, 8, Problem.WRONG_SECRET),
        ({"private_component": None}, 9, Problem.NAME_TAKEN),
        (UNKNOWN, 10, Problem.NOT_CONFIGURED),
    ],
)
def test_what_no_waiting_mends_ends_a_new_component(
    xmpp: dict[str, str | None], code: int, problem: Problem, village: Village, tmp_path: Path
) -> None:
    """The village's own component is away for the first, and has the name for the second."""
    file = write_settings(village, tmp_path, xmpp={**SOON, **xmpp})
    if problem is Problem.WRONG_SECRET:
        village.bridge.stop()
    try:
        ended = run_to_its_end(file)
    finally:
        if problem is Problem.WRONG_SECRET:
            village.bridge.start()
    assert ended.returncode == code, ended.stderr
    assert ended.stderr.count(f": {explain(problem)} (next try in ") >= 2
    assert ended.stderr.rstrip().endswith(explain(problem))
    others = {explain(other) for other in Problem if other.is_refusal and other is not problem}
    assert not [text for text in others if text in ended.stderr]
    assert "Traceback" not in ended.stderr
    assert "not the secret" not in ended.stderr


def test_a_name_is_had_as_soon_as_it_is_free(village: Village, tmp_path: Path) -> None:
    file = write_settings(village, tmp_path)
    with component(file) as second:
        assert second.says(explain(Problem.NAME_TAKEN))
        village.bridge.kill()
        began = time.monotonic()
        try:
            assert second.says(f" as {village.server.component_jid}\n")
            assert time.monotonic() - began < 10
        finally:
            second.process.terminate()
            second.process.wait(30)
            village.bridge.start()


def test_a_server_that_is_not_there_is_waited_for_unless_it_must_be(
    village: Village, tmp_path: Path
) -> None:
    port = {"port": free_ports(1)[0], **SOON}
    file = write_settings(village, tmp_path, xmpp=port)
    ended = run_to_its_end(file, "--connect-within", "3")
    assert ended.returncode == 4, ended.stderr
    assert explain(Problem.NO_CONNECTION) in ended.stderr
    with component(file) as waiting:
        deadline = time.monotonic() + 30
        while waiting.log.count("next try in") < 4:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert waiting.process.poll() is None
        waiting.process.terminate()
        assert waiting.process.wait(30) == 0
