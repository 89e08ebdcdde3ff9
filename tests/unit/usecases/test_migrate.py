"""The three ways to one account: what is done, in which order, and what the person is told."""

import pytest

from component.domain.generations import Generation
from component.domain.migration import (
    ChatProof,
    Migrated,
    OldAccount,
    Path,
    Step,
)
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Rejected, Unavailable
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.migrants import (
    EMAIL,
    FRIEND,
    IVAN,
    LOGIN,
    MIGRATED,
    SEEN_BY,
    TIKI_PASSWORD,
    Make,
)


@pytest.mark.parametrize(
    ("path", "old_account", "audit"),
    [
        (Path.BOTH, OldAccount.KEEP, ["snapshot", "retire-password", "join-group", "finish"]),
        (Path.BOTH, OldAccount.DELETE, ["snapshot", "delete-account", "finish"]),
        (
            Path.CHAT_ONLY,
            OldAccount.KEEP,
            ["create-tiki-account", "snapshot", "retire-password", "finish"],
        ),
        (
            Path.CHAT_ONLY,
            OldAccount.DELETE,
            ["create-tiki-account", "snapshot", "delete-account", "finish"],
        ),
        (Path.TIKI_ONLY, OldAccount.KEEP, ["create", "join-group", "finish"]),
    ],
)
async def test_each_way_ends_in_one_account(
    make: Make, path: Path, old_account: OldAccount, audit: list[str]
) -> None:
    ivan = make(path, old_account)
    if ivan.user_id:
        ivan.site.house.tiki.join(ivan.user_id, "Helpers")
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.journal.steps(IVAN) == [Step.FINISHED]
    assert ivan.actions == ["migrate", *audit]
    assert await ivan.has_migrated()
    assert TIKI_PASSWORD not in str(ivan.site.house.state.audit)


async def test_what_is_kept_is_kept_as_it_is_and_shows_the_profile_at_once(make: Make) -> None:
    ivan = make(Path.BOTH)
    site, chat = ivan.site, ivan.site.house.chat
    site.house.tiki.join(ivan.user_id, "Helpers")
    chat.add_roster_group("chess", IVAN)
    chat.add_card_field(IVAN, "NOTE", "kept")
    assert await ivan.migrate(site.component()) == MIGRATED
    assert chat.groups_with(IVAN) == {"chess", "helpers"}
    assert chat.shown(IVAN).card == {"NOTE": "kept", "FN": LOGIN, "NICKNAME": LOGIN}
    assert site.archive.roster_of(IVAN) == [FRIEND]
    assert site.archive.roster_of("olga") == [SEEN_BY]
    assert chat.count("delete_account") == 0


async def test_what_is_deleted_was_saved_before(make: Make) -> None:
    ivan = make(Path.BOTH, OldAccount.DELETE)
    site = ivan.site
    site.archive.keep(IVAN).private["storage", "storage:bookmarks"] = "<storage/>"
    assert await ivan.migrate(site.component()) == MIGRATED
    assert IVAN not in site.house.chat.usernames
    assert site.archive.roster_of("olga") == []
    (snapshot,) = site.journal.rows.snapshots.values()
    assert (snapshot.roster, snapshot.seen_by) == ((FRIEND,), (SEEN_BY,))
    assert [item.data for item in snapshot.private] == ["<storage/>"]
    assert site.house.chat.count("create_account") == 0


async def test_an_account_that_was_deleted_is_made_anew_with_groups_at_the_next_sign_in(
    make: Make,
) -> None:
    ivan = make(Path.BOTH, OldAccount.DELETE)
    ivan.site.house.tiki.join(ivan.user_id, "Helpers")
    await ivan.migrate(ivan.site.component())
    assert await ivan.has_migrated()
    assert ivan.site.house.chat.groups_with(IVAN) == {"helpers"}


async def test_a_new_tiki_account_is_linked_from_its_first_moment(make: Make) -> None:
    ivan = make(Path.CHAT_ONLY)
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    tiki = ivan.site.house.tiki
    assert tiki.count("claim_livechat_id") == 0
    (user_id,) = tiki.user_ids
    made = tiki.account(user_id)
    assert (str(made.login), made.email, str(made.livechat_id)) == (LOGIN, EMAIL, IVAN)
    assert made.password_hash.startswith("$2y$")
    assert {m.group for m in tiki.memberships_of(user_id)} == {"Registered"}
    assert ivan.site.journal.rows.migrations[1].plan.user_id == user_id


async def test_a_new_tiki_account_is_called_as_the_site_would_call_it(make: Make) -> None:
    ivan = make(Path.CHAT_ONLY)
    ivan.site.house.tiki.set_rule("lowercase_username", "y")
    migrate = ivan.site.component().migrate
    outcome = await migrate.chat_only(ChatProof(IVAN), "  IVAN ", TIKI_PASSWORD, f" {EMAIL} ")
    assert outcome == Migrated(LiveChatId(IVAN), TikiLogin("ivan"))
    assert ivan.site.house.tiki.account(1).email == EMAIL


async def test_a_tiki_of_old_gets_the_account_in_its_own_form(make: Make) -> None:
    site = make(Path.CHAT_ONLY).site
    site.house.tiki = FakeTiki(Generation.V1_9)
    migrate = site.component().migrate
    outcome = await migrate.chat_only(ChatProof(IVAN), "Ivan", TIKI_PASSWORD, EMAIL)
    assert outcome == Migrated(LiveChatId(IVAN), TikiLogin("Ivan"))
    assert len(site.house.tiki.account(1).password_hash) == 32
    assert str(await site.log_in("Ivan", TIKI_PASSWORD)) == "Accept(username='ivan')"


async def test_an_id_is_given_back_where_openfire_would_not_make_the_account(make: Make) -> None:
    ivan = make(Path.TIKI_ONLY)
    ivan.site.house.chat.failing["create_account"] = Rejected("no more accounts")
    with pytest.raises(Unavailable, match="no more accounts"):
        await ivan.migrate(ivan.site.component())
    assert not await ivan.has_migrated()


@pytest.mark.parametrize("path", [Path.BOTH, Path.CHAT_ONLY])
async def test_what_openfire_refuses_after_the_claim_is_done_later(make: Make, path: Path) -> None:
    ivan = make(path)
    ivan.site.house.chat.failing["replace_password"] = Rejected("not now")
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.open_steps == [Step.SAVED]
    await ivan.site.recover()
    assert ivan.site.open_steps == [Step.SAVED]
    ivan.site.house.chat.come_back()
    await ivan.site.recover()
    assert await ivan.has_migrated()


async def test_profile_and_groups_that_cannot_be_shown_hold_nobody_up(make: Make) -> None:
    ivan = make(Path.BOTH)
    ivan.site.house.tiki.join(ivan.user_id, "Helpers")
    for method in ("show", "make_group"):
        ivan.site.house.chat.failing[method] = Unavailable("Openfire", "away")
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.journal.steps(IVAN) == [Step.FINISHED]
    ivan.site.house.chat.come_back()
    assert await ivan.has_migrated()
    assert ivan.site.house.chat.groups_with(IVAN) == {"helpers"}
