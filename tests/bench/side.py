"""One chat server with everybody in front of it."""

import os
from collections.abc import Sequence

from openfire.demo.people import Person
from openfire.testserver import TestServer
from tests.bench.client import Door, make_guest
from tests.bench.load import Measured, during, measure, so_many

CLIENTS = "clients"
OPENFIRE = "Openfire"
MARIADB = "MariaDB"
COMPONENT = "component"


class Side:
    """A server, its clients, and the processes that serve them.

    Everybody types their chat username: the one name that works natively and through the bridge.

    Args:
        server: The servers of this side.
        people: Who signs in.
        clients: How many at a time.
        component: Process id of the bridge's component, if there is one.

    Attributes:
        processes: Name → process id, of all that serve and sign in.
    """

    def __init__(
        self,
        server: TestServer,
        people: Sequence[Person],
        clients: int,
        component: int | None = None,
    ) -> None:
        self._clients = clients
        self._doors = {tls: Door(server, tls=tls) for tls in (True, False)}
        self._guests = [
            make_guest(str(p.livechat_id), p.password, f"{p.livechat_id}@{server.domain}")
            for p in people
        ]
        self.processes = {
            CLIENTS: os.getpid(),
            OPENFIRE: server.openfire.pid,
            MARIADB: server.mariadb.pid,
        }
        if component is not None:
            self.processes[COMPONENT] = component

    def count(self, sign_ins: int, *, tls: bool) -> Measured:
        """So many sign-ins, everybody in turn; raises as `measure`."""
        guests = so_many(self._guests, sign_ins)
        return measure(self._doors[tls], guests, self._clients, self.processes)

    def during(self, seconds: float, *, tls: bool) -> Measured:
        """Everybody signs in again and again for a time; raises as `measure`."""
        guests = during(self._guests, seconds)
        return measure(self._doors[tls], guests, self._clients, self.processes)
