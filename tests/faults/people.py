"""Who lives in the town: those who sign in all the time, and those who migrate on the way.

All are made before the first fault, so that nothing is missing while a database is away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openfire.demo.people import make_hash
from openfire.testserver import TestServer
from tests.scale.rows import insert

CREWS = ("red", "green")
STEADY, NATIVES, CREW = 12, 4, 40
_SLOW_STEADY = 4
_CONFIRMED = 1_700_000_000
_MADE = "001600000000000"
_KNOWN_TO_NOBODY = "nobody knows"


def mappings() -> list[dict[str, str]]:
    """The settings' mappings of groups."""
    return [{"tiki": f"Crew {one}", "roster": one, "visible_to": "nobody"} for one in CREWS]


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with an account on one side, on the other, or on both.

    Attributes:
        login: The Tiki login; '' for who has none.
        username: The chat username; '' for who has none.
        password: On the site, or on both sides where both accounts are of one person.
        old_password: In the chat; '' where it is the same.
        is_linked: From the start.
        form: How Tiki has the password.
    """

    login: str
    username: str
    password: str = field(repr=False)
    old_password: str = field(default="", repr=False)
    is_linked: bool = False
    form: str = "A"

    @property
    def chat_password(self) -> str:
        """The password of the chat account while it is native."""
        return _KNOWN_TO_NOBODY if self.is_linked else self.old_password or self.password


@dataclass(frozen=True)
class People:
    """Everybody.

    Attributes:
        steady: Linked, and signing in all the time.
        natives: Of the chat alone, likewise.
        pairs: With one name and one password on both sides: they merge as they sign in.
        movers: With two accounts of other passwords, which the page connects.
        walkers: Of the site alone; the page gives them a Live Chat ID.
        solos: Of the chat alone; the page makes them an account of the site.
        crew: Linked, without ever signing in: their groups change.
    """

    steady: Sequence[Someone]
    natives: Sequence[Someone]
    pairs: Sequence[Someone]
    movers: Sequence[Someone]
    walkers: Sequence[Someone]
    solos: Sequence[Someone]
    crew: Sequence[Someone]

    def __iter__(self) -> Iterator[Someone]:
        """All of them."""
        for some in (
            *(self.steady, self.natives, self.pairs, self.movers),
            *(self.walkers, self.solos, self.crew),
        ):
            yield from some


def make_people(migrations: int) -> People:
    """Make them.

    Args:
        migrations: How many of each sort there are to migrate.
    """

    def some(stem: str, count: int) -> Iterator[str]:
        return (f"{stem}{number:04}" for number in range(count))

    forms = ["$2y$"] * _SLOW_STEADY + ["$1$"] * (STEADY - _SLOW_STEADY)
    return People(
        steady=[
            Someone(f"The {name}", name, f"site of {name}", is_linked=True, form=form)
            for name, form in zip(some("steady", STEADY), forms, strict=True)
        ],
        natives=[Someone("", name, f"chat of {name}") for name in some("native", NATIVES)],
        pairs=[Someone(name, name, f"both of {name}") for name in some("pair", migrations)],
        movers=[
            Someone(f"The {name}", name, f"site of {name}", f"chat of {name}")
            for name in some("mover", migrations)
        ],
        walkers=[Someone(name, "", f"site of {name}") for name in some("walker", migrations)],
        solos=[Someone("", name, f"Chat 0f {name}!") for name in some("solo", migrations)],
        crew=[Someone(name, name, _KNOWN_TO_NOBODY, is_linked=True) for name in some("crew", CREW)],
    )


def move_in(server: TestServer, people: People) -> None:
    """Make everybody's accounts, and put one half of the crew into each crew."""
    insert(server, "tiki", "users_groups", ({"groupName": f"Crew {one}"} for one in CREWS))
    insert(
        server,
        "tiki",
        "users_users",
        (
            {
                "login": one.login,
                "email": f"{one.login.replace(' ', '')}@mail.test",
                "hash": _stored(one),
                "livechat_id": one.username if one.is_linked else None,
                **dict.fromkeys(("pass_confirm", "email_confirm"), _CONFIRMED),
                **dict.fromkeys(("registrationDate", "created"), _CONFIRMED),
                "provpass": "",
            }
            for one in people
            if one.login
        ),
    )
    insert(
        server,
        "openfire",
        "ofUser",
        (
            {
                "username": one.username,
                "plainPassword": one.chat_password,
                "creationDate": _MADE,
                "modificationDate": _MADE,
            }
            for one in people
            if one.username
        ),
    )
    for number, crew in enumerate(CREWS):
        for one in people.crew[number :: len(CREWS)]:
            join(server, one.login, crew)


def join(server: TestServer, login: str, crew: str) -> None:
    """Put somebody into a crew, on the site."""
    server.execute(
        "INSERT IGNORE INTO users_usergroups (userId, groupName, created) "
        "SELECT userId, %s, 1700000000 FROM users_users WHERE login = %s",
        (f"Crew {crew}", login),
    )


def leave(server: TestServer, login: str, crew: str) -> None:
    """Take somebody out of a crew, on the site."""
    server.execute(
        "DELETE m FROM users_usergroups m JOIN users_users u USING (userId) "
        "WHERE m.groupName = %s AND u.login = %s",
        (f"Crew {crew}", login),
    )


def hash_anew(server: TestServer, one: Someone) -> None:
    """Store somebody's password with a new salt: nobody remembers that it fits."""
    server.execute(
        "UPDATE users_users SET hash = %s WHERE login = %s",
        (make_hash("$1$", one.password, one.login, ""), one.login),
    )


def _stored(one: Someone) -> str:
    if one.form == "$2y$":
        return make_hash("$2y$", one.password, one.login, "")
    return make_hash("$1$" if one.form == "$1$" else "A", one.password, one.login, "")
