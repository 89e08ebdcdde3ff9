"""The load of syncs: people join and leave crews on the site, all the time."""

import threading
import time

import pymysql

from openfire.testserver import TestServer
from tests.faults import people as town
from tests.faults.chance import make_chance
from tests.faults.people import CREWS, People
from tests.faults.turnstile import Closed, Turnstile

_PAUSE = 0.4


class Shifts:
    """Changes memberships, as long as it is let through; the component has to follow.

    Args:
        server: Where the site's database is.
        people: Who is in the crews.
        turnstile: Holds it up.
        seed: Of what it chooses.
    """

    def __init__(self, server: TestServer, people: People, turnstile: Turnstile, seed: int) -> None:
        self._server = server
        self._people = people
        self._turnstile = turnstile
        self._choice = make_chance(seed, "shifts")
        self.changes = 0

    def thread(self) -> threading.Thread:
        """Make it."""
        return threading.Thread(target=self._shift_for_ever, daemon=True)

    def _shift_for_ever(self) -> None:
        choice = self._choice
        while not self._turnstile.is_over:
            try:
                with self._turnstile.passing():
                    change = choice.choice((town.join, town.leave))
                    change(
                        self._server, choice.choice(self._people.crew).login, choice.choice(CREWS)
                    )
                    self.changes += 1
            except Closed:
                return
            except pymysql.Error:
                pass  # the database is away; so is what is to follow it
            time.sleep(_PAUSE)


def wanted(server: TestServer) -> dict[str, set[str]]:
    """Who is to be in which roster group, by the site."""
    rows = server.execute(
        "SELECT m.groupName, u.livechat_id FROM users_usergroups m "
        "JOIN users_users u USING (userId) "
        "WHERE m.groupName LIKE 'Crew %%' AND u.livechat_id IS NOT NULL"
    )
    found: dict[str, set[str]] = {crew: set() for crew in CREWS}
    for group, username in rows:
        found[group.removeprefix("Crew ")].add(username)
    return found


def actual(server: TestServer) -> dict[str, set[str]]:
    """Who is in which roster group, in Openfire's database."""
    rows = server.execute("SELECT groupName, username FROM ofGroupUser", database="openfire")
    found: dict[str, set[str]] = {crew: set() for crew in CREWS}
    for crew, username in rows:
        found.setdefault(crew, set()).add(username)
    return found
