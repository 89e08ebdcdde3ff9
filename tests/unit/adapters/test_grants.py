"""Which rights follow from which tables and settings; that they do is a contract test's part."""

import pytest

from component.adapters.grants import Block, Features, rights_of
from component.adapters.openfire_schema import ARCHIVED, GROUPED, ROOMS, SERVED, OpenfireSchema
from component.adapters.tiki_schema import Column, TikiSchema

TIKI_24 = {
    "users_users": "userId login email hash livechat_id waiting pass_confirm email_confirm valid "
    "provpass registrationDate created twoFactorSecret avatarType avatarLibName avatarData",
    "users_groups": "groupName expireAfter",
    "users_usergroups": "userId groupName created expire",
    "tiki_group_inclusion": "groupName includeGroup",
    "tiki_preferences": "name value",
    "tiki_user_preferences": "user prefName value",
}
TIKI_3 = TIKI_24 | {
    "users_users": TIKI_24["users_users"].replace("twoFactorSecret", "password challenge"),
    "users_groups": "groupName groupDesc",
    "users_usergroups": "userId groupName",
}
OPENFIRE = OpenfireSchema({"ofUser": frozenset({"username", "salt", "iterations", "storedKey"})})


def schema(tables: dict[str, str]) -> TikiSchema:
    column = Column("varchar", 100, "utf8mb4_unicode_ci", readable=True)
    return TikiSchema(
        {table: dict.fromkeys(names.split(), column) for table, names in tables.items()},
        dict.fromkeys(tables, "InnoDB"),
    )


def columns(
    block: Block, privilege: str, table: str, tables: dict[str, str], features: Features
) -> set[str]:
    found = rights_of(block, schema(tables), OPENFIRE, features)
    return {
        column
        for right in found
        if (right.privilege, right.table) == (privilege, table)
        for column in right.columns
    }


def read(tables: dict[str, str], features: Features, table: str = "users_users") -> set[str]:
    return columns(Block.TIKI, "SELECT", table, tables, features)


@pytest.mark.parametrize("strict", [True, False])
def test_activation_keys_are_compared_where_nothing_else_is_relied_upon(strict: bool) -> None:
    features = Features(strict_states=strict)
    assert "valid" not in read(TIKI_24, features)
    assert ("valid" in read(TIKI_3, features)) == (not strict)
    fork = TIKI_3 | {"users_users": TIKI_3["users_users"].replace("waiting ", "")}
    assert "valid" in read(fork, features)


def test_pictures_of_the_library_are_read_with_the_address_of_the_site_only() -> None:
    assert "avatarLibName" not in read(TIKI_24, Features())
    assert "avatarLibName" in read(TIKI_24, Features(library_pictures=True))


def test_terms_of_groups_are_read_where_there_are_any() -> None:
    assert read(TIKI_24, Features(), "users_groups") == {"groupName", "expireAfter"}
    assert read(TIKI_3, Features(), "users_groups") == {"groupName"}


def test_a_deadline_is_read_where_there_is_nothing_newer() -> None:
    both = TIKI_24 | {"users_users": TIKI_24["users_users"] + " pass_due"}
    old = TIKI_24 | {"users_users": both["users_users"].replace("pass_confirm", "")}
    assert "pass_due" not in read(both, Features())
    assert "pass_due" in read(old, Features())


def test_a_challenge_is_seen_where_it_tells_the_version() -> None:
    for tables in (TIKI_24, TIKI_3):
        assert columns(Block.TIKI, "REFERENCES", "users_users", tables, Features()) == set()
    fifteen = TIKI_24 | {"users_users": TIKI_24["users_users"] + " challenge"}
    assert columns(Block.TIKI, "REFERENCES", "users_users", fifteen, Features()) == {"challenge"}


@pytest.mark.parametrize("tables", [TIKI_24, TIKI_3])
def test_accounts_can_be_made_only_where_that_is_asked_for(tables: dict[str, str]) -> None:
    rights = rights_of(Block.TIKI_WRITE, schema(tables), OPENFIRE, Features())
    assert {right.privilege for right in rights} == {"SELECT", "UPDATE"}
    makes = Features(creates_accounts=True)
    filled = columns(Block.TIKI_WRITE, "INSERT", "users_users", tables, makes)
    assert {"login", "email", "hash", "pass_confirm", "livechat_id"} <= filled
    assert not {"password", "valid", "userId"} & filled


@pytest.mark.parametrize(
    ("version", "table"), [(38, "ofUser"), (39, "ofUserScram"), (None, "ofUserScram")]
)
def test_scram_is_read_where_this_openfire_keeps_it(version: int | None, table: str) -> None:
    values = frozenset({"username", "salt", "iterations", "storedKey"})
    openfire = OpenfireSchema(
        {"ofUser": values, "ofUserScram": values | {"mechanism"}}, version=version
    )
    found = rights_of(Block.OPENFIRE, schema(TIKI_24), openfire, Features())
    assert {right.table for right in found if "salt" in right.columns} == {table}


def test_what_is_not_there_is_not_granted() -> None:
    found = rights_of(Block.OPENFIRE, schema(TIKI_24), OPENFIRE, Features())
    assert {right.table for right in found} == {"ofUser"}


ARCHIVE = {"ofRoster", "ofRosterGroups", "ofPrivate", "ofOffline"}
"""What nothing but a migration touches."""


def test_accounts_are_kept_and_put_back_only_where_people_migrate() -> None:
    everything = OpenfireSchema(
        {table: frozenset(names) for table, names in {**SERVED, **ARCHIVED}.items()}
    )
    for block, table in ((Block.OPENFIRE, "ofRoster"), (Block.OPENFIRE_WRITE, "ofID")):
        tables = {
            migrates: {
                right.table
                for right in rights_of(
                    block, schema(TIKI_24), everything, Features(migrates=migrates)
                )
            }
            for migrates in (False, True)
        }
        assert tables[False] < tables[True]
        assert tables[True] - tables[False] <= ARCHIVE | {"ofID"}
        assert table in tables[True]


@pytest.mark.parametrize(("version", "is_there"), [(None, True), (26, True), (29, False)])
def test_private_storage_is_a_table_up_to_4_2(version: int | None, *, is_there: bool) -> None:
    openfire = OpenfireSchema(
        {table: frozenset(names) for table, names in {**SERVED, **ARCHIVED}.items()},
        version=version,
    )
    for block in (Block.OPENFIRE, Block.OPENFIRE_WRITE):
        found = rights_of(block, schema(TIKI_24), openfire, Features(migrates=True))
        assert ("ofPrivate" in {right.table for right in found}) is is_there
    assert ("ofPrivate" in openfire.archived) is is_there


def test_rooms_are_read_only_where_affiliations_in_them_are_synced() -> None:
    everything = OpenfireSchema({table: frozenset(names) for table, names in ROOMS.items()})
    for rooms in (True, False):
        found = rights_of(Block.OPENFIRE, schema(TIKI_24), everything, Features(rooms=rooms))
        granted = {right.table: right.columns for right in found if right.table in ROOMS}
        assert granted == (ROOMS if rooms else {})
        assert {right.privilege for right in found} <= {"SELECT"}


def test_nothing_that_migrates_can_be_deleted_or_changed_in_the_chat_servers_tables() -> None:
    for block in (Block.OPENFIRE, Block.OPENFIRE_WRITE):
        for right in rights_of(block, schema(TIKI_24), OPENFIRE, Features(migrates=True)):
            assert right.table not in ARCHIVE or right.privilege in ("SELECT", "INSERT")


@pytest.mark.parametrize("block", Block)
def test_every_block_says_what_it_is_for(block: Block) -> None:
    assert block.purpose


def test_how_groups_show_is_read_only_where_groups_are_synced() -> None:
    everything = OpenfireSchema(
        {table: frozenset(names) for table, names in {**SERVED, **GROUPED}.items()}
    )
    without, given = (
        {
            right.table
            for right in rights_of(
                Block.OPENFIRE, schema(TIKI_24), everything, Features(groups=groups)
            )
        }
        for groups in (False, True)
    )
    assert given - without == {"ofGroupProp"}
