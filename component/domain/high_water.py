"""Which Tiki accounts are new: told by their numbers, with no mark on the accounts themselves.

Tiki numbers its accounts in the order of their making. All up to a mark were seen to, but for
those in gaps: numbers that nobody had when the mark went by. A registration may be numbered before
another one and be there after it, and servers give the numbers of deleted accounts anew.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from component.domain.names import LiveChatId, TikiLogin

GAP_SECONDS = 86_400.0
"""How long a gap is looked at: no registration takes that long."""
SLACK_SECONDS = 3_600.0
"""How far a site's clock may be behind, and how long a registration may take."""
MOST_GAPS = 200


@dataclass(frozen=True, slots=True)
class Registered:
    """A Tiki account, as far as it matters whether it is new.

    Attributes:
        user_id: `userId`.
        login: As stored.
        livechat_id: None if it has none.
        at: When it was registered, seconds since the epoch; 0 if this Tiki does not tell.
    """

    user_id: int
    login: TikiLogin
    livechat_id: LiveChatId | None
    at: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that are open below the mark. Times are in seconds since the epoch.

    Attributes:
        first: The lowest of them.
        last: The highest.
        since: When they were left open.
        floor: An account with such a number is new if it was registered from then on; 0 where the
            numbers were nobody's before, so that it is new in any case.
    """

    first: int
    last: int
    since: float
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class HighWater:
    """What was seen to.

    Attributes:
        mark: The highest number that was seen to.
        gaps: What is open below it, in order.
    """

    mark: int
    gaps: tuple[Gap, ...] = ()

    @property
    def after(self) -> int:
        """The number after which there may be new accounts."""
        return min((gap.first for gap in self.gaps), default=self.mark + 1) - 1

    def is_open(self, user_id: int) -> bool:
        """Tell whether an account with this number has yet to be seen to."""
        return user_id > self.mark or self._gap_of(user_id) is not None

    def is_new(self, account: Registered) -> bool:
        """Tell whether an account that is open is new, and not an older one that is back.

        Those come back with numbers that were given before, when a site is restored from a copy;
        where the site does not tell when somebody registered, nobody with such a number is new.
        """
        gap = self._gap_of(account.user_id)
        return gap is None or not gap.floor or account.at >= gap.floor - SLACK_SECONDS

    def advance(self, settled: Collection[int], newest: int, now: float) -> "HighWater":
        """Tell what is open after a look.

        Args:
            settled: The numbers of open accounts that were seen to. What is not among them and
                below the highest stays open: nobody has the number yet, or it is to be tried again.
            newest: The highest number that there was at the beginning of the look.
            now: Seconds since the epoch.

        Returns:
            The new state: the mark never goes down, and a gap is dropped after a day.
        """
        mark = max(self.mark, *settled, 0)
        found = sorted(settled)
        fresh = _between(Gap(self.mark + 1, mark, now), found)
        current = (gap for gap in self.gaps if gap.since > now - GAP_SECONDS)
        old = (part for gap in current for part in _between(gap, found))
        gaps = _vacated((*old, *fresh), max(newest, *settled, 0), mark, now)
        latest = sorted(gaps, key=lambda gap: (gap.since, gap.first))[-MOST_GAPS:]
        return replace(self, mark=mark, gaps=tuple(sorted(latest, key=lambda gap: gap.first)))

    def _gap_of(self, user_id: int) -> Gap | None:
        return next((gap for gap in self.gaps if gap.first <= user_id <= gap.last), None)


def _between(gap: Gap, found: Iterable[int]) -> Iterator[Gap]:
    """What some numbers, in order, leave open of a gap; those beyond it do not count."""
    first = gap.first
    for number in (*(n for n in found if gap.first <= n <= gap.last), gap.last + 1):
        if number > first:
            yield replace(gap, first=first, last=number - 1)
        first = number + 1


def _vacated(gaps: Collection[Gap], newest: int, mark: int, now: float) -> Iterator[Gap]:
    """Open the numbers above the newest account: the next ones to register may get them."""
    recent = now - GAP_SECONDS / 2
    is_open = any(
        gap.first <= newest + 1 and gap.last >= mark and gap.since > recent for gap in gaps
    )
    if newest >= mark or is_open:
        yield from gaps
        return
    for gap in gaps:
        if gap.first <= newest:
            yield replace(gap, last=min(gap.last, newest))
    yield Gap(newest + 1, mark, now, floor=now)
