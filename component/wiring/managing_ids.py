"""Live Chat IDs by command: look-up, set, change, release, allocation for many."""

from dataclasses import replace

from component.domain.accounts import AccountState, TikiAccount
from component.domain.jobs import JobKind
from component.domain.livechat_id import Reserved
from component.frontdoors.commands.allocate_ids import AllocateNeeds, make_allocate_ids
from component.frontdoors.commands.change_id import ChangeNeeds, make_change_id, make_release_id
from component.frontdoors.commands.id_choice import JobStart
from component.frontdoors.commands.live_chat_id import make_live_chat_id
from component.frontdoors.commands.set_id import SetIdNeeds, make_set_id
from component.frontdoors.xmpp.id_messages import IdMessages
from component.usecases.allocate_job import AllocateJob
from component.usecases.allocate_many import AllocateMany
from component.usecases.change_id import ChangeId
from component.usecases.change_id_job import ChangeIdJob
from component.usecases.choose_accounts import ChooseAccounts
from component.usecases.look_up_id import LookUpId
from component.usecases.set_id import SetId
from component.wiring.contribution import Bench, Contribution
from component.wiring.leaving import make_leave_behind
from component.wiring.site import make_site


def make_managing_ids(bench: Bench) -> Contribution:
    """Make the commands and the handlers of their jobs."""
    parts, describe = bench.parts, bench.describe
    settings, domain = parts.settings, parts.settings.xmpp.domain
    start = JobStart(bench.jobs, bench.wake)
    # Who is to be an admin by a JID is for admins alone to say.
    ids = replace(parts.ids, reserved=Reserved(parts.live.reserved))
    many = _make_many(bench)
    set_id = SetId(parts.tiki, ids, replace(parts.allocate, ids=ids))
    changing = ChangeNeeds(describe, ids, start, domain)
    return Contribution(
        commands=(
            make_live_chat_id(LookUpId(domain, describe, ids, parts.audit), domain),
            make_set_id(SetIdNeeds(describe, ids, set_id, domain)),
            make_change_id(changing),
            make_release_id(changing),
            make_allocate_ids(AllocateNeeds(many, start, settings.live_chat_ids.allocations)),
        ),
        handlers={
            JobKind.CHANGE_ID: ChangeIdJob(
                replace(_make_change(bench), ids=ids),
                bench.items,
            ),
            JobKind.ALLOCATE: AllocateJob(many, bench.items),
        },
    )


def _make_many(bench: Bench) -> AllocateMany:
    parts = bench.parts

    async def state_of(account: TikiAccount) -> AccountState:
        return await parts.verify.state(account, None)

    return AllocateMany(
        parts.settings.xmpp.domain,
        parts.native_only,
        tiki=parts.tiki,
        chat=parts.chat,
        state=parts.state,
        choose=ChooseAccounts(parts.tiki),
        allocate=parts.allocate,
        state_of=state_of,
        window=parts.window,
    )


def _make_change(bench: Bench) -> ChangeId:
    parts, domain = bench.parts, bench.parts.settings.xmpp.domain
    site = make_site(parts.settings)
    return ChangeId(
        domain,
        tiki=parts.tiki,
        tiki_writer=parts.tiki_writer,
        archive=parts.archive,
        state=parts.state,
        journal=parts.journal,
        ids=parts.ids,
        provision=parts.provision,
        leave=make_leave_behind(parts),
        tell=IdMessages(
            bench.messages,
            parts.contacts,
            parts.tiki,
            bench.texts,
            site,
            parts.streams.public.wait_read,
        ),
    )
