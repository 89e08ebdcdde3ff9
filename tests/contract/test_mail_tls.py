"""Mails over TLS: encrypted, or not at all."""

import logging
import ssl
from pathlib import Path

import pytest

from component.adapters.mail_smtp import Encryption, SmtpPost
from component.adapters.mysql_connection import tls_context
from component.ports import Unavailable
from tests.contract.certificates import NOW, Authority
from tests.contract.mail_server import NAME, PASSWORD, certified, mail_server
from tests.contract.mail_worlds import MAIL, settings_for, text_of


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("of the mail server")


@pytest.fixture(scope="module")
def trusted(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return tls_context(authority.write(tmp_path_factory.mktemp("authority") / "ca.pem"))


@pytest.fixture
def certificate(authority: Authority, tmp_path: Path) -> ssl.SSLContext:
    return certified(authority.write_server(tmp_path / "server.pem", "127.0.0.1"))


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
async def test_with_tls_a_mail_and_the_password_arrive_encrypted(
    encryption: Encryption, certificate: ssl.SSLContext, trusted: ssl.SSLContext
) -> None:
    starttls = certificate if encryption is Encryption.STARTTLS else None
    tls = certificate if encryption is Encryption.TLS else None
    async with mail_server(starttls=starttls, tls=tls, asks_for_login=True) as server:
        settings = settings_for(
            server, encryption=encryption, tls=trusted, user=NAME, password=PASSWORD
        )
        await SmtpPost(settings).send(MAIL)
    (taken,) = server.taken
    assert (taken.encrypted, taken.login) == (True, NAME)
    assert text_of(taken) == MAIL.body


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
@pytest.mark.parametrize("wrong", ["name", "authority", "expired"])
async def test_with_a_certificate_that_is_not_right_nothing_is_sent(
    encryption: Encryption,
    wrong: str,
    authority: Authority,
    trusted: ssl.SSLContext,
    tmp_path: Path,
) -> None:
    signer = Authority("somebody else") if wrong == "authority" else authority
    name = "mail.example.org" if wrong == "name" else "127.0.0.1"
    until = {"until": NOW.replace(year=NOW.year - 1)} if wrong == "expired" else {}
    pem = signer.write_server(tmp_path / "server.pem", name, **until)
    starttls = certified(pem) if encryption is Encryption.STARTTLS else None
    tls = certified(pem) if encryption is Encryption.TLS else None
    async with mail_server(starttls=starttls, tls=tls) as server:
        settings = settings_for(
            server, encryption=encryption, tls=trusted, user=NAME, password=PASSWORD
        )
        with pytest.raises(Unavailable, match="certificate"):
            await SmtpPost(settings).send(MAIL)
    assert server.taken == []


async def test_a_server_that_offers_no_tls_gets_neither_mail_nor_password(
    trusted: ssl.SSLContext,
) -> None:
    async with mail_server() as server:
        settings = settings_for(
            server, encryption=Encryption.STARTTLS, tls=trusted, user=NAME, password=PASSWORD
        )
        with pytest.raises(Unavailable, match="STARTTLS"):
            await SmtpPost(settings).send(MAIL)
    assert server.taken == []


async def test_a_wrong_password_is_unavailable_and_told_to_nobody(
    certificate: ssl.SSLContext, trusted: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with mail_server(starttls=certificate, asks_for_login=True) as server:
        settings = settings_for(
            server, encryption=Encryption.STARTTLS, tls=trusted, user=NAME, password="wr0ng-pw"
        )
        with pytest.raises(Unavailable, match="535") as caught:
            await SmtpPost(settings).send(MAIL)
    assert server.taken == []
    own = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.")]
    assert "wr0ng-pw" not in f"{caught.value!r} {own} {settings!r}"
