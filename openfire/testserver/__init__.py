"""A real Openfire and a real MariaDB for the demo, the tests and the benchmarks.

Start them with `TestServer`, or by `python -m openfire.testserver` for development. They are for
one machine only: every port is on the loopback address, every password random.
"""

from openfire.testserver.databases import DatabaseUser
from openfire.testserver.errors import TestServerError
from openfire.testserver.server import TestServer

__all__ = ["DatabaseUser", "TestServer", "TestServerError"]
