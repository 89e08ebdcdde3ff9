"""Texts that a column lacks characters of are not compared with it: servers answer by an error."""

from collections.abc import Sequence

import pytest

from component.adapters.mysql import Charset, Database, DatabaseSettings, Row
from component.adapters.mysql_text import can_compare
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_schema import REQUIRED
from component.domain.names import ChatUsername


@pytest.mark.parametrize(
    ("collation", "text", "can"),
    [
        ("latin1_swedish_ci", "Zoë € \x81", True),
        ("latin1_swedish_ci", "łukasz", False),
        ("latin1_bin", "ａdmin", False),
        ("latin1_bin", "\x80", False),
        ("latin2_general_ci", "łukasz", True),
        ("latin2_general_ci", "иван", False),
        ("cp1251_general_ci", "иван", True),
        ("ascii_general_ci", "zoë", False),
        ("utf8_bin", "山田 \uffff", True),
        ("utf8mb3_bin", "🦊", False),
        ("utf8mb4_unicode_ci", "山田 🦊", True),
        ("utf8mb4_0900_ai_ci", "", True),
        ("sjis_japanese_ci", "山田", True),
        ("latin1_swedish_ci", "", True),
        ("binary", "山田", True),
        ("", "山田", True),
    ],
)
def test_a_column_can_be_compared_with_what_its_charset_has(
    collation: str, text: str, can: bool
) -> None:
    assert can_compare(collation, text, "utf8mb4") is can


def test_bytes_that_pass_as_latin1_can_be_compared_with_a_column_of_that() -> None:
    assert can_compare("latin1_swedish_ci", "山田 🦊", "latin1")


class Latin1Server(Database):
    """Has no rows, and refuses to compare as MySQL and MariaDB do (error 1267)."""

    def __init__(self, columns: Sequence[Row], charset: Charset = "utf8mb4") -> None:
        super().__init__(DatabaseSettings("it", "h", 1, "me", "geheim", "db", charset))
        self.columns = columns
        self.asked: list[object] = []

    async def fetch(self, statement: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Answer."""
        if "information_schema" in statement:
            return list(self.columns)
        for argument in arguments:
            str(argument).encode("cp1252")
        self.asked += arguments
        return []


TIKI = [
    (table, column, "varchar", 200, "latin1_swedish_ci", "select", "MyISAM")
    for table, columns in [*REQUIRED.items(), ("users_users", ["pass_due"])]
    for column in columns
]
OPENFIRE = [
    (table, column, "select", "latin1_swedish_ci")
    for table, columns in {
        "ofUser": ["username", "plainPassword", "encryptedPassword"],
        "ofGroup": ["groupName"],
        "ofGroupUser": ["groupName", "username"],
    }.items()
    for column in columns
]


async def test_a_name_that_a_tiki_in_real_latin1_lacks_is_nobodys() -> None:
    server = Latin1Server(TIKI)
    tiki = TikiMysql(server, Pictures(None, None))
    assert await tiki.find_by_name(ChatUsername("иван"), ["иван", "ivan"]) == []
    assert await tiki.find_by_email(["иван@mail.test"]) == []
    assert server.asked == ["ivan"]


async def test_a_name_that_an_openfire_in_latin1_lacks_is_nobodys() -> None:
    server = Latin1Server(OPENFIRE)
    chat = OpenfireMysql(server)
    assert await chat.find(ChatUsername("иван")) is None
    assert await chat.find(ChatUsername("ivan")) is None
    assert server.asked == ["ivan"]
