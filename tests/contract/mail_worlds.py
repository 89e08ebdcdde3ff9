"""Mail servers, fake and real, and a mail with a personal link."""

from dataclasses import replace
from typing import Protocol

from component.adapters.mail_smtp import Encryption, MailSettings, SmtpPost
from component.domain.mails import Mail
from component.ports.reminders import Post
from tests.contract.mail_server import MailServer, Taken

TOKEN = "Zx9-" + "t0kenOf43Characters" * 2 + "_"
LINK = f"https://www.example.org/livechat/m/{TOKEN}"
MAIL = Mail(
    "bob@mail.test",
    "Signing in – to the chat",
    f"Grüße, チャット:\n\n{LINK}\n\n" + "A long line. " * 100 + "\n\nThe end\n",
    "de",
)


class World(Protocol):
    """A mail server; `FakePost` is one, `RealPost` the other."""

    @property
    def port(self) -> Post: ...
    @property
    def mails(self) -> list[Mail]: ...
    def refuse(self, recipient: str, code: int) -> None: ...


def text_of(taken: Taken) -> str:
    """The body, with Python's ends of lines."""
    return str(taken.message.get_content()).replace("\r\n", "\n")


class RealPost:
    """A mail server on loopback, reached in clear."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self.port: Post = SmtpPost(settings_for(server))

    @property
    def mails(self) -> list[Mail]:
        return [
            Mail(
                str(taken.message["To"]),
                str(taken.message["Subject"]),
                text_of(taken),
                str(taken.message["Content-Language"]),
            )
            for taken in self._server.taken
        ]

    def refuse(self, recipient: str, code: int) -> None:
        self._server.replies[recipient] = f"{code} 5.1.1 no such mailbox"


def settings_for(server: MailServer, **changes: object) -> MailSettings:
    """How to reach a server in clear, unless something else is said."""
    plain = MailSettings(
        host="127.0.0.1",
        port=server.port,
        sender="chat@example.org",
        sender_name="The chat of Exämple",
        encryption=Encryption.NONE,
        timeout=5.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of MailSettings
