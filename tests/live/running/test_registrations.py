"""New accounts of the site: watched for, asked for over HTTP, and both at once with sign-ins."""

import asyncio
import json
import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import component
from component import config
from component.frontdoors.api.app import LIVE_CHAT_IDS, OPENAPI
from openfire.demo.bridge import Bridge
from openfire.demo.chat_client import SignInRefused
from openfire.demo.people import Person
from openfire.demo.rights import give_rights
from openfire.testserver.processes import free_ports
from tests.live.conftest import Village
from tests.live.migrants import audit_of
from tests.live.site import GROUPS

pytestmark = pytest.mark.live

TOKEN = "a token of the live tests, by chance".replace(" ", "-")
SECOND = "tiki-second"
CLASHING = [f"{name}{sign}" for name in ("Robin Hood", "robinhood") for sign in "!?.,;:+=~|"]
"""Twenty logins that are one when they are stripped."""


def settings(port: int, **registrations: Any) -> dict[str, Any]:  # noqa: ANN401  of TOML
    """Blocks of the settings: an API, and a watcher."""
    return {
        "api": {"tokens": [TOKEN], "port": port},
        "registrations": {"watch": True, "interval_seconds": 1.0, **registrations},
        "login": {"unmigrated_tiki": "allocate"},
    }


@pytest.fixture(scope="module")
def ports() -> Sequence[int]:
    """Of the two components' APIs."""
    return free_ports(2)


@pytest.fixture(scope="module", autouse=True)
def registering(village: Village, ports: Sequence[int]) -> Iterator[None]:
    """Run the component with an API and a watcher, and with the rights for that."""
    village.secrets.add(TOKEN)
    with village.reconfigured(**settings(ports[0])):
        give_rights(config.load(village.bridge.file), village.server.users["admin"])
        yield


@pytest.fixture
def second(village: Village, ports: Sequence[int], tmp_path: Path) -> Iterator[Bridge]:
    """Another component on the same databases."""
    secret = village.server.component_secret
    village.server.execute(
        "REPLACE INTO ofExtComponentConf VALUES (%s, 0, %s, 'allowed')",
        (SECOND, secret),
        database="openfire",
    )
    blocks = {
        **village.settings,
        **settings(ports[1]),
        "xmpp": {"component": SECOND, "private_component": None},
    }
    for private in ("web", "control"):
        blocks.pop(private)
    loaded = village.bridge.interpreter
    with Bridge(village.server, blocks, GROUPS, tmp_path, interpreter=loaded) as bridge:
        yield bridge
    give_rights(config.load(village.bridge.file), village.server.users["admin"])


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ask(
    http: aiohttp.ClientSession, port: int, login: str, token: str = TOKEN
) -> tuple[int, Any]:
    """Ask a component for the ID of a login."""
    async with http.post(
        f"http://127.0.0.1:{port}{LIVE_CHAT_IDS}",
        json={"login": login},
        headers={"Authorization": f"Bearer {token}"},
    ) as answer:
        return answer.status, await answer.json(content_type=None)


async def id_of(village: Village, login: str, seconds: float = 30.0) -> str:
    """Wait until an account has an ID."""
    deadline = time.monotonic() + seconds
    while (found := village.livechat_id(login)) is None:
        assert time.monotonic() < deadline, village.log[-3000:]
        await asyncio.sleep(0.1)
    return found


async def began(village: Village) -> None:
    """Wait until the component watches."""
    query = "SELECT COUNT(*) FROM registration_watch"
    deadline = time.monotonic() + 30
    while True:
        rows = village.server.execute("SHOW TABLES LIKE 'registration_watch'", (), "livechat_state")
        if rows and village.server.execute(query, (), "livechat_state")[0][0]:
            return
        assert time.monotonic() < deadline, village.log[-3000:]
        await asyncio.sleep(0.1)


def register(village: Village, login: str) -> Person:
    """Have somebody register on the site."""
    address = f"{village.new_name('mail')}@mail.test"
    return village.move_in(login, email=address)


async def test_who_registers_has_an_id_and_who_was_there_has_none(village: Village) -> None:
    await began(village)
    before = village.server.execute("SELECT login FROM users_users WHERE livechat_id IS NULL")
    assert before, "there are accounts from before"
    who = register(village, f"New {village.new_name('comer')}")
    found = await id_of(village, who.login)
    assert found == who.login.replace(" ", "").lower()
    assert await village.signs_in(who.login, who.password) == found
    assert audit_of(village, found)[0] == "allocate"
    after = village.server.execute("SELECT login FROM users_users WHERE livechat_id IS NULL")
    assert after == before


async def test_who_registers_while_the_component_is_down_is_not_missed(village: Village) -> None:
    await began(village)
    village.bridge.kill()
    who = register(village, f"Early {village.new_name('bird')}")
    village.bridge.start()
    assert await id_of(village, who.login) == who.login.replace(" ", "").lower()


async def test_the_site_is_told_the_id_and_told_the_same_again(
    village: Village, http: aiohttp.ClientSession, ports: Sequence[int]
) -> None:
    who = register(village, f"Zoë {village.new_name('caller')}")
    (first, found), (again, same) = [await ask(http, ports[0], who.login) for _ in range(2)]
    assert (first in (200, 201), again) == (True, 200)
    assert found["liveChatId"] == same["liveChatId"] == village.livechat_id(who.login)
    assert found["jid"] == f"{found['liveChatId']}@{village.server.domain}"
    assert (await ask(http, ports[0], "Nobody at all"))[0] == 404
    assert (await ask(http, ports[0], who.login, token="another"))[0] == 401
    async with http.get(f"http://127.0.0.1:{ports[0]}{OPENAPI}") as answer:
        assert (await answer.json())["openapi"] == "3.1.0"


async def gets_in(village: Village, who: Person) -> str:
    """Sign in, again and again for as long as there is no Live Chat ID to be had without a number.

    A sign-in gives none with a number; whoever is asked, or watches, does.
    """
    async with asyncio.timeout(60):
        while True:
            try:
                return await village.signs_in(who.login, who.password)
            except SignInRefused:
                await asyncio.sleep(0.2)


async def test_twenty_clashing_names_get_twenty_ids_whoever_is_asked_and_however_often(
    village: Village, http: aiohttp.ClientSession, ports: Sequence[int], second: Bridge
) -> None:
    """By two components that are asked and that watch, while half of them sign in."""
    assert second.pid
    village.add_native("robinhood3", "not of the site")
    village.server.execute(
        "INSERT IGNORE INTO retired_id VALUES ('robinhood4', UTC_TIMESTAMP())",
        (),
        "livechat_state",
    )
    people = [register(village, login) for login in CLASHING]
    calls = [ask(http, port, who.login) for who in people for port in (*ports, *ports)]
    signing_in = [gets_in(village, who) for who in people[::2]]
    answers, bound = await asyncio.gather(asyncio.gather(*calls), asyncio.gather(*signing_in))
    given = [village.livechat_id(login) for login in CLASHING]
    assert None not in given
    assert len(set(given)) == len(CLASHING)
    assert all(str(one).startswith("robinhood") for one in given)
    assert {"robinhood3", "robinhood4"}.isdisjoint(given)
    assert bound == given[::2]
    assert {status for status, _ in answers} <= {200, 201}
    for number, login in enumerate(CLASHING):
        own = answers[4 * number : 4 * number + 4]
        assert {(found["login"], found["liveChatId"]) for _, found in own} == {
            (login, given[number])
        }
        assert [status for status, _ in own].count(201) <= 1


def example() -> str:
    """The function in PHP that the page on Live Chat IDs shows."""
    page = Path(component.__file__).parent / "docs" / "live-chat-ids.md"
    (found,) = re.findall(r"```php\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return str(found)


def in_php(folder: Path, port: int, login: str, token: str = TOKEN) -> object:
    """Call that function; what it gives."""
    script = folder / "example.php"
    settings = (
        f"define('LIVE_CHAT_URL', 'http://127.0.0.1:{port}');\ndefine('LIVE_CHAT_TOKEN', $argv[1]);"
    )
    script.write_text(
        f"{example()}\nerror_reporting(E_ALL);\n{settings}\n"
        "echo json_encode(live_chat_address($argv[2]));\n",
        "utf-8",
    )
    done = subprocess.run(
        ["php", str(script), token, login], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


async def test_the_php_of_the_page_gives_the_address(
    village: Village, ports: Sequence[int], tmp_path: Path
) -> None:
    who = register(village, f"Ünï 'cödé' {village.new_name('php')}")
    found = await asyncio.to_thread(in_php, tmp_path, ports[0], who.login)
    assert found == f"{village.livechat_id(who.login)}@{village.server.domain}"


@pytest.mark.parametrize("trouble", ["no such account", "another token", "nobody listens"])
async def test_the_php_of_the_page_lets_a_registration_go_on_without_it(
    village: Village, ports: Sequence[int], tmp_path: Path, trouble: str
) -> None:
    login = "Nobody" if trouble == "no such account" else register(village, trouble).login
    token = "another" if trouble == "another token" else TOKEN
    port = free_ports(1)[0] if trouble == "nobody listens" else ports[0]
    assert await asyncio.to_thread(in_php, tmp_path, port, login, token) is None
