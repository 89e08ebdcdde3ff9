"""An account that was purged is put back as it was, with another password."""

from dataclasses import replace

import pytest

from component.domain.audit import Actor, Way
from component.domain.migration import OldAccount, Path, Plan
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.passwords.openfire import PlainCredential
from component.domain.purge import Stage
from component.ports import Rejected, Unavailable
from component.ports.exports import BadExport
from component.usecases.restore_account import RestorePlan, RestoreProblem
from tests.unit.usecases.purge_house import PURGED, PurgeHouse, exported

ANN = ChatUsername("ann")
BOSS = Actor("boss@livechat.test", Way.CHAT)


async def purged() -> PurgeHouse:
    """A site whose unmigrated accounts are gone."""
    house = await exported()
    assert (await house.purge(await house.order())).outcome["purged"] == len(PURGED)
    house.state.audit.clear()
    return house


async def look(house: PurgeHouse, name: str = "ann", export: str = "") -> RestorePlan:
    found = await house.restore.look(ChatUsername(name), export)
    assert isinstance(found, RestorePlan)
    return found


async def test_everything_that_was_exported_is_back() -> None:
    house = await purged()
    plan = await look(house)
    assert not plan.is_there
    assert not plan.is_linked
    done = await house.restore(plan, "a new password", BOSS)
    assert isinstance(done, RestorePlan)
    kept = plan.account.snapshot
    present = await house.archive.read(ANN)
    assert present is not None
    here = [item for item in kept.roster if item.jid != "ben@livechat.test"]
    assert [item for item in present.roster if item in here] == here
    assert replace(present, roster=(), seen_by=()) == replace(kept, roster=(), seen_by=())
    assert {item.owner for item in present.seen_by} == {"linked"}
    assert house.chat.credential("ann") == PlainCredential("a new password")
    assert house.forgotten == ["ann"]


async def test_without_a_password_nobody_knows_the_one_that_it_gets() -> None:
    house = await purged()
    await house.restore(await look(house), "", BOSS)
    given = house.chat.credential("ann").stored_form
    await house.restore(await look(house, "dan"), "", BOSS)
    assert "ann's old password" != given != house.chat.credential("dan").stored_form
    assert len(given) >= 32
    assert house.forgotten == []


async def test_its_name_can_be_had_again_by_who_owns_it() -> None:
    house = await purged()
    await house.restore(await look(house), "", BOSS)
    assert "ann" not in await house.retired()
    plan = await house.planned(Stage.WARN)
    assert "ann" in [account.username for account in plan.accounts]


async def test_the_audit_says_so_before_and_after_and_has_no_password() -> None:
    house = await purged()
    plan = await look(house)
    await house.restore(plan, "a new password", BOSS)
    detail = {"by": "boss@livechat.test", "way": "chat", "export": plan.export.name}
    assert house.state.audit == [
        ("restore-account", "ann", detail),
        ("account-restored", "ann", detail),
    ]


@pytest.mark.parametrize("failing", ["restore", "set_password", "retire"])
async def test_where_it_was_broken_off_it_is_done_again(failing: str) -> None:
    house = await purged()
    plan = await look(house)
    side = house.archive if failing == "restore" else house.chat
    side.failing[failing] = Unavailable("Openfire", "away")
    if failing == "retire":
        house.state.failing["reinstate"] = Unavailable("state", "away")
    with pytest.raises(Unavailable):
        await house.restore(plan, "a new password", BOSS)
    side.come_back()
    house.state.come_back()
    assert isinstance(await house.restore(await look(house), "a new password", BOSS), RestorePlan)
    assert house.chat.credential("ann") == PlainCredential("a new password")
    assert len(house.archive.keep("ann").offline) == 1


async def test_an_account_that_is_there_keeps_what_it_has() -> None:
    house = await exported()
    house.chat.shown("ann").name = "Ann the Second"
    before = house.chat.credential("ann")
    plan = await look(house)
    assert plan.is_there
    await house.restore(plan, "", BOSS)
    assert house.chat.credential("ann") == before
    assert house.chat.shown("ann").name == "Ann the Second"
    assert house.chat.count("create_account") == 0


async def test_an_account_of_somebody_of_the_site_gets_no_password_of_its_own() -> None:
    house = await purged()
    house.tiki.add("Ann", livechat_id="ann")
    plan = await look(house)
    assert plan.is_linked
    assert await house.restore(plan, "a new password", BOSS) is RestoreProblem.LINKED
    assert house.state.audit == []
    assert "ann" not in house.chat.usernames
    assert isinstance(await house.restore(plan, "", BOSS), RestorePlan)
    assert house.archive.roster_of("ann")
    assert house.chat.count("set_password") == 0


async def test_the_newest_export_that_has_it_is_taken() -> None:
    house = await purged()
    house.add("eve")
    await house.export(number=9)
    assert (await look(house)).export.name == min(house.exports.stored)
    assert (await look(house, "eve")).export.name == max(house.exports.stored)
    found = await house.restore.look(ANN, max(house.exports.stored))
    assert found is RestoreProblem.NOT_EXPORTED


async def test_somebody_who_is_in_no_export_is_not_put_back() -> None:
    house = await purged()
    assert await house.restore.look(ChatUsername("zoe")) is RestoreProblem.NOT_EXPORTED


@pytest.mark.parametrize("password", ["x" * 33, " blank", "line\nbreak", "\x00"])
async def test_what_can_be_no_password_is_refused_before_anything_is_done(password: str) -> None:
    house = await purged()
    assert await house.restore(await look(house), password, BOSS) is RestoreProblem.PASSWORD
    assert house.state.audit == []
    assert "ann" not in house.chat.usernames


async def test_somebody_who_is_just_migrating_is_not_disturbed() -> None:
    house = await purged()
    plan = Plan(Path.TIKI_ONLY, LiveChatId("ann"), TikiLogin("Ann"), 1, OldAccount.KEEP)
    assert await house.journal.begin(plan)
    assert await house.restore.look(ANN) is RestoreProblem.MIGRATING


async def test_an_export_of_another_chat_is_refused() -> None:
    house = await purged()
    (stored,) = house.exports.stored.values()
    head = replace(stored.summary.head, domain="elsewhere.test")
    stored.summary = replace(stored.summary, head=head)
    assert await house.restore.look(ANN) is RestoreProblem.DOMAIN


async def test_an_export_that_cannot_be_relied_upon_gives_nothing_back() -> None:
    house = await purged()
    plan = await look(house)
    house.exports.tamper(plan.export.name)
    with pytest.raises(BadExport):
        await house.restore(plan, "", BOSS)
    with pytest.raises(BadExport):
        await PurgeHouse().restore.look(ANN)
    assert "ann" not in house.chat.usernames


async def test_an_account_that_openfire_will_not_make_is_told() -> None:
    house = await purged()
    plan = await look(house)
    house.chat.failing["create_account"] = Rejected("no")
    with pytest.raises(Rejected, match="was not made"):
        await house.restore(plan, "", BOSS)
    assert "ann" in await house.retired()
