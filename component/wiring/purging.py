"""The purge: its commands and jobs, and putting accounts back."""

import time

from component.adapters.export_files import ExportFiles
from component.adapters.openfire_admin_list import OpenfireAdminList
from component.domain.audit import Actor
from component.domain.jobs import JobKind
from component.domain.login import Window
from component.domain.purge import PurgeLimits
from component.domain.window import planned
from component.frontdoors.commands.purge import Purge, make_purge
from component.frontdoors.commands.restore_account import make_restore_account
from component.usecases.change_window import ChangeWindow
from component.usecases.export_job import ExportJob
from component.usecases.find_protected import FindProtected, PurgeRules
from component.usecases.plan_purge import PlanPurge
from component.usecases.purge_account import PurgeAccount
from component.usecases.purge_job import PurgeJob
from component.usecases.restore_account import RestoreAccount
from component.wiring.admins import make_is_admin
from component.wiring.contribution import Bench, Contribution
from component.wiring.parts import Parts


def make_purge_commands(bench: Bench) -> Contribution:
    """Make them."""
    parts = bench.parts
    settings, domain = parts.settings, parts.settings.xmpp.domain
    limits = PurgeLimits(settings.purge.most, settings.purge.percent)
    folder = settings.purge.folder
    plan = PlanPurge(
        parts.unmigrated,
        _make_find_protected(parts),
        parts.accounts,
        None if folder is None else ExportFiles(folder),
    )
    account = PurgeAccount(
        domain=domain,
        accounts=parts.accounts,
        tiki=parts.tiki,
        admin=parts.admin,
        archive=parts.archive,
        state=parts.state,
        journal=parts.journal,
        is_admin=make_is_admin(parts),
    )
    restore = RestoreAccount(
        domain=domain,
        plan=plan,
        tiki=parts.tiki,
        chat=parts.chat,
        admin=parts.admin,
        archive=parts.archive,
        state=parts.state,
        journal=parts.journal,
        forget=parts.provision.forget,
    )
    change = ChangeWindow(parts.window, parts.schedules, parts.state, parts.unmigrated)
    reminding = bench.reminding
    needs = Purge(
        plan,
        bench.jobs,
        bench.wake,
        limits,
        warns=reminding.invite is not None,
        has_mails=reminding.letters is not None,
        refuse=_Refuse(change),
        clock=time.time,
    )
    return Contribution(
        commands=(make_purge(needs), make_restore_account(restore)),
        handlers={
            JobKind.EXPORT: ExportJob(domain, plan, parts.archive, parts.state, bench.items),
            JobKind.PURGE: PurgeJob(domain, limits, plan, account, bench.items, parts.window),
        },
    )


class _Refuse:
    """Turns the window, unless it refuses already."""

    def __init__(self, change: ChangeWindow) -> None:
        self._change = change

    async def __call__(self, by: Actor) -> bool:
        seen, now = await self._change.look(), time.time()
        if seen.schedule.at(now) is not Window.OPEN:
            return True
        refusing = planned(seen.schedule, now, Window.REFUSING, None, None)
        return await self._change(seen, refusing, by)


def _make_find_protected(parts: Parts) -> FindProtected:
    settings = parts.settings
    rules = PurgeRules(
        native_only=parts.native_only,
        admins=parts.live.admins,
        keep=tuple(settings.purge.keep),
        recent_days=settings.purge.recent_days,
    )
    admins = OpenfireAdminList(parts.databases.openfire, settings.xmpp.domain)
    return FindProtected(rules, admins, parts.sessions)
