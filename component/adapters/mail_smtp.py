"""Mails to a mail server by SMTP: the port `Post`. What they say is written elsewhere."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from enum import StrEnum

import aiosmtplib
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from component.domain.mails import Mail, address
from component.domain.profile import clean
from component.ports import Deferred, Rejected, Unavailable

_POLICY = SMTP.clone(cte_type="7bit")
"""What every server can carry: RFC 5321 without 8BITMIME and SMTPUTF8."""
_PERMANENT = range(500, 600)
_ASKS_FOR_LOGIN = frozenset({530, 534, 535, 538})
"""Of the replies of RFC 4954 §6, those that say nothing about the recipient."""
_CLOSING = 421
"""The server ends the session, whatever was asked (RFC 5321 §4.2.3)."""
_SHOWN_CHARACTERS = 200


class Encryption(StrEnum):
    """How the connection is encrypted; where it is, the certificate and the name are checked."""

    NONE = "none"
    STARTTLS = "starttls"
    """Begun in clear; nothing is sent to a server that does not offer it (RFC 3207)."""
    TLS = "tls"
    """From the first byte (RFC 8314)."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mails are handed in, and whom they are from.

    Attributes:
        host: Host name or address of the mail server.
        port: TCP port.
        sender: The address that they are from, and to which a server sends them back.
        sender_name: The name beside it; '' for none.
        encryption: Of the connection.
        tls: Checks the server's certificate; None where nothing is encrypted.
        user: Name to sign in with; '' for not at all.
        password: Its password; not shown by repr.
        timeout: Seconds for all of it.
    """

    host: str
    port: int
    sender: str
    sender_name: str = ""
    encryption: Encryption = Encryption.STARTTLS
    tls: ssl.SSLContext | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0


class SmtpPost:
    """Hands in mails, each on a connection of its own."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._domain = settings.sender.rpartition("@")[2]

    async def send(self, mail: Mail) -> None:
        """See `Post.send`."""
        settings = self._settings
        if address(mail.to) != mail.to:
            raise Rejected("there is no mail address that can be used")
        message = self._message(mail)
        try:
            async with asyncio.timeout(settings.timeout):
                await aiosmtplib.send(
                    message,
                    sender=settings.sender,
                    recipients=[mail.to],
                    hostname=settings.host,
                    port=settings.port,
                    username=settings.user or None,
                    password=settings.password or None,
                    local_hostname=self._domain,
                    timeout=settings.timeout,
                    use_tls=settings.encryption is Encryption.TLS,
                    start_tls=settings.encryption is Encryption.STARTTLS,
                    tls_context=settings.tls,
                )
        except SMTPRecipientsRefused as error:
            raise self._refused(error.recipients[0]) from None
        except SMTPDataError as error:
            raise self._refused(error) from None
        except TimeoutError as error:
            raise self._unavailable(f"no answer within {settings.timeout:g} s") from error
        except (SMTPException, OSError, ValueError) as error:
            raise self._unavailable(_reason(error)) from None

    def _message(self, mail: Mail) -> EmailMessage:
        """Write a mail. The headers' own class refuses what would begin a header of its own."""
        settings = self._settings
        message = EmailMessage(_POLICY)
        message["From"] = Address(_line(settings.sender_name), addr_spec=settings.sender)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = _line(mail.subject)
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no program is to answer
        message.set_content(mail.body)
        message["Content-Language"] = mail.language  # set_content drops Content-… headers
        return message

    def _refused(self, error: SMTPRecipientRefused | SMTPDataError) -> Exception:
        """What a reply about this very mail means."""
        if error.code in _ASKS_FOR_LOGIN or error.code == _CLOSING:
            return self._unavailable(_reason(error))
        if error.code in _PERMANENT:
            return Rejected(f"the mail server will not take it: {_reason(error)}")
        return Deferred(self._what, _reason(error))

    def _unavailable(self, why: str) -> Unavailable:
        return Unavailable(self._what, why)

    @property
    def _what(self) -> str:
        return f"the mail server {self._settings.host}"


def _line(text: str) -> str:
    return " ".join(clean(part) for part in text.split())


def _reason(error: Exception) -> str:
    """What went wrong, on one line; the server's own words where it has said something."""
    if isinstance(error, SMTPResponseException):
        said = f"{error.code} {error.message}"
    else:
        said = str(error) or type(error).__name__
    return _line(said)[:_SHOWN_CHARACTERS]
