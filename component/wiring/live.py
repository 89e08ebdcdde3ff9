"""What parts share of the settings that is changed in them while the component runs."""

from dataclasses import dataclass

from component.adapters.memory import LoginThrottle
from component.adapters.password_pool import PasswordPool
from component.config import Settings
from component.domain.live import LiveSet
from component.domain.reminders import DAY, Pacing
from component.usecases.admins import AdminRules
from component.usecases.reminding import RemindSettings
from component.wiring.reloading import Reload


@dataclass(frozen=True, slots=True)
class Live:
    """The values. Whoever holds one of them sees the change at once.

    Attributes:
        native_only: Chat usernames that belong to no Tiki account.
        admins: Who is an admin of the bridge.
        reserved: Live Chat IDs that nobody gets, beside those that are always kept.
        reserved_for_all: Those, and the names of admins, which are for admins alone to give.
        pace: Of reminders, and at which people are looked up.
        throttle: Counts failed sign-ins.
        passwords: Checks passwords.
    """

    native_only: LiveSet
    admins: AdminRules
    reserved: LiveSet
    reserved_for_all: LiveSet
    pace: RemindSettings
    throttle: LoginThrottle
    passwords: PasswordPool

    @property
    def reloads(self) -> tuple[Reload, ...]:
        """What can be changed in them."""
        return (
            Reload.of("login.native_only", self._names),
            Reload.of("login.failures_per_account login.failures_overall", self._throttle),
            Reload.of("login.hash_queue login.hash_patience", self._queue),
            Reload.of("admins.jids admins.chat_groups admins.tiki_groups", self._admins),
            Reload.of("live_chat_ids.reserved", self._reserved),
            Reload.of(
                "reminders.intervals_days reminders.per_minute reminders.settling_seconds "
                "migration.announce_days mail.per_minute",
                self._pace,
            ),
        )

    def _names(self, settings: Settings) -> None:
        self.native_only.become(settings.login.native_only)

    def _throttle(self, settings: Settings) -> None:
        self.throttle.limit(settings.login.failures_per_account, settings.login.failures_overall)

    def _queue(self, settings: Settings) -> None:
        self.passwords.limit = settings.login.hash_queue
        self.passwords.patience = settings.login.hash_patience

    def _admins(self, settings: Settings) -> None:
        self.admins.usernames = frozenset(settings.admins.usernames)
        self.admins.chat_groups = frozenset(settings.admins.chat_groups)
        self.admins.tiki_groups = frozenset(settings.admins.tiki_groups)
        self._reserved(settings)

    def _reserved(self, settings: Settings) -> None:
        self.reserved.become(settings.live_chat_ids.reserved)
        self.reserved_for_all.become({*self.reserved, *settings.admins.usernames})

    def _pace(self, settings: Settings) -> None:
        self.pace.pacing = _pacing(settings)
        self.pace.per_minute = settings.reminders.per_minute
        self.pace.mails_per_minute = settings.mail.per_minute
        self.pace.settling = settings.reminders.settling_seconds


def make_live(settings: Settings) -> Live:
    """Make them as the settings have them."""
    login, admins = settings.login, settings.admins
    reserved, native_only = settings.live_chat_ids.reserved, LiveSet(login.native_only)
    return Live(
        native_only=native_only,
        admins=AdminRules(
            usernames=frozenset(admins.usernames),
            chat_groups=frozenset(admins.chat_groups),
            tiki_groups=frozenset(admins.tiki_groups),
            strict_states=settings.tiki.strict_states,
        ),
        reserved=LiveSet(reserved),
        reserved_for_all=LiveSet([*reserved, *admins.usernames]),
        pace=RemindSettings(
            site=settings.web.public_url or "",
            native_only=native_only,
            pacing=_pacing(settings),
            per_minute=settings.reminders.per_minute,
            mails_per_minute=settings.mail.per_minute,
            settling=settings.reminders.settling_seconds,
        ),
        throttle=LoginThrottle(login.failures_per_account, login.failures_overall),
        passwords=PasswordPool(login.hash_threads or None, login.hash_queue, login.hash_patience),
    )


def _pacing(settings: Settings) -> Pacing:
    return Pacing(
        [days * DAY for days in settings.reminders.intervals_days],
        ahead=[days * DAY for days in settings.migration.announce_days],
    )
