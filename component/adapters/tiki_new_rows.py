"""Which columns of Tiki's tables are filled in for a new account. `tiki_writer` fills them in."""

from collections.abc import Iterable, Mapping

from component.adapters.tiki_schema import USERS, TikiSchema

_MEMBERS = "users_usergroups"
_ACCOUNT = (
    *("login", "email", "hash", "provpass", "registrationDate", "created"),
    *("pass_confirm", "email_confirm", "pass_due", "livechat_id"),
)
_MEMBERSHIP = ("userId", "groupName", "created")


def new_rows(schema: TikiSchema) -> Mapping[str, tuple[str, ...]]:
    """The columns that a new account and its membership get, as far as they are seen.

    Args:
        schema: What is there, for whoever looked.

    Returns:
        Table → columns.
    """
    return {
        USERS: _filled(schema, USERS, _ACCOUNT),
        _MEMBERS: _filled(schema, _MEMBERS, _MEMBERSHIP),
    }


def _filled(schema: TikiSchema, table: str, columns: Iterable[str]) -> tuple[str, ...]:
    has_dates = schema.exists(USERS, "pass_confirm")
    return tuple(
        column
        for column in columns
        if schema.exists(table, column) and not (column == "pass_due" and has_dates)
    )
