"""The demo's Tiki as a script for MariaDB."""

from collections.abc import Iterable, Iterator
from importlib import resources

from openfire.demo.people import (
    MEMBERSHIP_BEGAN,
    MEMBERSHIP_ENDED,
    PEOPLE,
    Person,
    draw_picture,
)

GROUPS = ("Registered", "Live Chat helpers", "Contributors", "Forum Moderators", "System Admins")
INCLUSIONS = (("Forum Moderators", "Contributors"), ("Registered", "Anonymous"))
PREFERENCES = {"language": "en", "twoFactorAuth": "y", "login_allow_email": "y"}


def script(people: Iterable[Person] = PEOPLE) -> str:
    """The whole database: tables, groups, preferences, people."""
    tables = (resources.files(__package__) / "tiki24.sql").read_text("utf-8")
    return "\n".join((tables, *_site(), *(line for p in people for line in insert(p))))


def insert(person: Person) -> Iterator[str]:
    """The statements that make one person."""
    picture = f"0x{draw_picture(person.picture).hex()}" if person.picture else "NULL"
    login = _quote(person.login)
    yield (
        "INSERT INTO users_users (login, email, hash, livechat_id, waiting, pass_confirm, "
        "email_confirm, registrationDate, created, provpass, twoFactorSecret, avatarType, "
        f"avatarData) VALUES ({login}, {_quote(person.address)}, {_quote(person.stored_hash)}, "
        f"{_quote(person.livechat_id)}, {_quote(person.waiting)}, {person.confirmed}, "
        f"{person.confirmed}, {MEMBERSHIP_BEGAN}, {MEMBERSHIP_BEGAN}, '', "
        f"{_quote('SECRETSECRET' if person.second_factor else None)}, "
        f"{_quote('u' if person.picture else None)}, {picture});"
    )
    memberships = [(group, "NULL") for group in ("Registered", *person.groups)]
    memberships += [(group, str(MEMBERSHIP_ENDED)) for group in person.expired]
    for group, expire in memberships:
        yield (
            "INSERT INTO users_usergroups (userId, groupName, created, expire) "
            f"SELECT userId, {_quote(group)}, {MEMBERSHIP_BEGAN}, {expire} "
            f"FROM users_users WHERE login = {login};"
        )
    for name, value in (("realName", person.real_name), ("language", person.language)):
        yield (
            "INSERT INTO tiki_user_preferences (user, prefName, value) "
            f"VALUES ({login}, {_quote(name)}, {_quote(value)});"
        )


def _site() -> Iterator[str]:
    for group in GROUPS:
        yield f"INSERT INTO users_groups (groupName) VALUES ({_quote(group)});"
    for group, included in INCLUSIONS:
        yield f"INSERT INTO tiki_group_inclusion VALUES ({_quote(group)}, {_quote(included)});"
    for name, value in PREFERENCES.items():
        yield f"INSERT INTO tiki_preferences VALUES ({_quote(name)}, {_quote(value)});"


def _quote(text: str | None) -> str:
    if text is None:
        return "NULL"
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
