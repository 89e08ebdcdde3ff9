"""The component as a service: systemd starts, reloads, watches and ends it; people sign in by it.

It runs as the unit says: as an unprivileged user, with a file system that is read-only for it.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from component.frontdoors.xmpp.problems import Problem, explain
from openfire.demo.people import PEOPLE
from tests.live.conftest import Village
from tests.live.supervision.running import write_settings
from tests.live.supervision.systemd import UNIT, USER, Systemd, booted, can_boot, give_to_service

pytestmark = pytest.mark.live

CONTROL = {"socket": "/run/tiki-livechat/control.sock"}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory(prefix="livechat-systemd-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="module")
def settings(village: Village, place: Path) -> Path:
    file = write_settings(village, place, control=CONTROL, xmpp={"give_up_after": 2.0})
    give_to_service(file)
    return file


@pytest.fixture(scope="module")
def systemd(village: Village, place: Path, settings: Path) -> Iterator[Systemd]:
    """The village's own component is away meanwhile."""
    if not can_boot():
        pytest.skip("whoever runs this may make no namespaces: it takes root")
    village.bridge.stop()
    try:
        with booted(place, settings) as manager:
            yield manager
    finally:
        village.bridge.start()


@pytest.fixture
def service(systemd: Systemd) -> Iterator[Systemd]:
    """The service is started, and has ended in good order afterwards."""
    assert systemd.systemctl("start", UNIT) == 0, systemd.log
    yield systemd
    assert systemd.systemctl("stop", UNIT) == 0
    assert (systemd.shows("ActiveState"), systemd.shows("Result")) == ("inactive", "success")


async def is_in(village: Village) -> bool:
    alice = PEOPLE[0]
    return await village.refusal(alice.login, alice.password) is None


async def test_people_sign_in_by_an_unprivileged_service(
    service: Systemd, village: Village, settings: Path
) -> None:
    assert service.shows("StatusText").startswith(f"serves as {village.server.component_jid}")
    assert await village.is_back()
    newcomer = village.move_in("Unprivileged", livechat_id="unprivileged")
    assert await village.signs_in(newcomer.login, newcomer.password) == "unprivileged"
    status = service.run("cat", f"/proc/{service.shows('MainPID')}/status").stdout
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    user = service.run("id", "-u", USER).stdout.strip()
    assert set(facts["Uid"].split()) == {user} != {"0"}
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(facts[name], 16) == 0
    assert (facts["NoNewPrivs"], facts["Seccomp"]) == ("1", "2")
    assert service.writable_folders() == {"/run/tiki-livechat"}
    asked = service.run(sys.executable, "-m", "component", "migrations", "-c", str(settings))
    assert asked.returncode == 0, asked.stderr
    assert "Read-only" not in service.log
    assert "Traceback" not in service.log


def test_a_reload_is_told(service: Systemd, settings: Path) -> None:
    before = len(service.log)
    text = settings.read_text("utf-8")
    settings.write_text(text + '\n[log]\nlevel = "DEBUG"\n', "utf-8")
    try:
        assert service.systemctl("reload", UNIT) == 0
        assert service.until("StatusText", "serves as")
        assert service.until("ActiveState", "active")
        assert "in force now: log.level" in service.shows("StatusText")
        assert "in force now: log.level" in service.log[before:]
    finally:
        settings.write_text(text, "utf-8")
    assert service.systemctl("reload", UNIT) == 0


@pytest.mark.parametrize("number", ["KILL", "STOP"])
async def test_what_dies_or_hangs_is_started_again(
    number: str, service: Systemd, village: Village
) -> None:
    """Whoever hangs gives no sign of life, and is ended by the watchdog."""
    before = service.shows("MainPID")
    assert service.systemctl("kill", f"--signal={number}", "--kill-who=main", UNIT) == 0
    assert await village.is_back()
    assert service.shows("MainPID") not in (before, "0")
    assert service.until("ActiveState", "active")


def test_a_wrong_secret_fails_the_start_and_is_not_tried_for_ever(
    systemd: Systemd, settings: Path
) -> None:
    before, text = len(systemd.log), settings.read_text("utf-8")
    (secret,) = [line for line in text.splitlines() if line.startswith("secret = ")]
    settings.write_text(text.replace(secret, 'secret = "another one"'), "utf-8")
    try:
        assert systemd.systemctl("start", UNIT) == 1
    finally:
        settings.write_text(text, "utf-8")
    assert systemd.shows("ExecMainStatus") == "8"
    assert (systemd.shows("ActiveState"), systemd.shows("Result")) == ("failed", "exit-code")
    assert explain(Problem.WRONG_SECRET) in systemd.log[before:]


async def test_a_server_that_is_away_does_not_fail_the_start(
    systemd: Systemd, village: Village
) -> None:
    village.server.openfire.stop()
    try:
        assert systemd.systemctl("start", UNIT) == 0, systemd.log
        assert systemd.shows("StatusText").startswith("no stream to Openfire as")
    finally:
        village.server.openfire.start()
    assert await village.is_back(10)
    assert await is_in(village)
    assert systemd.systemctl("stop", UNIT) == 0
