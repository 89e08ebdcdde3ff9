"""One server, with a little Tiki, for the tests of the test server."""

from collections.abc import Iterator

import pytest

from openfire.testserver import TestServer
from tests.live.servers.testserver.help import TIKI


@pytest.fixture(scope="package")
def server() -> Iterator[TestServer]:
    with TestServer(
        tiki_sql=TIKI,
        chat_users={"bob": 'b"ob & <pw> ü'},
        properties={"xmpp.client.idle": "123456"},
    ) as started:
        yield started
