"""A chat client over TLS that may sign in under any SASL name, as people's clients do."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator

from slixmpp.exceptions import XMPPError
from slixmpp.util.sasl.client import sasl_mech
from slixmpp.util.sasl.mechanisms import PLAIN

from openfire.demo.chat_session import Client, Session
from openfire.testserver import TestServer

# A refused login is this module's result; slixmpp would print it as an error besides.
logging.getLogger("slixmpp").setLevel(logging.CRITICAL)


class SignInRefused(Exception):  # noqa: N818  an answer, not a fault
    """The server does not let this person in; the message is its condition."""


@sasl_mech(1)
class _VerbatimPlain(PLAIN):
    """PLAIN with name and password as typed: many clients prepare neither, slixmpp does."""

    required_credentials: set[str] = {"verbatim"}  # noqa: RUF012  as slixmpp declares it
    optional_credentials: set[str] = set()  # noqa: RUF012  as slixmpp declares it

    def process(self, challenge: bytes = b"") -> bytes:  # noqa: ARG002  slixmpp's signature
        message: bytes = self.credentials["verbatim"]
        return message


async def sign_in(
    server: TestServer,
    name: str,
    password: str,
    *,
    authzid: str = "",
    seconds: float = 60.0,
) -> Session:
    """Sign in.

    Args:
        server: Where to.
        name: The SASL name; any text, it need not be a JID's local part.
        password: The password.
        authzid: The SASL authorisation identity, if the client sends one.
        seconds: How long that may take.

    Returns:
        The session.

    Raises:
        SignInRefused: Wrong credentials, in the server's eyes.
        TimeoutError: No answer in time.
    """
    xmpp = Client(f"someone@{server.domain}", password, sasl_mech="PLAIN")
    xmpp.credentials["verbatim"] = f"{authzid}\0{name}\0{password}"
    xmpp.ca_certs = server.certificate
    xmpp.enable_direct_tls = False
    xmpp.enable_plaintext = False
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def end(error: Exception | None) -> None:
        if not done.done():
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

    xmpp.add_event_handler("session_start", lambda _: end(None))
    xmpp.add_event_handler("failed_auth", lambda e: end(SignInRefused(str(e["condition"]))))
    xmpp.add_event_handler("disconnected", lambda e: end(SignInRefused(f"disconnected: {e}")))
    xmpp.add_event_handler("ssl_invalid_chain", lambda e: end(ssl.SSLError(str(e))))
    xmpp.connect(server.host, server.client_port)
    try:
        await asyncio.wait_for(done, seconds)
    except BaseException:
        await xmpp.end()
        raise
    return Session(xmpp)


@contextlib.asynccontextmanager
async def signed_in(
    server: TestServer, name: str, password: str, *, authzid: str = ""
) -> AsyncIterator[Session]:
    """Sign in for the length of a block; raises as `sign_in`."""
    session = await sign_in(server, name, password, authzid=authzid)
    try:
        yield session
    finally:
        await session.close()


async def refusal(server: TestServer, name: str, password: str, *, authzid: str = "") -> str | None:
    """Try to sign in: None if that works, else the condition of the refusal."""
    try:
        async with signed_in(server, name, password, authzid=authzid):
            return None
    except SignInRefused as refused:
        return str(refused)
    except XMPPError as error:
        return str(error.condition)
