"""Commands for people, by ad-hoc forms, chat texts and the shell; and the jobs behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.adapters.measuring.jobs import LookedAt, measured
from component.adapters.state_jobs import StateJobs
from component.adapters.state_run_items import StateRunItems
from component.adapters.state_several import StateConversations
from component.config import Settings
from component.domain.group_plan import Limits
from component.domain.jobs import JobKind
from component.frontdoors.answers import all_answers
from component.frontdoors.commands.about_me import make_whoami
from component.frontdoors.commands.accounts import make_show_account
from component.frontdoors.commands.description import Command
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.job_list import make_jobs, make_runs
from component.frontdoors.commands.migrate_link import make_migrate
from component.frontdoors.commands.one_job import make_cancel_job, make_job
from component.frontdoors.commands.people import People
from component.frontdoors.commands.refresh import make_refresh
from component.frontdoors.commands.reminder_choice import make_reminders
from component.frontdoors.commands.sessions import random_id
from component.frontdoors.commands.sync import SyncGroups, make_sync_groups
from component.frontdoors.commands.sync_person import make_sync_person
from component.frontdoors.texts import Texts
from component.frontdoors.xmpp.adhoc import AdHocCommands
from component.frontdoors.xmpp.adhoc_discovery import Discovery
from component.frontdoors.xmpp.askers import Askers
from component.frontdoors.xmpp.chat_text import LIFETIME, ChatText
from component.frontdoors.xmpp.inbox import Inbox
from component.frontdoors.xmpp.job_messages import JobMessages
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.peers import Company, Peers
from component.frontdoors.xmpp.replies import ReminderReplies, Replies
from component.frontdoors.xmpp.shared_texts import SharedTexts
from component.usecases.describe_account import DescribeAccount, DescribeSettings
from component.usecases.keep_groups import KeepGroups, KeepSettings
from component.usecases.plan_groups import rooms_of
from component.usecases.refresh_person import RefreshPerson
from component.usecases.rerun import FailuresOnly
from component.usecases.run_jobs import Pace, RunJobs
from component.usecases.sync_job import SyncJob
from component.wiring.admins import make_is_admin
from component.wiring.contribution import Bench, Contribution
from component.wiring.managing_ids import make_managing_ids
from component.wiring.merging import make_merging
from component.wiring.parts import Parts
from component.wiring.purging import make_purge_commands
from component.wiring.reclaiming import make_reclaim
from component.wiring.reminding import Reminding, Work
from component.wiring.reporting import make_reporting
from component.wiring.site import make_site
from component.wiring.windows import make_window_commands

if TYPE_CHECKING:
    from component.usecases.job_handling import Handler

_LEAST_LEASE_SECONDS = 5.0
"""Some beats of `run_jobs.Pace`: a component that is busy for a moment has not died."""

_CONTRIBUTORS: Sequence[Callable[[Bench], Contribution]] = (
    make_managing_ids,
    make_merging,
    make_window_commands,
    make_purge_commands,
    make_reporting,
)


@dataclass(frozen=True, slots=True)
class Commanding:
    """The commands.

    Attributes:
        desk: Leads through them.
        jobs: The list of jobs.
        work: What has to run.
    """

    desk: Desk
    jobs: StateJobs
    work: tuple[Work, ...]


def make_commanding(
    parts: Parts, reminding: Reminding, messages: ChatMessages, texts: Texts
) -> Commanding:
    """Make them; what listens to the chat is attached to the public stream.

    Args:
        parts: The common parts.
        reminding: Whoever reminds.
        messages: Writes to people; attached already.
        texts: In all languages.
    """
    settings = parts.settings
    lease = max(settings.migration.takeover_seconds, _LEAST_LEASE_SECONDS)
    jobs = StateJobs(parts.databases.state, parts.state.prepare, lease, settings.xmpp.private_jid)
    limits = Limits(settings.sync.removals, settings.sync.removals_percent)
    handlers: dict[JobKind, Handler] = {
        JobKind.SYNC_GROUPS: SyncJob(parts.grouping.plan, parts.grouping.apply, limits)
    }
    runner = RunJobs(jobs, handlers, JobMessages(messages, texts), Pace(lease=lease))
    describe = _make_describe(parts, reminding)
    items = FailuresOnly(StateRunItems(parts.databases.state, parts.state.prepare))
    bench = Bench(parts, reminding, messages, texts, jobs, items, runner.wake, describe)
    contributions = [make(bench) for make in _CONTRIBUTORS]
    commands = list(_make_commands(bench, runner, limits))
    work: list[Work] = [runner.run, make_reclaim(parts, jobs, runner.wake)]
    for contribution in contributions:
        commands += contribution.commands
        handlers |= {kind: items.handler(one) for kind, one in contribution.handlers.items()}
        work += contribution.work
    handlers.update({kind: measured(one, kind, parts.metrics) for kind, one in handlers.items()})
    peers = _meet_peers(parts)
    new_session = random_id if peers is None else peers.new_session
    desk = Desk(commands, make_is_admin(parts), new_session=new_session)
    if parts.grouping.mappings:
        work.append(_make_keeper(parts, jobs, runner, limits).run)
    work.append(_listen(bench, desk, peers).run)
    return Commanding(desk, jobs, tuple(work))


def _make_describe(parts: Parts, reminding: Reminding) -> DescribeAccount:
    settings, grouping = parts.settings, parts.grouping
    return DescribeAccount(
        DescribeSettings(
            domain=settings.xmpp.domain,
            native_only=parts.native_only,
            rooms=rooms_of(grouping.mappings),
            strict_states=settings.tiki.strict_states,
        ),
        tiki=parts.tiki,
        chat=parts.chat,
        managed=grouping.managed,
        journal=parts.journal,
        reminders=reminding.choice,
        window=parts.window,
        rooms=grouping.rooms,
    )


def _make_commands(bench: Bench, runner: RunJobs, limits: Limits) -> Sequence[Command]:
    """The commands of sign-ins, groups and jobs, in the order of `all_descriptions`."""
    parts, reminding, jobs, describe = bench.parts, bench.reminding, bench.jobs, bench.describe
    settings, grouping = parts.settings, parts.grouping
    domain, site = settings.xmpp.domain, make_site(settings)
    refresh = RefreshPerson(
        tiki=parts.tiki,
        chat=parts.chat,
        state=parts.state,
        places_of=describe.places_of,
        provision=parts.provision,
        sync_person=grouping.sync_person,
    )
    commands = [make_whoami(describe.of_username, site), make_refresh(refresh)]
    if reminding.give_link is not None:
        commands += [
            make_migrate(reminding.give_link, reminding.send_link, site),
            make_reminders(reminding.choice),
        ]
    rosters = [group.name for group in grouping.mappings]
    return [
        *commands,
        make_sync_groups(SyncGroups(grouping.plan, jobs, runner.wake, limits, rosters)),
        make_sync_person(describe, refresh, domain),
        make_show_account(describe, domain),
        make_jobs(jobs),
        make_job(jobs),
        make_cancel_job(jobs, runner.cancel),
        make_runs(jobs),
    ]


def _make_keeper(parts: Parts, jobs: StateJobs, runner: RunJobs, limits: Limits) -> KeepGroups:
    sync = parts.settings.sync
    return KeepGroups(
        KeepSettings(sync.interval_seconds, sync.at_least_every_seconds),
        LookedAt(parts.grouping.plan, parts.metrics),
        parts.tiki,
        parts.grouping.groups,
        jobs,
        limits,
        runner.wake,
        parts.grouping.sync_person.restraint,
    )


def _meet_peers(parts: Parts) -> Peers | None:
    """The other components that have the same subdomain, if there may be any."""
    xmpp = parts.settings.xmpp
    if not xmpp.allow_multiple or xmpp.private_component is None:
        return None
    secret = xmpp.secret.get_secret_value()
    company = Company(xmpp.domain, xmpp.component, xmpp.private_component, secret)
    peers = Peers(company, parts.streams.public)
    for stream in parts.streams.all:
        stream.attach(peers)
    return peers


def _share_texts(parts: Parts, peers: Peers | None) -> SharedTexts | None:
    if peers is None:
        return None
    state = parts.databases.state
    return SharedTexts(peers, StateConversations(state, parts.state.prepare, peers.own, LIFETIME))


def _listen(bench: Bench, desk: Desk, peers: Peers | None) -> Inbox:
    """Open the two doors in the chat."""
    parts, texts, messages = bench.parts, bench.texts, bench.messages
    settings = parts.settings
    domain, jid = settings.xmpp.domain, settings.xmpp.jid
    addresses = (jid, address_of(settings))
    people = People(parts.contacts, parts.tiki, texts, domain)

    askers = Askers(domain, addresses, people.find)
    replies = Replies(
        desk=desk,
        descriptions=desk.descriptions,
        chat_text=ChatText(desk),
        people=people,
        writer=messages,
        words=all_answers(texts.catalogues.values()),
        translate=texts.translate,
        reminders=_reminder_replies(bench.reminding),
        shared=_share_texts(parts, peers),
    )
    inbox = Inbox(replies, domain, addresses)
    commands = AdHocCommands(desk, askers, peers)
    for door in (commands, Discovery(desk, askers, settings.site_name), inbox):
        parts.streams.public.attach(door)
    return inbox


def _reminder_replies(reminding: Reminding) -> ReminderReplies | None:
    if reminding.answer is None or reminding.give_link is None:
        return None
    return ReminderReplies(reminding.answer, reminding.give_link.concerns)


def address_of(settings: Settings) -> str:
    """What the bridge writes to people from, a bare JID."""
    return f"{settings.reminders.address}@{settings.xmpp.jid}"
