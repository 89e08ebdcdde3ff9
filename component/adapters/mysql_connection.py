"""One connection to MySQL or MariaDB: aiomysql's, with what it lacks. `mysql_pool` keeps some.

aiomysql 0.3.2 goes on in plaintext where a server offers no TLS, sends the password in clear to
whoever asks for it, and cannot send one that is not latin1. Its hooks for that are private:
`tests/contract/test_mysql_tls.py` holds that they are still called.
"""

import asyncio
import os
import ssl
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiomysql
import pymysql.err
from aiomysql.connection import MySQLResult
from pymysql.constants import CLIENT, COMMAND, CR

from component.ports import Unavailable

if TYPE_CHECKING:
    from component.adapters.mysql import DatabaseSettings

_CLEAR = "mysql_clear_password"
_SCRAMBLED = frozenset({"mysql_native_password", "caching_sha2_password", "sha256_password"})
_OUT_OF_DATE = frozenset({9, 10})
_OTHER_NAME = frozenset({62, 64})
"""Numbers of X509_STORE_CTX_get_error(3ssl)."""

_CHARSETS = {"utf8mb4": ("utf8mb4", "utf8mb4"), "utf8mb3": ("utf8mb3", "utf8")}
_BYTES_AS_THEY_ARE = ("utf8mb4", "latin1")
"""What Python writes, and what the server takes it for. Where that is latin1 on both sides of the
server no byte changes: its latin1 has a character for each (charset of `DatabaseSettings`)."""

_as_text = partial(str, encoding="utf-8", errors="surrogateescape")


def tls_context(authorities: Path | None) -> ssl.SSLContext:
    """Make what checks a server's certificate and name; at least TLS 1.2.

    Args:
        authorities: PEM file with the certificates to trust: an authority's, or the server's own.
            None for the authorities that the system trusts.

    Raises:
        OSError: The file cannot be read; ssl.SSLError: it holds no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if authorities is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(authorities)
    return context


class _Result(MySQLResult):  # type: ignore[misc]  # aiomysql has no types
    """An answer in which no byte of a text column is a reason to give up the whole of it."""

    async def _get_descriptions(self) -> None:
        await super()._get_descriptions()
        encoding = self.connection.encoding
        self.converters: list[tuple[str | None, Any]] = [
            (None, _as_text) if found[0] == encoding else found for found in self.converters
        ]


class Connection(aiomysql.Connection):  # type: ignore[misc]  # aiomysql has no types
    """A connection that is not made yet, see `dial`.

    Texts come as str; bytes that are not UTF-8 are lone surrogates in it, which a statement turns
    back into the same bytes. Blobs come as bytes.
    """

    def __init__(self, settings: "DatabaseSettings") -> None:
        charset, self._names = _CHARSETS.get(settings.charset, _BYTES_AS_THEY_ARE)
        self._name_in_certificate = settings.tls_server_name or settings.host
        super().__init__(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password.encode().decode("latin-1"),
            db=settings.database,
            charset=charset,
            ssl=settings.tls,
            autocommit=True,
        )

    @property
    def is_cut(self) -> bool:
        """Whether it is closed, or the other side has ended it: as far as can be seen from here."""
        return self.closed or self._reader.eof_received or self._reader.exception() is not None

    async def agree_on_charset(self) -> None:
        """Agree on the charset; servers are free to ignore what the greeting's answer says."""
        await self.query(f"SET NAMES {self._names}")

    def close(self) -> None:
        """Drop it, without waiting for a server that may hang: TLS would, to say goodbye."""
        if self._writer is not None:
            self._writer.transport.abort()
        super().close()

    async def end(self, patience: float) -> None:
        """Close it in good order, so that the server logs nothing.

        Args:
            patience: Seconds to wait for the server, which closes its side.
        """
        try:
            if not self.is_cut:
                self._writer.write(b"\x01\0\0\0" + bytes([COMMAND.COM_QUIT]))
                async with asyncio.timeout(patience):
                    await self._reader.read()
        except OSError:
            pass
        finally:
            self.close()

    def escape(self, obj: object) -> str:
        """Write a value as SQL; PyMySQL 1.2 has taken away what aiomysql does bytes with."""
        if isinstance(obj, bytes):
            return f"_binary X'{obj.hex()}'"
        return str(super().escape(obj))

    async def _get_server_information(self) -> None:
        """Read the greeting; nothing was sent yet, and nothing is where that would be unsafe."""
        await super()._get_server_information()
        if self._ssl_context is None:
            self._refuse_in_clear(self._server_auth_plugin)
        elif self.server_capabilities & CLIENT.SSL:
            self._host = self._name_in_certificate
        else:
            raise pymysql.err.OperationalError(
                CR.CR_SSL_CONNECTION_ERROR,
                "the server offers no TLS, and without it nothing is sent: switch TLS on at the "
                "server, or set tls = false",
            )

    async def _request_authentication(self) -> None:
        try:
            await super()._request_authentication()
        except BaseException:
            self.close()
            raise

    async def _process_auth(self, plugin_name: bytes, auth_packet: Any) -> Any:  # noqa: ANN401  aiomysql's
        plugin = plugin_name.decode("ascii", "replace")
        self._refuse_in_clear(plugin)
        if plugin not in _SCRAMBLED | {_CLEAR}:
            raise pymysql.err.OperationalError(
                CR.CR_AUTH_PLUGIN_CANNOT_LOAD,
                f"the server wants the password by {plugin!r}, which is not supported: let the "
                "database user have mysql_native_password or caching_sha2_password",
            )
        return await super()._process_auth(plugin_name, auth_packet)

    def _refuse_in_clear(self, plugin: str) -> None:
        if plugin == _CLEAR and not self._secure:
            raise pymysql.err.OperationalError(
                CR.CR_AUTH_PLUGIN_CANNOT_LOAD,
                "the server wants the password in clear, which is sent over TLS only: "
                "set tls = true",
            )

    async def _read_query_result(self, unbuffered: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  aiomysql's
        self._result = None
        result = _Result(self)
        await result.read()
        self._result = result
        self._affected_rows = result.affected_rows
        if result.server_status is not None:
            self.server_status = result.server_status


async def dial(settings: "DatabaseSettings") -> Connection:
    """Make a connection: TCP, TLS, authentication and charset within `connect_timeout`.

    Raises:
        Unavailable: Nobody answered in time, or there is no TLS as it was asked for; says why.
        pymysql.err.Error: What the server answered, such as a wrong password.
    """
    connection = Connection(settings)
    try:
        async with asyncio.timeout(settings.connect_timeout):
            await connection._connect()  # noqa: SLF001  aiomysql.connect knows only its own class
            await connection.agree_on_charset()
    except BaseException as error:
        connection.close()
        why = _why(error, settings) if isinstance(error, Exception) else ""
        if why:
            raise Unavailable(settings.title, why) from error
        raise
    return connection


def _why(error: Exception, settings: "DatabaseSettings") -> str:
    """What stood against the connection; '' where the server has answered in its own words."""
    if isinstance(error, TimeoutError):
        return f"no connection within {settings.connect_timeout:g} s"
    address = f"{settings.host}:{settings.port}"
    if isinstance(error, pymysql.err.Error) and error.args and isinstance(error.args[0], int):
        if isinstance(error.__cause__, OSError) and error.args[0] == CR.CR_CONN_HOST_ERROR:
            return f"{address}: {_of_the_way(error.__cause__)}"
        return ""
    return (
        f"what answers on {address} is no MySQL server, or one that wants a password as before "
        f"MySQL 4.1 ({type(error).__name__})"
    )


def _of_the_way(error: OSError) -> str:
    """What is wrong between here and the server, and what to do about it if it is TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        what = f"the server's certificate is not accepted ({error.verify_message}): "
        if error.verify_code in _OUT_OF_DATE:
            return what + "renew it, or set the clock"
        if error.verify_code in _OTHER_NAME:
            return what + "set host or tls_server_name to a name that it is for"
        return what + "set tls_ca to the PEM file of the authority that signed it"
    if isinstance(error, ssl.SSLError):
        return f"no TLS with the server, which must speak 1.2 or newer ({error.reason})"
    number = error.errno or 0
    return os.strerror(number) if number > 0 else error.strerror or str(error)
