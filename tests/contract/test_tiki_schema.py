"""What a Tiki is recognised by, with exactly the bridge's rights; what it lacks is named."""

from collections.abc import Iterator

import pytest

from component.adapters import tiki_schema
from component.adapters.mysql import SchemaMismatch
from component.domain.accounts import SiteRules
from component.domain.generations import Generation
from component.domain.names import ChatUsername, LiveChatId
from component.ports import Unavailable
from tests.contract.tiki_server import Who
from tests.contract.tiki_worlds import RealTiki, find, known, layouts
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29

pytestmark = pytest.mark.live

USERS = "users_users"
REQUIRED = [
    *((USERS, column) for column in ("userId", "login", "email", "hash", "livechat_id")),
    *(("users_usergroups", column) for column in ("userId", "groupName")),
    *(("tiki_preferences", column) for column in ("name", "value")),
    *(("tiki_user_preferences", column) for column in ("user", "prefName", "value")),
]
NEVER_READ = ("password", "provpass", "challenge", "score", "openid_url")
WHO_READS: tuple[Who, ...] = ("reader", "lenient")
WITH_WAITING = layouts(TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29)


@pytest.fixture
def damaged(real_tiki: RealTiki) -> Iterator[RealTiki]:
    """A Tiki that is made anew after the test."""
    yield real_tiki
    real_tiki.database.restore()


async def look(tiki: RealTiki, who: Who) -> tiki_schema.TikiSchema:
    return await tiki_schema.look(tiki.access(who))


@pytest.mark.parametrize("who", ["reader", "lenient", "owner"])
async def test_a_tiki_is_recognised_with_the_least_rights_and_with_all(
    real_tiki: RealTiki, who: Who
) -> None:
    layout = real_tiki.layout
    schema = await tiki_schema.probe(real_tiki.access(who))
    assert schema.generation is layout.generation
    assert schema.width(USERS, "login") == layout.login_width
    assert schema.width(USERS, "hash") == layout.hash_width
    assert schema.columns[USERS]["login"].collation == layout.collation
    assert schema.is_exact(USERS, "login") is (layout is TIKI_24_BIN)
    assert set(schema.engines.values()) == {layout.engine}
    assert schema.missing() == []


async def test_with_the_least_rights_the_same_is_read_as_with_all(real_tiki: RealTiki) -> None:
    user_id = real_tiki.add("bob", livechat_id="bobby", email="bob@mail.test", hash="x")
    real_tiki.change(user_id, **known(real_tiki, waiting="l", pass_confirm=1, pass_due=2))
    real_tiki.add_group("Helpers")
    real_tiki.join(user_id, "Helpers")
    least, most = real_tiki.directory, real_tiki.read_as("owner")
    account = await find(real_tiki, "bob")
    assert await most.find_by_name(ChatUsername("bobby"), ()) == [account]
    assert await most.find_by_email(["bob@mail.test"]) == [account]
    assert await most.memberships(user_id) == await least.memberships(user_id)
    assert await most.read_page(0, 10) == await least.read_page(0, 10)
    assert await most.group_names() == await least.group_names()
    assert await most.registration_rules() == await least.registration_rules()
    rules = await most.site_rules()
    assert await most.profile(account, rules) == await least.profile(account, rules)


@pytest.mark.parametrize("who", ["reader", "lenient", "writer"])
@pytest.mark.parametrize("column", NEVER_READ)
async def test_what_may_hold_a_password_in_clear_and_what_is_not_needed_cannot_be_read(
    real_tiki: RealTiki, who: Who, column: str
) -> None:
    access = real_tiki.access(who)
    expected = SchemaMismatch if real_tiki.has(column) else Unavailable
    with pytest.raises(expected, match=column):
        await access.fetch(f"SELECT {column} FROM {USERS}")
    with pytest.raises(SchemaMismatch):
        await access.fetch(f"SELECT * FROM {USERS}")


async def test_activation_keys_can_be_read_only_where_nothing_else_tells(
    real_tiki: RealTiki,
) -> None:
    readable = {who: (await look(real_tiki, who)).has(USERS, "valid") for who in WHO_READS}
    generation = real_tiki.generation
    assert readable == {
        "reader": generation is Generation.V1_10,
        "lenient": generation in (Generation.V1_10, Generation.V2),
    }


async def test_a_reader_writes_nothing(real_tiki: RealTiki) -> None:
    user_id = real_tiki.add("bob")
    for statement in (
        f"UPDATE {USERS} SET livechat_id = 'x'",
        f"INSERT INTO {USERS} (login) VALUES ('x')",
        f"DELETE FROM {USERS}",
    ):
        with pytest.raises(SchemaMismatch, match="denied"):
            await real_tiki.access("reader").execute(statement)
    assert real_tiki.stored_id(user_id) is None


@pytest.mark.parametrize(("table", "column"), REQUIRED)
async def test_a_right_that_is_missing_is_named_and_used_once_it_is_there(
    damaged: RealTiki, table: str, column: str
) -> None:
    damaged.add("bob")
    damaged.database.revoke(f"SELECT ({column}) ON {table}")
    user = f"reader_{damaged.layout.database}"
    expected = rf"cannot read {table}\.{column}: .*grant SELECT on it to the database user '{user}'"
    with pytest.raises(SchemaMismatch, match=expected):
        await find(damaged, "bob")
    damaged.database.grant(f"SELECT ({column}) ON {table}")
    assert (await find(damaged, "bob")).login == "bob"


@pytest.mark.parametrize(
    ("real_tiki", "column"),
    [
        pytest.param(layout, column, id=layout.name)
        for layout, column in (
            (TIKI_1_9, "pass_due"),
            (SUMO, "pass_confirm"),
            (SUMO, "valid"),
            (TIKI_2, "pass_confirm"),
            (TIKI_2, "waiting"),
            (TIKI_15, "waiting"),
            (TIKI_24, "pass_confirm"),
            (TIKI_24, "waiting"),
            (TIKI_29, "waiting"),
        )
    ],
    indirect=["real_tiki"],
)
async def test_what_tells_whether_an_account_may_log_in_is_required(
    damaged: RealTiki, column: str
) -> None:
    damaged.database.grant(f"REFERENCES ({column}) ON {USERS}")
    damaged.database.revoke(f"SELECT ({column}) ON {USERS}")
    with pytest.raises(SchemaMismatch, match=rf"cannot read users_users\.{column}"):
        await find(damaged, "bob")


async def test_all_that_is_missing_is_named_at_once(damaged: RealTiki) -> None:
    damaged.database.execute("DROP TABLE tiki_preferences")
    damaged.database.execute(f"ALTER TABLE {USERS} DROP COLUMN livechat_id")
    expected = r"users_users\.livechat_id, tiki_preferences\.name, tiki_preferences\.value: add"
    with pytest.raises(SchemaMismatch, match=expected):
        await damaged.directory.site_rules()


async def test_an_empty_database_is_no_tiki(damaged: RealTiki) -> None:
    for table in damaged.database.tables:
        damaged.database.execute(f"DROP TABLE {table}")
    with pytest.raises(SchemaMismatch, match=r"cannot read users_users\.userId"):
        await damaged.directory.find_by_name(ChatUsername("bob"), ["bob"])


async def test_the_column_that_prepare_tiki_adds_is_named_and_used_once_it_is_there(
    damaged: RealTiki,
) -> None:
    user_id = damaged.add("bob", livechat_id="bobby")
    assert await damaged.directory.find_by_name(ChatUsername("bobby"), ())
    damaged.database.execute(f"ALTER TABLE {USERS} CHANGE livechat_id kept VARCHAR(191) NULL")
    with pytest.raises(SchemaMismatch, match="livechat_id"):
        await find(damaged, "bob")
    with pytest.raises(SchemaMismatch, match=r"cannot read users_users\.livechat_id: add the col"):
        await find(damaged, "bob")
    with pytest.raises(SchemaMismatch, match=r"users_users\.livechat_id"):
        await damaged.read_as("reader").site_rules()
    with pytest.raises(SchemaMismatch, match="livechat_id"):
        await damaged.writer.claim_livechat_id(user_id, LiveChatId("x"))
    damaged.database.execute(f"ALTER TABLE {USERS} CHANGE kept livechat_id VARCHAR(191) NULL")
    assert await damaged.directory.find_by_name(ChatUsername("bobby"), ())


@pytest.mark.parametrize("real_tiki", layouts(TIKI_24, TIKI_24_BIN, TIKI_29), indirect=True)
async def test_a_column_that_goes_while_running_is_noticed(damaged: RealTiki) -> None:
    user_id = damaged.add("bob", twoFactorSecret="SECRETSECRET", avatarData=b"data")
    assert (await find(damaged, "bob")).has_second_factor
    damaged.database.execute(f"ALTER TABLE {USERS} DROP twoFactorSecret, DROP avatarData")
    with pytest.raises(SchemaMismatch, match="twoFactorSecret"):
        await find(damaged, "bob")
    account = await find(damaged, "bob")
    assert (account.user_id, account.has_second_factor) == (user_id, False)
    assert (await damaged.directory.profile(account, SiteRules())).avatar is None


@pytest.mark.parametrize("real_tiki", WITH_WAITING, indirect=True)
async def test_a_column_that_tells_who_may_log_in_does_not_go_unnoticed(damaged: RealTiki) -> None:
    damaged.add("bob", waiting="l")
    assert (await find(damaged, "bob")).waiting == "l"
    damaged.database.execute(f"ALTER TABLE {USERS} DROP waiting")
    for _ in range(2):
        with pytest.raises(SchemaMismatch, match=r"waiting|valid"):
            await find(damaged, "bob")


@pytest.mark.parametrize("real_tiki", layouts(TIKI_15), indirect=True)
async def test_an_upgrade_is_seen_by_who_begins_after_it(damaged: RealTiki) -> None:
    damaged.add("bob")
    assert (await find(damaged, "bob")).generation is Generation.V4
    damaged.database.execute(
        f"ALTER TABLE {USERS} DROP password, DROP challenge, MODIFY hash varchar(255)"
    )
    (account,) = await damaged.read_as("reader").find_by_name(None, ["bob"])
    assert account.generation is Generation.V16
    assert (await damaged.read_as("reader").registration_rules()).hash_width == 255


@pytest.mark.parametrize("real_tiki", layouts(TIKI_15), indirect=True)
async def test_a_tiki_of_4_to_15_whose_mark_is_hidden_is_taken_for_a_stricter_one(
    damaged: RealTiki,
) -> None:
    damaged.database.revoke(f"REFERENCES (challenge) ON {USERS}")
    assert (await look(damaged, "reader")).generation is Generation.V16


async def test_a_column_that_may_not_be_selected_is_there_but_not_readable(
    damaged: RealTiki,
) -> None:
    right = f"(email) ON {USERS}"
    damaged.database.revoke(f"SELECT {right}")
    assert not (await look(damaged, "reader")).exists(USERS, "email")
    damaged.database.grant(f"INSERT {right}")
    schema = await look(damaged, "reader")
    assert schema.exists(USERS, "email")
    assert not schema.has(USERS, "email")
    assert schema.missing() == ["users_users.email"]
