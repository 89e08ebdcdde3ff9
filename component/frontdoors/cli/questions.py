"""What `init` asks, and the settings that follow from the answers. Passwords are made up here."""

import re
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from component.domain.web_address import public_address

_SECRET_BYTES = 24
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_")
"""Each password has some of each: servers may insist (validate_password of MySQL)."""
_SERVER = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@\[\]]+))(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[^\s/@:]+")
_MOST_PORT = 65535
YES, NO = "yes", "no"
NONE = "none"
_USERS = {
    "tiki": "chat_tiki",
    "tiki.write": "chat_tiki_write",
    "openfire": "chat_openfire",
    "openfire.write": "chat_openfire_write",
    "state": "chat_state",
}
"""Block → the database user that it names."""

Answers = Mapping[str, str]
"""Name of a question → the answer, as its check has left it."""


def server(text: str) -> str:
    """Check `host`, `host:port`, `[address]` or `[address]:port`; raises ValueError."""
    found = _SERVER.fullmatch(text.strip())
    if found is None or not 1 <= int(found[3] or 1) <= _MOST_PORT:
        raise ValueError("write host, or host:port")
    return text.strip()


def domain(text: str) -> str:
    """Check the name of a domain; raises ValueError."""
    if not _NAME.fullmatch(text.strip()):
        raise ValueError("write a name such as example.org")
    return text.strip().lower()


def database(text: str) -> str:
    """Check the name of a database; raises ValueError."""
    if not text.strip():
        raise ValueError("write the name of a database")
    return text.strip()


def yes_or_no(text: str) -> str:
    """Check an answer that is yes or no; raises ValueError."""
    for word in (YES, NO):
        if text.strip() and word.startswith(text.strip().lower()):
            return word
    raise ValueError("write yes or no")


def domain_or_none(text: str) -> str:
    """Check the name of a domain, or `none`; raises ValueError."""
    return NONE if text.strip().lower() in ("", NONE) else domain(text)


def page(text: str) -> str:
    """Check the address of the migration page, or `none`; raises ValueError."""
    trimmed = text.strip()
    return NONE if trimmed.lower() in ("", NONE) else public_address(trimmed)


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    Attributes:
        name: Of its answer; the command's option has it with hyphens.
        text: What is asked.
        check: Gives the answer as it is kept; raises ValueError, which says what to write.
        default: The usual answer, None if there is none.
        same_as: The earlier question whose answer is the usual one.
        suffix: What the usual answer has more than that.
    """

    name: str
    text: str
    check: Callable[[str], str]
    default: str | None = None
    same_as: str = ""
    suffix: str = ""

    def usual(self, answers: Answers) -> str | None:
        """The answer by default, given those to the earlier questions."""
        return answers[self.same_as] + self.suffix if self.same_as else self.default


QUESTIONS = (
    Question("domain", "The chat's domain, after the @ of a JID", domain),
    Question("openfire_host", "Openfire's host", server, "127.0.0.1"),
    Question("component", "The component's subdomain", domain, "tiki"),
    Question(
        "private_component",
        "Subdomain of its second connection, for commands, or none",
        domain_or_none,
        same_as="component",
        suffix="-private",
    ),
    Question("tiki_database_host", "Host of Tiki's database", server, "127.0.0.1"),
    Question("tiki_database", "Name of Tiki's database", database, "tiki"),
    Question("latin1", "A Tiki up to 3.x that keeps UTF-8 in latin1 columns", yes_or_no, NO),
    Question(
        "openfire_database_host",
        "Host of Openfire's database",
        server,
        same_as="tiki_database_host",
    ),
    Question("openfire_database", "Name of Openfire's database", database, "openfire"),
    Question(
        "state_database_host",
        "Host of the component's own database",
        server,
        same_as="openfire_database_host",
    ),
    Question("state_database", "Name of the component's own database", database, "livechat_state"),
    Question("page", "Address of the migration page for browsers, or none", page, NONE),
)


def settings_from(answers: Answers) -> dict[str, object]:
    """Make settings of the answers, with random passwords: place with dots → value."""
    values: dict[str, object] = {
        "xmpp.domain": answers["domain"],
        "xmpp.component": answers["component"],
        "xmpp.secret": _password(),
        **_place("xmpp", answers["openfire_host"]),
    }
    if answers["private_component"] != NONE:
        values["xmpp.private_component"] = answers["private_component"]
    for block in ("tiki", "openfire", "state"):
        values |= _place(block, answers[f"{block}_database_host"])
        values[f"{block}.database"] = answers[f"{block}_database"]
    if answers["latin1"] == YES:
        values["tiki.charset"] = "latin1"
    if answers["page"] != NONE:
        values["web.public_url"] = answers["page"]
    for block, user in _USERS.items():
        values[f"{block}.user"] = user
        values[f"{block}.password"] = _password()
    return values


def _place(block: str, text: str) -> dict[str, object]:
    found = _SERVER.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} was not checked")
    place: dict[str, object] = {f"{block}.host": found[1] or found[2]}
    return place | ({f"{block}.port": int(found[3])} if found[3] else {})


def _password() -> str:
    while True:
        made = secrets.token_urlsafe(_SECRET_BYTES)
        if all(set(made) & set(kind) for kind in _KINDS):
            return made
