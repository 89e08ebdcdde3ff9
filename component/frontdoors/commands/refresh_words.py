"""How it is told what refreshing a person has changed; and the same for programs."""

from collections.abc import Callable, Iterator, Sequence
from gettext import NullTranslations

from component.domain.account_view import Places
from component.frontdoors.commands.account_words import room_words
from component.frontdoors.commands.words import labelled, listed
from component.usecases.refresh_person import ProfileOutcome, Refreshed


def tell_refreshed(t: NullTranslations, refreshed: Refreshed) -> Iterator[str]:
    """Say what has changed, line by line, but not what could not be done."""
    before, after = refreshed.before, refreshed.after
    groups = _changes(_groups(before), _groups(after))
    rooms = _changes(
        [room_words(t, place) for place in before.rooms],
        [room_words(t, place) for place in after.rooms],
    )
    labels = (
        (t.gettext("New roster groups"), groups[0]),
        (t.gettext("Roster groups no more"), groups[1]),
        (t.gettext("New in rooms"), rooms[0]),
        (t.gettext("In rooms no more"), rooms[1]),
    )
    found = [labelled(t, label, listed(t, names)) for label, names in labels if names]
    yield from found or [t.gettext("Groups and rooms were up to date.")]
    yield _profile_words(t, refreshed.profile)


def refreshed_data(refreshed: Refreshed) -> dict[str, object]:
    """What has changed, for programs."""
    joined, left = _changes(_groups(refreshed.before), _groups(refreshed.after))
    return {
        "joined": joined,
        "left": left,
        "roster_groups": _groups(refreshed.after),
        "rooms": {place.room: place.affiliation.value for place in refreshed.after.rooms},
        "profile": refreshed.profile.value,
        "failures": [{"where": where, "why": why} for where, why in refreshed.failures],
    }


def _profile_words(t: NullTranslations, outcome: ProfileOutcome) -> str:
    words: dict[ProfileOutcome, Callable[[], str]] = {
        ProfileOutcome.CHANGED: lambda: t.gettext("Name and picture were refreshed."),
        ProfileOutcome.SAME: lambda: t.gettext("Name and picture were up to date."),
        ProfileOutcome.PENDING: lambda: t.gettext(
            "Name and picture are not up to date yet: it may take some seconds more."
        ),
    }
    return words[outcome]()


def _groups(places: Places) -> list[str]:
    return sorted({*places.managed, *places.by_hand})


def _changes(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is new, and what is gone."""
    new = [name for name in after if name not in before]
    return new, [name for name in before if name not in after]
