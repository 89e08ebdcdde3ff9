"""A real mail server on loopback, and certificates for it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

NAME, PASSWORD = "the component", "a pâssword\"'\\ of 30 characters"


@dataclass(frozen=True)
class Taken:
    """A mail that was handed in.

    Attributes:
        sender: Of the envelope.
        recipients: Of the envelope.
        raw: As it came.
        encrypted: Whether by TLS.
        login: Who handed it in; '' for nobody.
    """

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    encrypted: bool
    login: str

    @property
    def message(self) -> EmailMessage:
        """What a mail program makes of it."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """What the server has seen, and what it is to say.

    Attributes:
        port: Where it listens.
        taken: The mails.
        connections: How many there were.
        replies: Command, or recipient in lower case → what is said to it instead of `250`.
        pause: Seconds before a mail is taken.
        asks_for_login: It takes nothing from strangers.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    asks_for_login: bool = False

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002  aiosmtpd's signature
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.asks_for_login and not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002  aiosmtpd's signature
        session: Session,  # noqa: ARG002  aiosmtpd's signature
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002  aiosmtpd's signature
    ) -> str:
        reply = self.replies.get(address.lower(), "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.pause)
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            login, content = session.auth_data, envelope.content
            assert isinstance(content, bytes)
            assert server.transport is not None
            self.taken.append(
                Taken(
                    str(envelope.mail_from),
                    tuple(envelope.rcpt_tos),
                    content,
                    encrypted=server.transport.get_extra_info("ssl_object") is not None,
                    login=login.login.decode() if isinstance(login, LoginPassword) else "",
                )
            )
        return reply


def _authenticate(*seen: Any) -> AuthResult:  # noqa: ANN401  aiosmtpd's five
    given = seen[-1]
    fits = (given.login, given.password) == (NAME.encode(), PASSWORD.encode())
    return AuthResult(success=fits, handled=fits, auth_data=given)


@asynccontextmanager
async def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    asks_for_login: bool = False,
) -> AsyncIterator[MailServer]:
    """A server that listens, and is gone afterwards.

    Args:
        starttls: Offers STARTTLS with this certificate, and takes nothing without.
        tls: Speaks TLS from the first byte.
        asks_for_login: Takes nothing from strangers.
    """
    seen = MailServer(asks_for_login=asks_for_login)
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def accept() -> SMTP:
        seen.connections += 1
        session = SMTP(
            seen,
            hostname="mail.test",
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=_authenticate,
            auth_require_tls=tls is None,
        )
        sessions.append(session)
        return session

    server = await loop.create_server(accept, "127.0.0.1", 0, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for session in sessions:
            if session.transport is not None:
                session.transport.close()
        await asyncio.sleep(0)


def certified(path: Path) -> ssl.SSLContext:
    """The server's side of TLS with a certificate of `certificates.Authority`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
