"""Exports of chat accounts: files that are complete, or not there."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Protocol

from component.domain.exports import ExportedAccount, ExportHead, ExportSummary
from component.domain.names import ChatUsername


class BadExport(Exception):  # noqa: N818  what a file is, not a fault of the program
    """There is no such export, or it is not whole: nothing may be built on it. Says what to do."""


class Export(Protocol):
    """A complete export that was read to its end."""

    @property
    def summary(self) -> ExportSummary:
        """What it has."""

    @property
    def usernames(self) -> Sequence[ChatUsername]:
        """The accounts in it, in their order."""

    async def read(self, usernames: Collection[ChatUsername]) -> list[ExportedAccount]:
        """Read those of some accounts that it has, in its order.

        Raises:
            BadExport: It is not any more what it was when it was opened.
        """


class Exports(Protocol):
    """All exports."""

    async def write(
        self, head: ExportHead, accounts: AsyncIterator[ExportedAccount]
    ) -> ExportSummary:
        """Write an export, which is there once it is complete and safe on disk.

        One of the same head that is complete already is left as it is, and nothing is read of the
        accounts. Whatever the accounts raise, there is no new export then.

        Raises:
            BadExport: It cannot be written.
        """

    async def names(self) -> list[str]:
        """The names of those that are there, the newest first.

        Raises:
            BadExport: They cannot be listed.
        """

    async def open(self, name: str) -> Export:
        """Read an export to its end, and see that it is whole.

        Raises:
            BadExport: It is not there, or not whole.
        """
