"""The village's component with a private port and a log of JSON objects."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from openfire.testserver.processes import free_ports
from tests.live import members
from tests.live.conftest import Village

PATIENCE = 60.0
Numbers = dict[tuple[str, ...], float]


class Watched:
    """Reads what machines that watch over a component read.

    Attributes:
        village: Where it runs.
        address: Its private port, as `host:port`.
        begins: Where its log of objects begins.
    """

    def __init__(self, village: Village, port: int, begins: int) -> None:
        self.village = village
        self.address = f"127.0.0.1:{port}"
        self.begins = begins

    def get(self, path: str) -> tuple[int, str]:
        """Ask the private port for a path: status and content."""
        status, text, _ = ask(f"http://{self.address}{path}")
        return status, text

    def numbers(self, name: str) -> Numbers:
        """A metric's values by its labels' values, in the order of the labels' names."""
        status, text = self.get("/metrics")
        assert status == 200
        return {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name
        }

    def lines(self) -> list[dict[str, Any]]:
        """The component's log since it logs objects."""
        whole = self.village.log[self.begins :]
        return [json.loads(line) for line in whole.splitlines()]


def ask(url: str) -> tuple[int, str, str]:
    """Ask for an address: status, content, and the id that the answer has."""
    try:
        with urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode(), answer.headers.get("X-Request-Id", "")
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("X-Request-Id", "")


async def has_job(village: Village) -> None:
    """Let there be work for a sync of groups, and wait until it is done."""
    name, group = village.new_name("joining"), village.groups[0]
    who = village.move_in(f"The {name}", livechat_id=name)
    assert await village.signs_in(who.login, who.password) == name
    members.join(village, who.login, str(group["tiki"]))
    assert await members.eventually(
        lambda: name in members.in_openfire(village, str(group["roster"]))
    )


def grown(before: Numbers, after: Numbers) -> Numbers:
    """By how much numbers have grown; without those that have not."""
    return {
        key: value - before.get(key, 0.0)
        for key, value in after.items()
        if value != before.get(key, 0.0)
    }


@pytest.fixture(scope="session")
def watched(village: Village) -> Iterator[Watched]:
    port, before = free_ports(1)[0], len(village.log)
    health = {"port": port, "count_seconds": 1.0}
    with village.reconfigured(health=health, log={"level": "DEBUG", "format": "json"}):
        yield Watched(village, port, village.log.index("\n{", before) + 1)
