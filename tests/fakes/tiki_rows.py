"""What is in the tables of a Tiki in memory, and how a test fills them.

Rows are kept by the names of their columns, NULL included, so that a test fills this Tiki and a
real one by the same words.
"""

from typing import TypedDict, Unpack

from component.domain.accounts import TikiAccount
from component.domain.generations import Generation
from component.domain.groups import Membership
from component.domain.names import TikiLogin, livechat_id
from component.domain.profile import Gravatar, LibraryPicture
from tests.fakes.collation import collate


class Columns(TypedDict, total=False):
    """Columns of `users_users`; what is left out has the default of the table."""

    email: str | None
    hash: str | None
    livechat_id: str | None
    waiting: str | None
    pass_confirm: int | None
    pass_due: int | None
    twoFactorSecret: str | None
    valid: str | None
    provpass: str | None
    avatarType: str | None
    avatarLibName: str | None
    avatarData: bytes | None
    registrationDate: int | None


_SPANS = {
    "pass_due": (Generation.V1_9, Generation.V1_9),
    "pass_confirm": (Generation.V1_10, Generation.V16),
    "valid": (Generation.V1_10, Generation.V16),
    "waiting": (Generation.V2, Generation.V16),
    "twoFactorSecret": (Generation.V16, Generation.V16),
    "users_groups.expireAfter": (Generation.V4, Generation.V16),
    "users_usergroups.created": (Generation.V4, Generation.V16),
    "users_usergroups.expire": (Generation.V4, Generation.V16),
}
"""First and last generation that has a column; others are always there (facts/tiki.md §1)."""


class TikiRows:
    """The tables. Their columns compare names about as utf8mb4_unicode_ci does.

    Attributes:
        generation: What of facts/tiki.md §1 is there.
        pictures: Those that are not in the database.
        pictures_answer: Whether those can be asked for.
    """

    collation = "utf8mb4_unicode_ci"
    has_unique_emails = False

    def __init__(self, generation: Generation = Generation.V16) -> None:
        self.generation = generation
        self.pictures: dict[LibraryPicture | Gravatar, bytes] = {}
        self.pictures_answer = True
        self._next = 1
        self._logins: dict[int, str] = {}
        self._rows: dict[int, Columns] = {}
        self._rules: dict[str, str | None] = {}
        self._preferences: dict[tuple[str, str], str | None] = {}
        self._groups: dict[str, int] = {}
        self._memberships: list[tuple[int, str, int | None, int | None]] = []
        self._inclusions: dict[str, set[str]] = {}

    def has(self, column: str, table: str = "users_users") -> bool:
        """Whether this Tiki has a column."""
        name = column if table == "users_users" else f"{table}.{column}"
        first, last = _SPANS.get(name, (Generation.V1_9, Generation.V16))
        return first <= self.generation <= last

    def can_hold(self, text: str) -> bool:
        """Whether columns hold a text: all but lone surrogates."""
        return not any("\ud800" <= c <= "\udfff" for c in text)

    def add(self, login: str, **columns: Unpack[Columns]) -> int:
        """Make an account; gives its `userId`."""
        user_id = self._next
        self._next += 1
        self._logins[user_id], self._rows[user_id] = login, {}
        self.change(user_id, **columns)
        return user_id

    def change(self, user_id: int, **columns: Unpack[Columns]) -> None:
        """Change columns of an account."""
        unknown = [column for column in columns if not self.has(column)]
        if unknown:
            raise LookupError(f"a Tiki {self.generation.title} has no {unknown}")
        self._rows[user_id].update(columns)

    def delete(self, user_id: int) -> None:
        """Delete an account."""
        del self._logins[user_id], self._rows[user_id]

    def give_numbers_from(self, user_id: int) -> None:
        """Give accounts these numbers from now on, as servers do after a restart."""
        self._next = user_id

    @property
    def user_ids(self) -> list[int]:
        """All accounts."""
        return list(self._rows)

    def stored_id(self, user_id: int) -> str | None:
        """The column `livechat_id`."""
        return self._rows[user_id].get("livechat_id")

    def set_rule(self, name: str, value: str | None) -> None:
        """Set a preference of the site."""
        self._rules[name] = value

    def set_preference(self, user: str, name: str, value: str | None) -> None:
        """Set a preference of a person."""
        self._preferences[collate(user), name] = value

    def add_group(self, name: str, expire_after: int = 0) -> None:
        """Make a group whose memberships end after some days; 0 for never."""
        self._groups[name] = expire_after

    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None:
        """Put an account into a group."""
        self._memberships.append((user_id, group, created, expire))

    def leave(self, user_id: int, group: str) -> None:
        """Take an account out of a group."""
        self._memberships = [m for m in self._memberships if m[:2] != (user_id, group)]

    def end(self, user_id: int, group: str, expire: int) -> None:
        """Let a membership end."""
        self._memberships = [
            (*m[:3], expire) if m[:2] == (user_id, group) else m for m in self._memberships
        ]

    def set_term(self, name: str, expire_after: int) -> None:
        """Let memberships of a group end after some days."""
        self._groups[name] = expire_after

    def lose_group(self, name: str) -> None:
        """Delete a group, but nobody's membership."""
        del self._groups[name]

    def exclude(self, group: str, included: str) -> None:
        """Let the members of a group no longer belong to another one."""
        self._inclusions[group].discard(included)

    def include(self, group: str, included: str) -> None:
        """Let the members of a group belong to another one as well."""
        self._inclusions.setdefault(group, set()).add(included)

    def put_into_library(self, path: str, data: bytes) -> None:
        """Have a picture at a path of the site."""
        self.pictures[LibraryPicture(path)] = data

    def put_into_gravatar(self, digest: str, data: bytes) -> None:
        """Have a picture of whoever's e-mail address has this SHA-256."""
        self.pictures[Gravatar(digest)] = data

    def lose_pictures(self) -> None:
        """Have nobody answer who is asked for a picture."""
        self.pictures.clear()
        self.pictures_answer = False

    def account(self, user_id: int) -> TikiAccount:
        """A row, as the port gives it."""
        row = self._rows[user_id]
        return TikiAccount(
            user_id=user_id,
            login=TikiLogin(self._logins[user_id]),
            email=row.get("email") or "",
            password_hash=row.get("hash") or "",
            livechat_id=livechat_id(row.get("livechat_id")),
            waiting=row.get("waiting") or "",
            password_confirmed=(row.get("pass_confirm") or 0) if self.has("pass_confirm") else None,
            password_deadline=(row.get("pass_due") or 0) if self.has("pass_due") else None,
            has_second_factor=bool(row.get("twoFactorSecret")),
            generation=self.generation,
        )

    def memberships_of(self, user_id: int) -> list[Membership]:
        """Somebody's direct memberships, as the port gives them."""
        terms = {collate(name): days for name, days in self._groups.items()}
        return [
            Membership(group, created, expire, terms.get(collate(group), 0))
            for member, group, created, expire in self._memberships
            if member == user_id
        ]
