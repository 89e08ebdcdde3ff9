"""What people do in the soak, each as one deed that either comes out as it should or raises."""

import asyncio
import contextlib
import json
import random
import re
import urllib.request
from collections.abc import Callable, Iterator, Mapping

from component.frontdoors.control.client import ask
from component.frontdoors.control.desk_commands import OPEN, OpenArguments
from tests.bench.client import Refused
from tests.bench.people import TEAMS
from tests.bench.seat import Seat
from tests.soak import visits
from tests.soak.outcomes import WentWrong
from tests.soak.town import LANGUAGES, Member, Town

Deed = Callable[[Town], None]
_NOT_IN = "not-authorized"
_LINK = re.compile(rb"https?://[^\s<]+/m/[^\s<]+")


def sign_in(town: Town) -> None:
    """Somebody signs in, as they did before."""
    with town.people.one() as member:
        _enter(town, member)


def guess(town: Town) -> None:
    """Somebody tries a wrong password of somebody."""
    with town.victims.one() as member:
        _is_refused(town, member, f"a guess {town.number()}")


def try_nobody(town: Town) -> None:
    """Somebody signs in who does not exist, by another name each time."""
    number = town.number()
    _is_refused(town, Member(f"No One {number}", f"noone{number}", "what ever"), "what ever")


def change_profile(town: Town) -> None:
    """Somebody has another name and language on the site since they signed in."""
    with town.people.one() as member:
        for preference, value in (
            ("realName", f"{member.login} the {town.number()}th"),
            ("language", random.choice(LANGUAGES)),
        ):
            town.server.execute(
                "UPDATE tiki_user_preferences SET value = %s WHERE user = %s AND prefName = %s",
                (value, member.login, preference),
            )
        _enter(town, member)


def change_password(town: Town) -> None:
    """Somebody has another password on the site, and the old one is worth nothing."""
    with town.people.one() as member:
        town.change_password(member, random.choice(("A", "$2y$")))
        _enter(town, member)


def come_and_go(town: Town) -> None:
    """Somebody who has not migrated comes online, and goes."""
    with town.natives.one() as member, _seat(town, member) as seat:
        seat.roster()
        seat.go_offline()


def be_online(town: Town) -> None:
    """Somebody who has migrated comes online, and goes."""
    with town.people.one() as member, _seat(town, member) as seat:
        seat.roster()


def ask_who(town: Town) -> None:
    """Somebody asks by an ad-hoc command who they are."""
    with town.people.one() as member, _seat(town, member) as seat:
        seat.command(town.commands, "whoami")


def administer(town: Town) -> None:
    """An admin looks something up."""
    about = random.choice(town.people.members).username
    name, steps = random.choice(
        (
            ("show-account", {"name": about}),
            ("audit", {"name": about, "by": "", "action": "", "since": "", "most": "20"}),
            ("runs", {"most": "20"}),
            ("report", {"days": "7", "csv": "0"}),
            ("sync-person", {"name": about}),
        )
    )
    with town.admins.one() as admin, _seat(town, admin) as seat:
        seat.command(town.commands, name, steps)


def sync_groups(town: Town) -> None:
    """An admin has groups synced, by a job if anything is to be done."""
    with town.admins.one() as admin, _seat(town, admin) as seat:
        answers = {"group": "*", "dry-run": "0"}
        seat.command(town.commands, "sync-groups", answers, {"confirm": "1"})


def begin_and_leave(town: Town) -> None:
    """An admin begins a command and closes the window."""
    with town.admins.one() as admin, _seat(town, admin) as seat:
        seat.begin(town.commands, "show-account")


def chat(town: Town) -> None:
    """Somebody writes to the component, in a client without commands."""
    with town.people.one() as member, _seat(town, member) as seat:
        for text in ("help", "whoami"):
            seat.talk(f"accounts@{town.commands}", text)


def change_group(town: Town) -> None:
    """Somebody is in another group of the site, which the next sync finds."""
    with town.people.one() as member:
        where = "m JOIN users_users u USING (userId) WHERE u.login = %s AND m.groupName LIKE"
        town.server.execute(f"DELETE m FROM users_usergroups {where} 'Team%%'", (member.login,))
        town.server.execute(
            "INSERT INTO users_usergroups (userId, groupName, created) "
            "SELECT userId, %s, 1700000000 FROM users_users WHERE login = %s",
            (f"Team {random.randrange(TEAMS)}", member.login),
        )


def use_shell(town: Town) -> None:
    """The administrator looks at the jobs in the shell."""
    socket = town.bridge.folder / "control.sock"
    asyncio.run(ask(socket, OPEN, OpenArguments(person="", language="en", name="jobs")))


def call_api(town: Town) -> None:
    """The site's registration page has an ID given to a new account."""
    member = town.move_in(f"New {town.number()}", "new pass word")
    request = urllib.request.Request(
        f"{town.api}/api/v1/live-chat-ids",
        json.dumps({"login": member.login}).encode(),
        {"Authorization": f"Bearer {town.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        given = json.load(answer)
    member.username = given["liveChatId"]
    _enter(town, member)


def look_at_page(town: Town) -> None:
    """Somebody looks at the page, and types a password that is wrong."""
    asyncio.run(visits.look(town))


def migrate(town: Town) -> None:
    """Somebody goes all the way on the page, then signs in with the password of the site."""
    if (settler := town.settler()) is None:
        return sign_in(town)
    asyncio.run(visits.migrate(town, settler))
    return _enter(town, settler)


def follow_link(town: Town) -> None:
    """Somebody stays online until they are sent a link, and goes all the way from there."""
    if (settler := town.settler()) is None:
        return sign_in(town)
    with _seat(town, settler.before) as seat:
        message = seat.message_from(f"accounts@{town.commands}")
        link = _LINK.search(message)
        if link is None:
            raise WentWrong(f"no link in {message!r}")
        asyncio.run(visits.follow(link[0].decode(), settler))
    return _enter(town, settler)


WEIGHTS: Mapping[Deed, float] = {
    sign_in: 40,
    guess: 8,
    try_nobody: 8,
    change_profile: 6,
    change_password: 4,
    come_and_go: 8,
    be_online: 6,
    ask_who: 5,
    administer: 5,
    chat: 4,
    look_at_page: 6,
    change_group: 2,
    begin_and_leave: 2,
    use_shell: 2,
    call_api: 0.5,
    migrate: 0.5,
    follow_link: 0.5,
    sync_groups: 0.5,
}
"""How often each is done, next to the others."""


def _enter(town: Town, member: Member) -> None:
    town.door.sign_in(member.guest(town.server.domain), f"soak{town.number()}")


@contextlib.contextmanager
def _seat(town: Town, member: Member) -> Iterator[Seat]:
    """Somebody is signed in and online: Openfire 4.2 counts others, but does not name them."""
    guest, resource = member.guest(town.server.domain), f"seat{town.number()}"
    with town.door.seat(guest, resource) as seat:
        seat.come_online(random.choice(LANGUAGES))
        yield seat


def _is_refused(town: Town, member: Member, password: str) -> None:
    try:
        town.door.sign_in(member.guest(town.server.domain, password), "nobody")
    except Refused as refused:
        if str(refused) != _NOT_IN:
            raise
        return
    raise WentWrong("let in by a wrong password")
