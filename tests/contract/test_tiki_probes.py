"""What `check` says of a Tiki: recognised in words, and what of it would not work."""

from collections.abc import Collection, Iterator

import pytest

from component.adapters import tiki_probes
from component.adapters.mysql import Database
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.domain.findings import Level, Remark
from component.ports import Unavailable
from tests.contract.own_mariadb import Opener, OwnMariaDB

pytestmark = pytest.mark.live

GARBLED = "Zo\u00c3\u00ab"
"""Zoë in UTF-8 whose bytes were taken for latin1."""


async def look(database: Database, groups: Collection[str] = ()) -> list[Remark]:
    tiki = TikiMysql(database, Pictures(None, None))
    return await tiki_probes.reads(database, tiki, strict_states=True, groups=groups)


def bad(remarks: list[Remark]) -> list[tuple[str, Level]]:
    return [(r.subject, r.level) for r in remarks if r.level is not Level.OK]


async def test_a_tiki_is_recognised_in_words(access: Opener) -> None:
    remarks = await look(access(), ["Live Chat helpers"])
    assert bad(remarks) == []
    counted, recognised = remarks
    assert "accounts," in counted.text
    assert recognised.text.startswith("Tiki 16 or newer; tables in InnoDB, text in utf8mb4_")
    for clause in (
        "logins of up to 200 characters, in any case, or by e-mail",
        "hashes of up to 60 characters: MD5, crypt-MD5, bcrypt",
        "any mark in waiting keeps an account out",
        "accounts with a second factor are kept out",
    ):
        assert clause in recognised.text


async def test_a_column_without_a_unique_key_is_wrong(access: Opener, mariadb: OwnMariaDB) -> None:
    mariadb.execute("ALTER TABLE users_users DROP KEY livechat_id, ADD KEY plain (livechat_id)")
    try:
        remarks = await look(access())
    finally:
        mariadb.execute(
            "ALTER TABLE users_users DROP KEY plain, ADD UNIQUE KEY livechat_id (livechat_id)"
        )
    assert bad(remarks) == [("Tiki, livechat_id", Level.WRONG)]
    assert "no unique key" in remarks[-1].text


async def test_a_column_that_is_too_narrow_is_named(access: Opener, mariadb: OwnMariaDB) -> None:
    mariadb.execute("ALTER TABLE users_users MODIFY livechat_id VARCHAR(60) NULL")
    try:
        remarks = await look(access())
    finally:
        mariadb.execute("ALTER TABLE users_users MODIFY livechat_id VARCHAR(191) NULL")
    assert bad(remarks) == [("Tiki, livechat_id", Level.WARNING)]
    assert "holds 60 characters" in remarks[-1].text


async def test_a_group_that_the_site_does_not_have_is_named(access: Opener) -> None:
    remarks = await look(access(), ["LIVE CHAT helpers", "Nonesuch", "Registered"])
    assert bad(remarks) == [("Tiki, groups", Level.WARNING)]
    assert "no group Nonesuch:" in remarks[-1].text


@pytest.fixture
def plain_names(mariadb: OwnMariaDB) -> Iterator[None]:
    """Take the demo's only name beyond ASCII out of the way."""
    mariadb.execute("UPDATE users_users SET login = 'Zoe' WHERE login = 'Zoë'")
    mariadb.execute("UPDATE tiki_user_preferences SET value = 'Z' WHERE value = 'Zoë Lefèvre'")
    yield
    mariadb.execute("UPDATE users_users SET login = 'Zoë' WHERE login = 'Zoe'")
    mariadb.execute("UPDATE tiki_user_preferences SET value = 'Zoë Lefèvre' WHERE value = 'Z'")


@pytest.mark.usefixtures("plain_names")
@pytest.mark.parametrize(
    ("stored", "charset", "advice"),
    [
        ("Zoë", "utf8mb4", ""),
        (GARBLED, "utf8mb4", 'set tiki.charset = "latin1"'),
        (GARBLED, "latin1", ""),
        ("Zoë", "latin1", "set tiki.charset to utf8mb4"),
    ],
)
async def test_the_wrong_charset_is_told_by_the_names(
    access: Opener, mariadb: OwnMariaDB, stored: str, charset: str, advice: str
) -> None:
    mariadb.execute("REPLACE INTO tiki_user_preferences VALUES ('x', 'realName', %s)", stored)
    remarks = await look(access(charset=charset))
    mariadb.execute("DELETE FROM tiki_user_preferences WHERE user = 'x'")
    found = [r for r in remarks if r.subject == "Tiki, charset"]
    assert [r.level for r in found] == ([Level.WARNING] if advice else [])
    assert all(r.text.endswith(advice) for r in found)


async def test_whether_accounts_may_be_made_is_tried_and_none_is_made(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    before = mariadb.execute("SELECT COUNT(*) FROM users_users")
    assert await tiki_probes.makes_accounts(access("tiki_write"), access()) == "may make accounts"
    with pytest.raises(Unavailable, match="INSERT"):
        await tiki_probes.makes_accounts(access(), access())
    assert mariadb.execute("SELECT COUNT(*) FROM users_users") == before


async def test_a_tiki_that_does_not_tell_when_people_registered_is_named(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    assert bad(await tiki_probes.registrations(access())) == []
    mariadb.execute("ALTER TABLE users_users RENAME COLUMN registrationDate TO elsewhere")
    try:
        remarks = await tiki_probes.registrations(access())
    finally:
        mariadb.execute("ALTER TABLE users_users RENAME COLUMN elsewhere TO registrationDate")
    assert bad(remarks) == [("Tiki, registrations", Level.WARNING)]
    assert "users_users.registrationDate" in remarks[0].text
