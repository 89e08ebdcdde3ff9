"""A Tiki in memory, of any generation: the ports `TikiDirectory`, `SiteVersion`, `TikiWriter`."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from component.domain import names
from component.domain.accounts import (
    SITE_RULE_PREFERENCES,
    ListedAccount,
    SiteRules,
    TikiAccount,
)
from component.domain.generations import Generation
from component.domain.groups import Membership
from component.domain.high_water import Registered
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.profile import (
    PROFILE_PREFERENCES,
    NoPicture,
    Profile,
    StoredPicture,
    describe,
    picture_of,
)
from component.domain.registration import (
    REGISTRATION_PREFERENCES,
    NewAccount,
    RegistrationProblem,
    RegistrationRules,
)
from component.ports import Taken, Unavailable
from tests.fakes.collation import collate
from tests.fakes.fake import Fake
from tests.fakes.tiki_rows import TikiRows

_LOGIN_WIDTHS = {Generation.V1_9: 40}
_HASH_WIDTHS = {Generation.V1_9: 32, Generation.V1_10: 34, Generation.V2: 34}
_DAY = 86_400


class FakeTiki(TikiRows, Fake):
    """A Tiki of some generation."""

    title = "the fake Tiki"

    def __init__(self, generation: Generation = Generation.V16) -> None:
        Fake.__init__(self)
        TikiRows.__init__(self, generation)

    @property
    def directory(self) -> "FakeTiki":
        """As `TikiDirectory`."""
        return self

    @property
    def lenient(self) -> "FakeTiki":
        """As `TikiDirectory` of a component without strict states."""
        return self

    @property
    def site_version(self) -> "FakeTiki":
        """As `SiteVersion`."""
        return self

    @property
    def registrations(self) -> "FakeTiki":
        """As `Registrations`."""
        return self

    @property
    def writer(self) -> "FakeTiki":
        """As `TikiWriter`."""
        return self

    async def site_rules(self) -> SiteRules:
        await self._called("site_rules")
        rules = SiteRules.from_preferences(self._stored(SITE_RULE_PREFERENCES))
        if rules.auth_method != "tiki":
            raise Unavailable(self.title, f"the site's auth_method is {rules.auth_method!r}")
        return rules

    async def registration_rules(self) -> RegistrationRules:
        await self._called("registration_rules")
        return RegistrationRules.from_preferences(
            self._stored(REGISTRATION_PREFERENCES),
            self.generation,
            _LOGIN_WIDTHS.get(self.generation, 200),
            _HASH_WIDTHS.get(self.generation, 60),
        )

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        await self._called("find_by_name", livechat_id, *logins)
        return [
            self.account(user_id)
            for user_id, row in self._rows.items()
            if _is_among(self._logins[user_id], logins)
            or _is_among(row.get("livechat_id"), () if livechat_id is None else (livechat_id,))
        ]

    async def find_all(
        self, livechat_ids: Collection[ChatUsername], logins: Collection[str]
    ) -> list[TikiAccount]:
        await self._called("find_all", tuple(livechat_ids), tuple(logins))
        return [
            self.account(user_id)
            for user_id, row in self._rows.items()
            if _is_among(self._logins[user_id], tuple(logins))
            or _is_among(row.get("livechat_id"), tuple(livechat_ids))
        ]

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        await self._called("find_by_email", *addresses)
        return [
            self.account(user_id)
            for user_id, row in self._rows.items()
            if _is_among(row.get("email"), addresses)
        ]

    async def is_activation_key(self, user_id: int, key: str) -> bool:
        await self._called("is_activation_key", user_id)
        is_key = re.fullmatch("[0-9a-fA-F]{32}", key) is not None
        return is_key and _is_among(self._rows[user_id].get("valid"), (key,))

    async def memberships(self, user_id: int) -> list[Membership]:
        await self._called("memberships", user_id)
        return self.memberships_of(user_id)

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        await self._called("inclusions")
        return {group: set(included) for group, included in self._inclusions.items()}

    async def group_names(self) -> frozenset[str]:
        await self._called("group_names")
        return frozenset(self._groups)

    async def groups_version(self, now: float) -> str:
        await self._called("groups_version")
        ids = sorted(
            (i, row["livechat_id"]) for i, row in self._rows.items() if row.get("livechat_id")
        )
        inclusions = sorted((name, sorted(into)) for name, into in self._inclusions.items())
        memberships = sorted(map(str, self._memberships))
        ended = [
            (user_id, membership.group)
            for user_id in self._rows
            for membership in self.memberships_of(user_id)
            if not membership.is_current(now)
        ]
        seen = ids, sorted(self._groups.items()), memberships, inclusions, ended
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    async def read_page(self, after: int, limit: int) -> list[ListedAccount]:
        await self._called("read_page", after, limit)
        return [
            ListedAccount(
                user_id=user_id,
                login=TikiLogin(self._logins[user_id]),
                livechat_id=names.livechat_id(self._rows[user_id].get("livechat_id")),
                memberships=tuple(self.memberships_of(user_id)),
            )
            for user_id in [user_id for user_id in sorted(self._rows) if user_id > after][:limit]
        ]

    async def newest(self) -> int:
        await self._called("newest")
        return max(self._rows, default=0)

    async def read_registered(self, after: int, limit: int) -> list[Registered]:
        await self._called("read_registered", after, limit)
        return [
            Registered(
                user_id,
                TikiLogin(self._logins[user_id]),
                names.livechat_id(self._rows[user_id].get("livechat_id")),
                self._rows[user_id].get("registrationDate") or 0,
            )
            for user_id in [user_id for user_id in sorted(self._rows) if user_id > after][:limit]
        ]

    async def profile(
        self, account: TikiAccount, rules: SiteRules, *, with_picture: bool = True
    ) -> Profile:
        await self._called("profile", account.login)
        preferences = {
            name: value or ""
            for (user, name), value in self._preferences.items()
            if user == collate(account.login) and name in PROFILE_PREFERENCES
        }
        picture, known = self._picture(account, rules) if with_picture else (None, False)
        return describe(
            account.login,
            account.email,
            preferences,
            rules.language,
            picture,
            picture_is_known=known,
        )

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        await self._called("claim_livechat_id", user_id, livechat_id)
        taken = any(_is_among(r.get("livechat_id"), (livechat_id,)) for r in self._rows.values())
        row = self._rows.get(user_id)
        if taken or row is None or row.get("livechat_id"):
            return False
        row["livechat_id"] = livechat_id
        return True

    async def release_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        await self._called("release_livechat_id", user_id, livechat_id)
        row = self._rows.get(user_id)
        if row is None or names.livechat_id(row.get("livechat_id")) != livechat_id:
            return False
        row["livechat_id"] = None
        return True

    async def change_livechat_id(self, user_id: int, before: LiveChatId, after: LiveChatId) -> bool:
        await self._called("change_livechat_id", user_id, before, after)
        row = self._rows.get(user_id)
        others = (r.get("livechat_id") for number, r in self._rows.items() if number != user_id)
        taken = any(_is_among(stored, (after,)) for stored in others)
        if taken or row is None or names.livechat_id(row.get("livechat_id")) != before:
            return False
        row["livechat_id"] = after
        return True

    async def create_account(self, new: NewAccount, rules: RegistrationRules) -> int:
        await self._called("create_account", new.login)
        if any(_is_among(login, (new.login,)) for login in self._logins.values()):
            raise Taken(RegistrationProblem.TAKEN)
        emails = [row.get("email") for row in self._rows.values()]
        if rules.unique_email and any(_is_among(email, (new.email,)) for email in emails):
            raise Taken(RegistrationProblem.EMAIL_TAKEN)
        ids = [row.get("livechat_id") for row in self._rows.values()]
        if new.livechat_id and any(_is_among(stored, (new.livechat_id,)) for stored in ids):
            raise Taken(RegistrationProblem.ID_TAKEN)
        user_id = self.add(new.login, email=new.email, hash=new.password_hash, provpass="")
        self.change(user_id, registrationDate=new.now)
        if self.has("pass_due"):
            self.change(user_id, pass_due=new.now + rules.deadline_days * _DAY)
        else:
            self.change(user_id, pass_confirm=new.now)
        if new.livechat_id is not None:
            self.change(user_id, livechat_id=new.livechat_id)
        created = new.now if self.has("created", "users_usergroups") else None
        self.join(user_id, "Registered", created=created)
        return user_id

    def _stored(self, names: Collection[str]) -> dict[str, str | None]:
        return {name: value for name, value in self._rules.items() if name in names}

    def _picture(self, account: TikiAccount, rules: SiteRules) -> tuple[bytes | None, bool]:
        row = self._rows[account.user_id]
        picture = picture_of(
            row.get("avatarType"),
            row.get("avatarLibName") or "",
            account.email,
            is_stored=bool(row.get("avatarData")),
            uses_gravatar=rules.uses_gravatar,
        )
        if isinstance(picture, NoPicture):
            return None, True
        if isinstance(picture, StoredPicture):
            return row.get("avatarData"), True
        return self.pictures.get(picture), self.pictures_answer


def _is_among(stored: str | None, wanted: Sequence[str]) -> bool:
    return stored is not None and collate(stored) in map(collate, wanted)
