"""The port `TikiWriter`: an account that cannot be made in full is told, and what is left of it."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.ports import Unavailable
from tests.contract.tiki_registration import LOGIN, create
from tests.contract.tiki_worlds import RealTiki, layouts
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29

pytestmark = pytest.mark.live

MYISAM = layouts(TIKI_1_9, SUMO, TIKI_2)
INNODB = layouts(TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29)
FAIL_ONCE = """
CREATE TRIGGER fail_once BEFORE INSERT ON users_usergroups FOR EACH ROW
IF (SELECT COUNT(*) FROM tried) = 0 THEN
  INSERT INTO tried VALUES (1);
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not the first time';
END IF
"""


@pytest.mark.parametrize("real_tiki", INNODB, indirect=True)
async def test_in_innodb_a_failure_leaves_nothing(
    real_tiki: RealTiki, request: pytest.FixtureRequest
) -> None:
    deny_groups(real_tiki, request)
    with pytest.raises(SchemaMismatch, match=r"INSERT command denied.*users_usergroups"):
        await create(real_tiki)
    assert await real_tiki.directory.read_page(0, 10) == []


@pytest.mark.parametrize("real_tiki", MYISAM, indirect=True)
async def test_in_myisam_a_failure_says_what_is_left_to_do(
    real_tiki: RealTiki, request: pytest.FixtureRequest
) -> None:
    deny_groups(real_tiki, request)
    expected = rf"users_usergroups.*'{LOGIN}' was made but is not in the group Registered: add it"
    with pytest.raises(Unavailable, match=expected):
        await create(real_tiki)
    (account,) = await real_tiki.directory.read_page(0, 10)
    assert (account.login, account.memberships) == (LOGIN, ())


def deny_groups(tiki: RealTiki, request: pytest.FixtureRequest) -> None:
    """Let the writer see memberships but insert none, until the test ends."""
    created = ", created" if tiki.has("created", "users_usergroups") else ""
    columns = f"(userId, groupName{created}) ON users_usergroups"
    tiki.database.revoke(f"INSERT {columns}", "writer")
    tiki.database.grant(f"SELECT {columns}", "writer")

    def give_back() -> None:
        tiki.database.revoke(f"SELECT {columns}", "writer")
        tiki.database.grant(f"INSERT {columns}", "writer")

    request.addfinalizer(give_back)


@pytest.mark.parametrize(
    ("table", "column"),
    [("users_users", "hash"), ("users_users", "provpass"), ("users_usergroups", "groupName")],
)
async def test_a_right_that_is_missing_is_named_and_nothing_is_made(
    real_tiki: RealTiki, request: pytest.FixtureRequest, table: str, column: str
) -> None:
    right = f"INSERT ({column}) ON {table}"
    real_tiki.database.revoke(right, "writer")
    request.addfinalizer(lambda: real_tiki.database.grant(right, "writer"))
    with pytest.raises(SchemaMismatch, match=rf"cannot write {table}\.{column}: grant INSERT"):
        await create(real_tiki)
    assert await real_tiki.directory.read_page(0, 10) == []


async def test_a_membership_that_a_deleted_account_left_behind_does_no_harm(
    real_tiki: RealTiki,
) -> None:
    ((last,),) = real_tiki.database.execute(
        "SELECT auto_increment FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name = 'users_users'"
    )
    real_tiki.join(last, "Registered")
    user_id = await create(real_tiki)
    assert (user_id == last) is (real_tiki.layout.engine == "MyISAM")
    assert [m.group for m in await real_tiki.directory.memberships(user_id)] == ["Registered"]
    (account,) = await real_tiki.directory.read_page(0, 10)
    assert account.user_id == user_id


async def test_a_hash_that_the_column_cannot_hold_makes_nothing(real_tiki: RealTiki) -> None:
    with pytest.raises(Unavailable, match="hash"):
        await create(real_tiki, stored="x" * (real_tiki.layout.hash_width + 1))
    assert await real_tiki.directory.read_page(0, 10) == []


@pytest.mark.parametrize("real_tiki", MYISAM, indirect=True)
async def test_in_myisam_the_group_is_tried_again(
    real_tiki: RealTiki, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(real_tiki.database.restore)
    real_tiki.database.execute("CREATE TABLE tried (once int) ENGINE=MyISAM")
    real_tiki.database.execute(FAIL_ONCE)
    user_id = await create(real_tiki)
    assert real_tiki.database.execute("SELECT COUNT(*) FROM tried") == [(1,)]
    assert [m.group for m in await real_tiki.directory.memberships(user_id)] == ["Registered"]
