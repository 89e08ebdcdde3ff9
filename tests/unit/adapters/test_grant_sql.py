"""Rights as SQL: every name quoted, and databases named so that no other is meant."""

import pytest

from component.adapters import grant_sql
from component.adapters.grants import Right

WHO = "'chat'@'localhost'"


@pytest.mark.parametrize(
    ("name", "quoted"), [("tiki", "`tiki`"), ("a`b", "`a``b`"), ("a'b", "`a'b`"), ("%", "`%`")]
)
def test_a_name_is_quoted(name: str, quoted: str) -> None:
    assert grant_sql.quote_name(name) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"), [("x", "'x'"), ("it's", "'it''s'"), ("a\\'", r"'a\\'''"), ("", "''")]
)
def test_a_text_is_quoted(text: str, quoted: str) -> None:
    assert grant_sql.quote_text(text) == quoted


def test_an_account_is_a_user_with_a_host() -> None:
    assert grant_sql.account("o'brien", "%") == "'o''brien'@'%'"


@pytest.mark.parametrize(
    ("database", "table", "has_wildcards", "where"),
    [
        ("my_tiki", "users_users", True, "`my_tiki`.`users_users`"),
        ("my_tiki", "", True, "`my\\_tiki`.*"),
        ("100%\\", "", True, "`100\\%\\\\`.*"),
        ("my_tiki", "", False, "`my_tiki`.*"),
    ],
)
def test_a_place_means_no_other_database(
    database: str, table: str, has_wildcards: bool, where: str
) -> None:
    assert grant_sql.place(database, table, has_wildcards=has_wildcards) == where


def test_rights_on_one_place_are_given_at_once() -> None:
    rights = [Right("SELECT", "t", ("a", "b`")), Right("UPDATE", "t", ("a",))]
    assert grant_sql.grant(rights, "`d`.`t`", WHO) == (
        f"GRANT SELECT (`a`, `b```), UPDATE (`a`) ON `d`.`t` TO {WHO}"
    )
    assert grant_sql.grant([Right("ALTER"), Right("CREATE")], "`d`.*", WHO) == (
        f"GRANT ALTER, CREATE ON `d`.* TO {WHO}"
    )


def test_rights_are_taken_apart_into_powers() -> None:
    rights = [Right("SELECT", "t", ("a", "b")), Right("CREATE")]
    assert grant_sql.powers(rights) == {("SELECT", "a"), ("SELECT", "b"), ("CREATE", "")}


def test_what_is_taken_for_a_whole_table_is_not_taken_by_columns_as_well() -> None:
    excess = {("SELECT", "a"), ("SELECT", ""), ("UPDATE", "b"), ("UPDATE", "a")}
    assert grant_sql.revoke(excess, "`d`.`t`", WHO) == (
        f"REVOKE SELECT, UPDATE (`a`, `b`) ON `d`.`t` FROM {WHO}"
    )
