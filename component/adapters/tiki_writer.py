"""What the bridge writes into Tiki's database, behind the port `TikiWriter`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from component.adapters.mysql import Database, DuplicateKey, SchemaMismatch, text, was_undone
from component.adapters.mysql_lists import marks
from component.adapters.tiki_schema import USERS, TikiSchema, look
from component.domain.generations import Generation
from component.domain.names import LiveChatId, fold
from component.domain.names import livechat_id as read_id
from component.domain.registration import NewAccount, RegistrationProblem, RegistrationRules
from component.ports import Taken, Unavailable

_log = logging.getLogger(__name__)

_ID = "livechat_id"
_MEMBERS = "users_usergroups"
_REGISTERED = "Registered"
_DAY = 86_400
_LOCK = "tiki-livechat-registration"
_ATTEMPTS = 3
_Row = Mapping[str, object]
"""Column → value."""
_PROBLEMS = {
    "login": RegistrationProblem.TAKEN,
    "email": RegistrationProblem.EMAIL_TAKEN,
    _ID: RegistrationProblem.ID_TAKEN,
}
"""Column → what it means that another account has the same there; the first one is told."""
_GONE_SINCE_16 = frozenset({"password"})
"""Left out where it is not seen: its default is what Tiki fills in."""


class TikiMysqlWriter:
    """Sets Live Chat IDs, and makes accounts by the columns that are there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """See `TikiWriter.claim_livechat_id`; the column's unique key decides a race.

        Where another component claims the same ID at once, InnoDB may see a deadlock and undo
        one of the two.
        """
        async with self._my_turn():
            return await self._set_id(
                f"UPDATE {USERS} SET livechat_id = %s "
                "WHERE userId = %s AND (livechat_id IS NULL OR livechat_id = '')",
                (livechat_id, user_id),
            )

    async def release_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """See `TikiWriter.release_livechat_id`: an ID that is only alike to the collation stays."""
        return await self._replace_id(user_id, livechat_id, None)

    async def change_livechat_id(self, user_id: int, before: LiveChatId, after: LiveChatId) -> bool:
        """See `TikiWriter.change_livechat_id`; the rules of both methods above hold."""
        return await self._replace_id(user_id, before, after)

    async def _replace_id(self, user_id: int, before: LiveChatId, after: LiveChatId | None) -> bool:
        async with self._my_turn():
            rows = await self._database.fetch(
                f"SELECT livechat_id FROM {USERS} WHERE userId = %s", (user_id,)
            )
            stored = text(rows[0][0]) if rows else ""
            if read_id(stored) != before:
                return False
            return await self._set_id(
                f"UPDATE {USERS} SET livechat_id = %s WHERE userId = %s AND livechat_id = %s",
                (after, user_id, stored),
            )

    async def _set_id(self, statement: str, arguments: tuple[object, ...]) -> bool:
        """Set an ID; False if another account has it, or this one is not as it has to be."""
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                return await self._database.execute(statement, arguments) == 1
            except DuplicateKey:
                return False
            except Unavailable as error:
                if not attempts_left or not was_undone(error):
                    raise
        raise AssertionError(statement)

    async def create_account(self, new: NewAccount, rules: RegistrationRules) -> int:
        """See `TikiWriter.create_account`.

        A lock of the server keeps other components away between the look and the insert, since
        1.9 to 3.x have no unique key on logins. Where the tables know transactions, the account
        and its group come into being together; in MyISAM the group is tried again.
        """
        schema = await look(self._database)
        account, membership = _account_row(new, rules), _membership_row(new, rules)
        self._refuse_missing(schema, USERS, account)
        self._refuse_missing(schema, _MEMBERS, membership)
        self._refuse_unknown_characters(new, schema)
        async with self._my_turn(), self._database.lock(_LOCK):
            await self._refuse_taken(new, rules)
            try:
                user_id = await self._insert(_there(account, schema), membership, schema)
            except DuplicateKey as error:
                await self._refuse_taken(new, replace(rules, unique_email=True))
                raise Taken(RegistrationProblem.TAKEN) from error
        _log.info("made the Tiki account %r", new.login)
        return user_id

    async def _insert(self, account: _Row, membership: _Row, schema: TikiSchema) -> int:
        """Insert both rows.

        Raises:
            DuplicateKey: A unique key stands against the account.
        """
        user_id = 0
        try:
            async with self._database.transaction() as insert:
                user_id = await insert(*_insertion(USERS, account))
                await insert(*_insertion(_MEMBERS, {**membership, "userId": user_id}))
        except (DuplicateKey, Unavailable) as error:
            if not user_id:
                raise
            if schema.engines.get(USERS) != "InnoDB":
                await self._join_registered(account, {**membership, "userId": user_id})
            elif isinstance(error, DuplicateKey):  # a deleted account's, and the number is spent
                return await self._insert(account, membership, schema)
            else:
                raise
        return user_id

    @contextlib.asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        """One writes at a time, since each lock of the server takes a connection for itself."""
        settings = self._database.settings
        try:
            async with asyncio.timeout(settings.query_timeout):
                await self._turn.acquire()
        except TimeoutError as error:
            raise Unavailable(settings.title, "others are still writing") from error
        try:
            yield
        finally:
            self._turn.release()

    def _refuse_missing(self, schema: TikiSchema, table: str, row: _Row) -> None:
        """Stand against columns that are not seen, and so would be left out."""
        missing = [c for c in row if c not in _GONE_SINCE_16 and not schema.exists(table, c)]
        if missing:
            settings = self._database.settings
            raise SchemaMismatch(
                settings.title,
                f"cannot write {', '.join(f'{table}.{column}' for column in missing)}: grant "
                f"INSERT on it to the database user {settings.user!r} (tiki-livechat grants)",
            )

    def _refuse_unknown_characters(self, new: NewAccount, schema: TikiSchema) -> None:
        settings = self._database.settings
        for column, value in _compared(new).items():
            fits = schema.can_hold(USERS, column, value, settings.charset)
            if not self._database.can_hold(value) or not fits:
                raise Unavailable(
                    settings.title,
                    "its charset cannot hold the login, the e-mail address or the Live Chat ID",
                )

    async def _refuse_taken(self, new: NewAccount, rules: RegistrationRules) -> None:
        """Refuse what is there already, whatever the column's collation makes of its case."""
        conditions = {
            column: ("livechat_id = %s", (value,)) if column == _ID else _same(column, value)
            for column, value in _compared(new).items()
            if column != "email" or rules.unique_email
        }
        listed = [condition for condition, _values in conditions.values()]
        values = [value for _condition, values in conditions.values() for value in values]
        rows = await self._database.fetch(
            f"SELECT {', '.join(listed)} FROM {USERS} WHERE {' OR '.join(listed)}",
            (*values, *values),
        )
        for place, column in enumerate(conditions):
            if any(row[place] for row in rows):
                raise Taken(_PROBLEMS[column])

    async def _join_registered(self, account: _Row, membership: _Row) -> None:
        """Finish in MyISAM what was interrupted; the account is there for good."""
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                await self._database.execute(*_insertion(_MEMBERS, membership))
            except DuplicateKey:
                return
            except Unavailable as error:
                if not attempts_left:
                    raise Unavailable(
                        error.what,
                        f"{error.why}; the Tiki account {account['login']!r} was made but is not "
                        f"in the group {_REGISTERED}: add it there on the site",
                    ) from error
            else:
                return


def _compared(new: NewAccount) -> dict[str, str]:
    """What may be another account's: column → value."""
    compared = {"login": new.login, "email": new.email}
    return compared if new.livechat_id is None else compared | {_ID: new.livechat_id}


def _account_row(new: NewAccount, rules: RegistrationRules) -> dict[str, object]:
    """The columns that Tiki's own registration fills."""
    row: dict[str, object] = {
        "login": new.login,
        "email": new.email,
        "hash": new.password_hash,
        "provpass": "",
        "password": "",
        "registrationDate": new.now,
        "created": new.now,
    }
    if new.livechat_id is not None:
        row[_ID] = new.livechat_id
    if rules.generation is Generation.V1_9:
        return row | {"pass_due": new.now + rules.deadline_days * _DAY}
    return row | {"pass_confirm": new.now, "email_confirm": new.now}


def _membership_row(new: NewAccount, rules: RegistrationRules) -> dict[str, object]:
    row: dict[str, object] = {"userId": 0, "groupName": _REGISTERED}
    return row | {"created": new.now} if rules.generation >= Generation.V4 else row


def _there(row: _Row, schema: TikiSchema) -> dict[str, object]:
    return {name: value for name, value in row.items() if schema.exists(USERS, name)}


def _same(column: str, value: str) -> tuple[str, tuple[str, str, str]]:
    """Compare as the collation does, and in any case where it does not."""
    condition = f"({column} = %s OR LOWER({column}) IN (%s, %s))"
    return condition, (value, value.lower(), fold(value))


def _insertion(table: str, row: _Row) -> tuple[str, tuple[object, ...]]:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks([*row])})", tuple(row.values())
