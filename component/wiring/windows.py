"""The migration window and announcements: their commands, and the job of the latter."""

import time

from component.adapters.measuring.reminders import MeasuredLetters, MeasuredMessenger
from component.domain import invitations
from component.domain.jobs import JobKind
from component.frontdoors.commands.announce import Announcing, make_announce
from component.frontdoors.commands.announce_words import Preview
from component.frontdoors.commands.window import WindowCommand, make_window
from component.usecases.announce_job import AnnounceJob
from component.usecases.change_window import ChangeWindow
from component.usecases.choose_addressees import ChooseAddressees
from component.usecases.invite import Invite
from component.usecases.remind_now import RemindNow
from component.wiring.contribution import Bench, Contribution
from component.wiring.site import make_site


def make_window_commands(bench: Bench) -> Contribution:
    """Make them; without a page there is nothing to announce."""
    parts = bench.parts
    change = ChangeWindow(parts.window, parts.schedules, parts.state, parts.unmigrated)
    needs = WindowCommand(change, parts.settings.migration.confirm_above, time.time)
    window = make_window(needs)
    invite = bench.reminding.invite
    if invite is None:
        return Contribution((window,))
    choose = ChooseAddressees(
        parts.unmigrated,
        parts.sessions,
        bench.reminding.memory,
        parts.contacts,
    )
    announce = make_announce(_make_announcing(bench, invite, choose))
    job = _make_announce_job(bench, invite, choose)
    return Contribution((window, announce), {JobKind.ANNOUNCE: job})


def _make_announcing(bench: Bench, invite: Invite, choose: ChooseAddressees) -> Announcing:
    parts, settings = bench.parts, bench.parts.settings
    return Announcing(
        choose=choose,
        window=parts.window,
        jobs=bench.jobs,
        wake=bench.wake,
        preview=Preview(bench.texts, make_site(settings)),
        link=invitations.link(settings.web.public_url or "", "…"),
        lifetime=invite.lifetime,
        has_mails=bench.reminding.letters is not None,
        confirm_above=settings.migration.confirm_above,
        clock=time.time,
    )


def _make_announce_job(bench: Bench, invite: Invite, choose: ChooseAddressees) -> AnnounceJob:
    parts, reminding = bench.parts, bench.reminding
    letters, metrics = reminding.letters, parts.metrics
    remind = RemindNow(
        parts.live.pace,
        invite,
        reminding.memory,
        parts.contacts,
        parts.tiki,
        MeasuredMessenger(bench.messages, metrics, "announcement"),
        None if letters is None else MeasuredLetters(letters, metrics, "announcement"),
        parts.window,
    )
    return AnnounceJob(choose, remind, bench.items, parts.state)
