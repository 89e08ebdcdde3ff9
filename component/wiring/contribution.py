"""What a part of the program adds to the commands: commands, handlers of jobs, work beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from component.adapters.state_jobs import StateJobs
from component.domain.jobs import JobKind
from component.frontdoors.commands.description import Command
from component.frontdoors.texts import Texts
from component.frontdoors.xmpp.messages import ChatMessages
from component.usecases.describe_account import DescribeAccount
from component.usecases.job_handling import Handler
from component.usecases.rerun import FailuresOnly
from component.wiring.parts import Parts
from component.wiring.reminding import Reminding, Work


@dataclass(frozen=True, slots=True)
class Bench:
    """What the parts are made with.

    Attributes:
        parts: The common parts.
        reminding: Whoever reminds.
        messages: Writes to people.
        texts: In all languages.
        jobs: The list of jobs.
        items: What runs did with each account, as handlers have it: see `FailuresOnly`.
        wake: Has it looked at now: `RunJobs.wake`.
        describe: Looks accounts up.
    """

    parts: Parts
    reminding: Reminding
    messages: ChatMessages
    texts: Texts
    jobs: StateJobs
    items: FailuresOnly
    wake: Callable[[], None]
    describe: DescribeAccount


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part adds.

    Attributes:
        commands: In the order of lists.
        handlers: Of the kinds of jobs that it puts on the list.
        work: What has to run.
    """

    commands: tuple[Command, ...] = ()
    handlers: Mapping[JobKind, Handler] = field(default_factory=dict)
    work: tuple[Work, ...] = ()
