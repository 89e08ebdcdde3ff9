"""What a test has to know of a Tiki's tables beside their DDL, which is in `tables`."""

import re
from dataclasses import dataclass
from typing import Literal

from component.domain.generations import Generation


@dataclass(frozen=True)
class Layout:
    """The tables of a Tiki that the bridge reads, with `livechat_id`.

    Attributes:
        name: The version, as tests call it.
        title: What is special about it, in words.
        generation: What the bridge has to recognise.
        sql: The DDL.
        engine: Of all tables.
        text: Charset of the columns. latin1 holds the bytes of UTF-8, as PHP has left them.
        collation: Of `users_users.login`.
        login_width: Characters that `users_users.login` holds.
        hash_width: Characters that `users_users.hash` holds.
        has_unique_logins: A unique key is on the logins.
        has_unique_emails: A unique key is on the e-mail addresses.
    """

    name: str
    title: str
    generation: Generation
    sql: str
    engine: Literal["InnoDB", "MyISAM"]
    text: Literal["latin1", "utf8mb3", "utf8mb4"]
    collation: str
    login_width: int
    hash_width: int
    has_unique_logins: bool
    has_unique_emails: bool = False

    @property
    def database(self) -> str:
        """A name for its database."""
        return "tiki_" + re.sub(r"\W", "_", self.name)

    @property
    def charset(self) -> Literal["latin1", "utf8mb4"]:
        """Of the bridge's connection, as an admin has to set it."""
        return "latin1" if self.text == "latin1" else "utf8mb4"
