"""What can be said of a database without a server."""

import pytest
from pymysql import err

from component.adapters.mysql import Charset, Database, DatabaseSettings, SchemaMismatch, text
from component.ports import Unavailable


def database(charset: Charset = "utf8mb4") -> Database:
    """A database that nobody connects to."""
    return Database(
        DatabaseSettings("the Tiki database", "localhost", 3306, "me", "geheim", "tiki", charset)
    )


def test_repr_shows_no_password() -> None:
    assert "geheim" not in repr(database().settings)
    assert "localhost" in repr(database().settings)


@pytest.mark.parametrize(
    ("charset", "text", "can"),
    [
        ("latin1", "alice", True),
        ("latin1", "Zoë", True),
        ("latin1", "山田 🐱", True),
        ("latin1", "\x81\x8d\x8f\x90\x9d", True),
        ("latin1", "\ud800", False),
        ("latin1", "", True),
        ("utf8mb4", "山田 🐱", True),
        ("utf8mb4", "\ud800", False),
        ("utf8mb3", "山田 \uffff", True),
        ("utf8mb3", "a🐱b", False),
        ("utf8mb3", "\U00010000", False),
        ("utf8mb3", "\ud800", False),
        ("utf8mb3", "", True),
    ],
)
async def test_a_text_that_the_charset_lacks_is_not_asked_for(
    charset: Charset, text: str, can: bool
) -> None:
    assert database(charset).can_hold(text) is can


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("Zoë", "Zoë"),
        ("Zoë".encode(), "Zoë"),
        (b"Zo\xeb", "Zo\udceb"),
        (b"", ""),
    ],
)
def test_a_column_is_read_as_text_whatever_it_is(value: object, expected: str) -> None:
    assert text(value) == expected


async def test_a_pool_that_was_never_opened_can_be_closed() -> None:
    await database().close()


@pytest.mark.parametrize("code", [1054, 1142, 1143, 1146])
async def test_a_missing_column_table_or_right_is_a_schema_mismatch(code: int) -> None:
    with pytest.raises(SchemaMismatch, match="the Tiki database"):
        async with database()._translated():
            raise err.OperationalError(code, "it is not there")


@pytest.mark.parametrize(
    "error",
    [
        err.OperationalError(1045, "Access denied for user 'me'"),
        err.OperationalError(2003, "Can't connect"),
        err.IntegrityError(1048, "Column cannot be null"),
        TimeoutError(),
        ConnectionRefusedError(111, "refused"),
    ],
)
async def test_what_the_driver_raises_means_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable, match="the Tiki database") as caught:
        async with database()._translated():
            raise error
    assert not isinstance(caught.value, SchemaMismatch)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (1044, "set the database's name .* or give the user its rights"),
        (1045, "set user and password as the server has them, or have the user made"),
        (1049, "set the database's name as the server has it; .* made by tiki-livechat grants"),
    ],
)
async def test_who_is_not_let_in_is_told_what_to_do(code: int, advice: str) -> None:
    with pytest.raises(Unavailable, match=f"{code} what the server said: {advice}"):
        async with database()._translated():
            raise err.OperationalError(code, "what the server said")
