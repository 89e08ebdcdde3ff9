"""A component that runs, for the desk's commands in the shell: a real door and a real desk."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from component import config
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.frontdoors.cli import job_wait
from component.frontdoors.cli.desk_commands import add_desk_commands
from component.frontdoors.control.desk_commands import DeskDoor
from component.frontdoors.texts import Texts, read_catalogue
from component.ports import Unavailable
from tests.fakes.commands import DESCRIPTIONS, FAIL, FakeCommands
from tests.fakes.jobs import FakeJobs
from tests.unit.config_file import FILE
from tests.unit.control.doors import open_in_thread

GERMAN = read_catalogue(
    b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "This is you."
msgstr "Das sind Sie."

msgid "This cannot be the name of a chat account."
msgstr "So kann kein Chat-Konto hei\xc3\x9fen."
""",
    "de",
)
TEXTS = Texts({"en": NullTranslations(), "de": GERMAN})
ASKER = Asker("root")
ELSEWHERE = replace(FAIL, name="elsewhere")
"""A command that this component does not have."""


class WatchedJobs(FakeJobs):
    """A list of jobs that changes whenever somebody looks at it.

    Attributes:
        course: What becomes of a job at each look.
        looks: How often somebody has looked.
        away: How many of the first looks fail.
    """

    def __init__(self) -> None:
        super().__init__()
        self.course: list[Callable[[Job], Job]] = []
        self.looks = 0
        self.away = 0

    async def find(self, number: int) -> Job | None:
        job = await super().find(number)
        self.looks += 1
        if self.looks <= self.away:
            raise Unavailable("the state database", "away")
        if job is not None and self.course:
            job = self.rows.jobs[number] = self.course.pop(0)(job)
        return job


def runs(done: int, total: int) -> Callable[[Job], Job]:
    """A job that is so far."""
    return lambda job: replace(job, state=JobState.RUNNING, done=done, total=total)


def ends(state: JobState, **outcome: object) -> Callable[[Job], Job]:
    """A job that has ended."""
    return lambda job: replace(job, state=state, outcome=outcome)


@contextlib.contextmanager
def settings_in_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with settings that name a socket in it: short, since Linux allows 107 bytes."""
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(job_wait, "PAUSE_SECONDS", 0.001)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        path = Path(folder) / "control.sock"
        config.DEFAULT_FILE.write_text(f'{FILE}\n[control]\nsocket = "{path}"\n', "utf-8")
        yield path


@dataclass
class Town:
    """The component."""

    commands: FakeCommands = field(default_factory=FakeCommands)
    jobs: WatchedJobs = field(default_factory=WatchedJobs)

    @property
    def done(self) -> list[str]:
        """What the commands were asked for."""
        return [name for name, _, _ in self.commands.done]

    async def add_job(self) -> None:
        """Put the job on the list that `sync-groups` begins."""
        self.commands.job = (await self.jobs.add(JobKind.SYNC_GROUPS, ASKER, {})).number

    @contextlib.contextmanager
    def open(self, socket: Path) -> Iterator["Town"]:
        """Listen for the length of a block."""
        door = DeskDoor(self.commands.desk(), self.jobs, TEXTS, "chat.test")
        with open_in_thread(socket, *door.handlers()):
            yield self


def invoke(*arguments: str, typed: str = "") -> Result:
    """Run a shell command; `typed` is what comes on standard input."""
    app = typer.Typer()
    app.callback()(lambda: None)
    add_desk_commands(app, (*DESCRIPTIONS, ELSEWHERE))
    return CliRunner().invoke(app, arguments, input=typed)
