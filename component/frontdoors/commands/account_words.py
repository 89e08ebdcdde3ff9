"""How an account is told of: states, connections, groups, rooms; and the same for programs."""

from collections.abc import Iterator
from gettext import NullTranslations

from component.domain.account_view import AccountView, Connection, Places, RoomPlace, TikiSide
from component.domain.accounts import AccountState
from component.domain.group_plan import Affiliation
from component.domain.migration import Migration
from component.frontdoors.commands.words import iso, labelled, listed, moment, shown


def tell_account(t: NullTranslations, view: AccountView, domain: str) -> Iterator[str]:
    """Say all that an admin may want to know of an account, line by line."""
    yield labelled(t, t.gettext("Connection"), connection_words(t, view.connection))
    if view.tiki is not None:
        yield from _tell_tiki(t, view.tiki)
    if view.username is not None:
        yield from _tell_chat(t, view, domain)


def tell_groups(t: NullTranslations, places: Places) -> Iterator[str]:
    """Say where somebody is in the chat."""
    yield labelled(t, t.gettext("Roster groups by the site"), listed(t, places.managed))
    if places.by_hand:
        yield labelled(t, t.gettext("Roster groups by hand"), listed(t, places.by_hand))
    if places.rooms:
        rooms = [room_words(t, room) for room in places.rooms]
        yield labelled(t, t.gettext("Rooms"), listed(t, rooms))


def connection_words(t: NullTranslations, connection: Connection) -> str:
    """Say how both sides have to do with each other."""
    match connection:
        case Connection.LINKED:
            return t.gettext("site and chat have one account")
        case Connection.UNMIGRATED:
            return t.gettext("a chat account that is not connected with the site yet")
        case Connection.LEFT_BEHIND:
            return t.gettext(
                "a chat account that was left behind when a Live Chat ID was changed or given up"
            )
        case Connection.NATIVE_ONLY:
            return t.gettext("a chat account that stays without one on the site")
        case Connection.TIKI_ONLY:
            return t.gettext("an account on the site that has no Live Chat ID yet")


def state_words(t: NullTranslations, state: AccountState) -> str:
    """Say whether an account of the site may sign in."""
    match state:
        case AccountState.ACTIVE:
            return t.gettext("in order")
        case AccountState.PENDING:
            return t.gettext("not activated yet")
        case AccountState.SUSPENDED:
            return t.gettext("suspended")
        case AccountState.PASSWORD_DUE:
            return t.gettext("its password has to be changed on the site first")
        case AccountState.SECOND_FACTOR:
            return t.gettext("it has a second factor, which the chat cannot ask for")


def affiliation_words(t: NullTranslations, affiliation: Affiliation) -> str:
    """Say what somebody is in a room (XEP-0045 §5.2)."""
    match affiliation:
        case Affiliation.OWNER:
            return t.gettext("owner")
        case Affiliation.ADMIN:
            return t.gettext("admin")
        case Affiliation.MEMBER:
            return t.gettext("member")
        case Affiliation.OUTCAST:
            return t.gettext("banned")
        case Affiliation.NONE:
            return t.gettext("nothing")


def room_words(t: NullTranslations, place: RoomPlace) -> str:
    """Say what somebody is in a room, and by whom."""
    words = {"room": place.room, "affiliation": affiliation_words(t, place.affiliation)}
    if place.is_managed:
        return t.gettext("%(room)s (%(affiliation)s)") % words
    return t.gettext("%(room)s (%(affiliation)s, by hand)") % words


def account_data(view: AccountView, domain: str) -> dict[str, object]:
    """What is known of an account, for programs."""
    tiki = view.tiki
    return {
        "connection": view.connection.value,
        "live_chat_id": view.username if tiki is not None else None,
        "chat_username": view.username,
        "jid": None if view.username is None else f"{view.username}@{domain}",
        "has_chat_account": view.has_chat_account,
        "tiki": None
        if tiki is None
        else {
            "user_id": tiki.user_id,
            "login": tiki.login,
            "name": tiki.name,
            "email": tiki.email,
            "state": tiki.state.value,
            "groups": list(tiki.groups),
        },
        "roster_groups": {
            "managed": list(view.places.managed),
            "by_hand": list(view.places.by_hand),
        },
        "rooms": [
            {"room": p.room, "affiliation": p.affiliation.value, "managed": p.is_managed}
            for p in view.places.rooms
        ],
        "migration": None if view.migration is None else _migration_data(view.migration),
        "reminders": view.is_reminded,
        "can_migrate": view.can_migrate,
    }


def _tell_tiki(t: NullTranslations, tiki: TikiSide) -> Iterator[str]:
    number = t.gettext("%(login)s (number %(number)d)")
    login = number % {"login": shown(tiki.login), "number": tiki.user_id}
    yield labelled(t, t.gettext("Account on the site"), login)
    yield labelled(t, t.gettext("Name"), shown(tiki.name))
    yield labelled(t, t.gettext("E-mail"), shown(tiki.email) if tiki.email else t.gettext("none"))
    yield labelled(t, t.gettext("State"), state_words(t, tiki.state))
    yield labelled(t, t.gettext("Groups on the site"), listed(t, tiki.groups))


def _tell_chat(t: NullTranslations, view: AccountView, domain: str) -> Iterator[str]:
    if view.tiki is not None:
        yield labelled(t, t.gettext("Live Chat ID"), shown(view.username or ""))
    yield labelled(t, t.gettext("Chat address"), shown(f"{view.username}@{domain}"))
    is_there = t.gettext("yes") if view.has_chat_account else t.gettext("no, until they sign in")
    yield labelled(t, t.gettext("Chat account is there"), is_there)
    yield from tell_groups(t, view.places)
    if view.migration is not None:
        yield labelled(t, t.gettext("Last migration"), _migration_words(t, view.migration))
    if view.connection is Connection.UNMIGRATED:
        yield labelled(
            t, t.gettext("Reminders"), t.gettext("on") if view.is_reminded else t.gettext("off")
        )


def _migration_words(t: NullTranslations, migration: Migration) -> str:
    words = {"number": migration.number, "at": moment(migration.at)}
    if migration.step.is_open:
        return t.gettext("number %(number)d, under way since %(at)s") % words
    return t.gettext("number %(number)d, finished at %(at)s") % words


def _migration_data(migration: Migration) -> dict[str, object]:
    return {
        "number": migration.number,
        "step": migration.step.value,
        "path": migration.plan.path.value,
        "at": iso(migration.at),
    }
