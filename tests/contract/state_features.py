"""Everything that the component does as the user of its own schema, and what is seen of it."""

from component.adapters.mysql import Database
from component.adapters.state_jobs import StateJobs
from component.adapters.state_journal import StateJournal
from component.adapters.state_managed import StateManaged
from component.adapters.state_mysql import StateMysql
from component.adapters.state_registrations import StateWatch
from component.adapters.state_reminders import StateReminders
from component.adapters.state_run_items import StateRunItems
from component.adapters.state_schema import STEPS, migrate
from component.adapters.state_several import StateConversations, StateRefreshes
from component.adapters.state_window import StateWindow
from component.domain.audit import Actor, Way
from component.domain.group_plan import Affiliation
from component.domain.high_water import HighWater
from component.domain.invitations import Invitation
from component.domain.jobs import Asker, JobKind, JobState
from component.domain.migration import Step
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile
from component.domain.reminders import NEVER, Channel
from component.domain.run_items import ItemState, RunItem
from component.domain.window import Schedule
from tests.contract.journal_worlds import FULL, plan

_BOB = ChatUsername("bob")
_KEY = "0123456789abcdef0123456789abcdef"
_AT = 1_790_000_000.0
_STEP_TO_COME = {"chat_account.note": "ALTER TABLE chat_account ADD COLUMN note INT NULL"}


async def seen_of_state(database: Database) -> object:
    """Fill an empty schema; what is seen is equal each time."""
    state = StateMysql(database)
    await state.prepare()
    seen = (
        await _remember(state),
        await _migrate(StateJournal(database, state.prepare)),
        await _remind(StateReminders(database, state.prepare)),
        await _manage(StateManaged(database, state.prepare)),
        await _watch(StateWatch(database, state.prepare)),
        await _work(StateJobs(database, state.prepare), StateRunItems(database, state.prepare)),
        await _schedule(StateWindow(database, state.prepare)),
        await _share(database, state),
    )
    return seen, await migrate(database, (*STEPS, _STEP_TO_COME))


async def _remember(state: StateMysql) -> object:
    """Remember a profile, a password and an ID."""
    shown = ShownProfile("0" * 64, with_photo=True)
    await state.remember_profile(_BOB, shown)
    await state.remember_profile(_BOB, shown)
    await state.forget_native_password(_BOB)
    await state.record("create", _BOB, {"by": "a test", "way": "shell"})
    await state.retire(LiveChatId("bob"))
    return (
        await state.shown_profile(_BOB),
        await state.has_native_password(_BOB),
        await state.is_retired(LiveChatId("bob")),
        await state.retired_among(["bob"]),
    )


async def _migrate(journal: StateJournal) -> object:
    """Begin a migration, keep a snapshot, give up."""
    begun = await journal.begin(plan())
    assert begun is not None
    await journal.save_snapshot(begun, FULL)
    saved = await journal.read_snapshot(begun)
    await journal.leave(begun)
    assert await journal.reclaim() == 0
    ended = await journal.advance(begun, Step.ABANDONED)
    return saved, ended and await journal.drop_snapshots(-1.0)


async def _remind(memory: StateReminders) -> object:
    """Make a link, use it, claim reminders and give them back."""
    invitation = Invitation(_BOB, made_at=_AT, expires_at=_AT + 60)
    await memory.add(_KEY * 2, invitation)
    used = await memory.use(_KEY * 2, _AT)
    seen = NEVER
    for _ in range(2):
        await memory.claim("chat:bob", Channel.CHAT, seen, _AT)
        await memory.give_back("chat:bob", Channel.CHAT, seen, _AT)
        await memory.claim("chat:bob", Channel.CHAT, seen, _AT)
        seen = (await memory.read("chat:bob")).of(Channel.CHAT)
    await memory.stop("chat:bob", _AT)
    turn = await memory.take_turn("chat", 10.0, 1, _AT)
    return used, await memory.find(_KEY * 2), await memory.read("chat:bob"), turn


async def _manage(managed: StateManaged) -> object:
    """Manage members and affiliations, and release some."""
    await managed.manage_members("helpers", [_BOB, ChatUsername("carol")])
    await managed.release_members("helpers", [_BOB])
    await managed.manage_affiliations("lobby", {_BOB: Affiliation.ADMIN})
    given = await managed.managed_affiliations(["lobby"])
    await managed.release_affiliations("lobby", [_BOB])
    return given, await managed.managed_members(["helpers"])


async def _schedule(window: StateWindow) -> object:
    """Keep a schedule, and change it."""
    actor = Actor("boss", Way.SHELL)
    begun = await window.begin(Schedule(_AT), actor, _AT)
    again = await window.begin(Schedule(_AT + 1), actor, _AT)
    return begun, again, await window.change(begun, Schedule(_AT, _AT), actor, _AT)


async def _watch(watch: StateWatch) -> object:
    """See to registrations."""
    await watch.begin(HighWater(1))
    begun = await watch.take_turn(0.0)
    return begun, await watch.move(HighWater(1), HighWater(2)), await watch.take_turn(0.0)


async def _share(database: Database, state: StateMysql) -> object:
    """Wait for a text, and look after somebody."""
    talks = StateConversations(database, state.prepare, "tiki-a", 60.0)
    turns = StateRefreshes(database, state.prepare, _KEY)
    await talks.begin("bob@chat.test/x")
    await talks.begin("bob@chat.test/x")
    owner = await talks.owner("bob@chat.test/x")
    await talks.end("bob@chat.test/x")
    await talks.give_up("bob@chat.test/x")
    taken = [await turns.take(_BOB, 60.0) for _ in range(2)]
    await turns.give_back(_BOB)
    return owner, taken


async def _work(jobs: StateJobs, items: StateRunItems) -> object:
    """Add a job, carry it out, note what it did, and drop it."""
    added = await jobs.add_single(JobKind.SYNC_GROUPS, Asker("schedule"), {"rosters": []})
    taken = await jobs.take([JobKind.SYNC_GROUPS])
    assert added is not None
    assert taken is not None
    renewed = await jobs.renew(taken, 1, 2)
    assert await jobs.reclaim() == 0
    for state in (ItemState.FAILED, ItemState.DONE):
        await items.note(taken.number, [RunItem(_BOB, state)])
    cancelled = await jobs.cancel(taken.number)
    ended = await jobs.end(taken, JobState.CANCELLED, {})
    return (
        [job and job.state for job in (added, taken, renewed, cancelled, ended)],
        len(await jobs.newest(10)),
        await items.counts(taken.number),
        await jobs.drop_ended(0),
        await items.read(taken.number),
    )
