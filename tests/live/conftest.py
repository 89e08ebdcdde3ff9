"""A village for each run of live tests: the demo's Tiki, Openfire with the plugin, the component.

The folders are parts that run beside each other, each in a village of its own. Tests that change
somebody make a person of their own.
"""

import asyncio
import contextlib
import itertools
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from openfire.demo import chat_client, tiki
from openfire.demo.bridge import READY, Bridge
from openfire.demo.chat_session import Session
from openfire.demo.people import NATIVE_ACCOUNTS, PEOPLE, HashForm, Person
from openfire.testserver import TestServer
from openfire.testserver.processes import free_ports
from tests.live.forks import Loaded
from tests.live.secrets import Secrets
from tests.live.site import GROUPS, PROPERTIES, make_room, make_settings, site_script

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "openfire/plugin/target/tikilivechat.jar"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at the logs of the whole run comes last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


class Village:
    """The servers, the component, and ways to meet people."""

    def __init__(
        self,
        server: TestServer,
        bridge: Bridge,
        secrets: Secrets,
        settings: Mapping[str, Mapping[str, Any]],
        groups: Sequence[Mapping[str, Any]],
    ) -> None:
        self.server = server
        self.bridge = bridge
        self.secrets = secrets
        self.settings = settings
        self.groups = groups
        self._numbers = itertools.count(1)

    @property
    def page(self) -> str:
        """Address of the migration page."""
        return str(self.settings["web"]["public_url"])

    def move_in(self, login: str, **about: Any) -> Person:  # noqa: ANN401  fields of Person
        """Add somebody to the Tiki."""
        form: HashForm = about.pop("form", "A")
        password = about.pop("password", f"pass word of {login}")
        person = Person(login, password, "lives in a test", form=form, **about)
        self.secrets.add(password)
        for statement in tiki.insert(person):
            self.server.execute(statement.replace("%", "%%"))
        return person

    def add_native(self, username: str, password: str, **columns: str) -> None:
        """Add a native chat account; by its plain password unless columns say otherwise."""
        self.secrets.add(password)
        values = columns or {"plainPassword": password}
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        self.server.execute(
            f"INSERT INTO ofUser (username, creationDate, modificationDate, {names}) "
            f"VALUES (%s, '001700000000000', '001700000000000', {marks})",
            (username, *values.values()),
            database="openfire",
        )

    def new_name(self, stem: str = "person") -> str:
        """A name that nobody has yet."""
        return f"{stem}{next(self._numbers)}"

    async def signs_in(self, name: str, password: str, *, authzid: str = "") -> str:
        """Sign in and out; the username that the server bound."""
        self.secrets.add(password)
        async with chat_client.signed_in(self.server, name, password, authzid=authzid) as session:
            return session.jid.removesuffix(f"@{self.server.domain}")

    async def refusal(self, name: str, password: str, *, authzid: str = "") -> str | None:
        """Try to sign in: None if that works, else the condition of the refusal."""
        self.secrets.add(password)
        return await chat_client.refusal(self.server, name, password, authzid=authzid)

    async def reason(self, name: str, password: str) -> str:
        """Be refused, and read why in the component's log."""
        before = len(self.log)
        assert await self.refusal(name, password) == "not-authorized"
        line = next(line for line in self.log[before:].splitlines() if "refused (" in line)
        return line.partition("refused (")[2].partition(")")[0]

    async def is_back(self, seconds: float = 60.0) -> bool:
        """Try until a linked person is in again, and all streams are; nobody acts meanwhile."""
        alice = PEOPLE[0]
        deadline = time.monotonic() + seconds
        while await self.refusal(alice.login, alice.password) or not self._has_streams():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.2)
        return True

    def _has_streams(self) -> bool:
        """Whether each stream was made after it was last lost, by the component's log."""
        log, server = self.log, self.server
        return all(
            log.rfind(READY.format(domain=server.domain, jid=jid))
            > log.rfind(f"no stream to Openfire as {jid}:")
            for jid in (server.component_jid, server.private_jid)
        )

    @property
    def log(self) -> str:
        """The component's log so far."""
        return self.bridge.log.read_text("utf-8", "replace")

    def livechat_id(self, login: str) -> str | None:
        """The Live Chat ID of a Tiki account."""
        rows = self.server.execute("SELECT livechat_id FROM users_users WHERE login = %s", (login,))
        return rows[0][0] if rows else None

    def chat_accounts(self) -> set[str]:
        """All usernames in Openfire."""
        return {
            u for (u,) in self.server.execute("SELECT username FROM ofUser", database="openfire")
        }

    @contextlib.contextmanager
    def reconfigured(self, *, until: str = "", **blocks: Mapping[str, Any]) -> Iterator[None]:
        """Run the component with other settings for the length of a block.

        Args:
            until: What it is to say before the block begins.
            blocks: What is different.
        """
        with self._restarted(blocks, until=until):
            yield

    @contextlib.contextmanager
    def dying_after(self, step: str, **blocks: Mapping[str, Any]) -> Iterator[None]:
        """Run the component until a step of a migration kills it, then anew, as usual.

        The step has to be reached within the block.
        """
        with self._restarted(blocks, "tests.live.dying", step):
            yield
            assert self.bridge.wait() == -signal.SIGKILL

    @contextlib.contextmanager
    def _restarted(
        self, blocks: Mapping[str, Mapping[str, Any]], *module: str, until: str = ""
    ) -> Iterator[None]:
        merged = {name: {**self.settings.get(name, {}), **block} for name, block in blocks.items()}
        self.bridge.stop()
        self.bridge.configure({**self.settings, **merged}, self.groups)
        self.bridge.start(module or ("component",), until=until)
        try:
            yield
        finally:
            self.bridge.stop()
            self.bridge.configure(self.settings, self.groups)
            self.bridge.start()


@contextlib.contextmanager
def founded(
    folder: Path,
    groups: Sequence[Mapping[str, Any]],
    *,
    log_level: str = "INFO",
    properties: Mapping[str, str] | None = None,
    **blocks: Mapping[str, Any],
) -> Iterator[Village]:
    """A village for the length of a block.

    Args:
        folder: For the component's settings, log and socket.
        groups: Mappings of groups.
        log_level: Of Openfire.
        properties: Of Openfire.
        blocks: Settings over those of `make_settings`.
    """
    assert PLUGIN.exists(), "build the plugin first: make plugin"
    settings = {**make_settings(free_ports(1)[0], folder / "control.sock"), **blocks}
    secrets = Secrets([*(p.password for p in PEOPLE), *NATIVE_ACCOUNTS.values()])
    with (
        Loaded() as loaded,
        TestServer(
            plugin=PLUGIN,
            tiki_sql=site_script(groups),
            chat_users=NATIVE_ACCOUNTS,
            log_level=log_level,
            properties={**PROPERTIES, **(properties or {})},
        ) as server,
        contextlib.ExitStack() as stack,
    ):
        make_room(server)
        component = stack.enter_context(
            Bridge(server, settings, groups, folder, interpreter=loaded)
        )
        secrets.add(server.admin[1])
        yield Village(server, component, secrets, settings, groups)


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """Openfire logs at DEBUG, so that a password would show at any level."""
    with founded(tmp_path_factory.mktemp("component"), GROUPS, log_level="DEBUG") as found:
        yield found


SignedIn = Callable[..., contextlib.AbstractAsyncContextManager[Session]]


@pytest.fixture
def signed_in(village: Village) -> SignedIn:
    """Sign somebody in for the length of a block."""

    @contextlib.asynccontextmanager
    async def enter(name: str, password: str) -> AsyncIterator[Session]:
        village.secrets.add(password)
        async with chat_client.signed_in(village.server, name, password) as session:
            yield session

    return enter
