"""The rows that a new Openfire needs: its system properties, the component, native accounts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openfire.testserver.mariadb import MariaDB

ITERATIONS = 4096
ROSTER_CACHE_BYTES = 200_000_000
"""With its own of a megabyte, 4.2 loads rosters anew for each member of a group that is shown."""
SALT_BYTES = 24
MUC_SERVICE = 1
SWITCHED_OFF = (
    "xmpp.socket.ssl.active",
    "xmpp.component.ssl.active",
    "xmpp.server.socket.active",
    "xmpp.multiplex.socket.active",
    "xmpp.multiplex.ssl.active",
    "httpbind.enabled",
    "xmpp.proxy.enabled",
    "flash.crossdomain.enabled",
    "mediaproxy.enabled",
    "multicastDNS.enabled",
    "update.service-enabled",
    "update.notify-admins",
    "register.inband",
    "register.password",
    "xmpp.auth.anonymous",
)


def system_properties(
    domain: str, component: str, private_jid: str, ports: tuple[int, int], *, debug: bool
) -> dict[str, str]:
    """Makes the rows of ofProperty that make a stock Openfire listen on two ports only.

    Args:
        domain: The XMPP domain.
        component: The component's subdomain.
        private_jid: Where its admin commands come from.
        ports: For clients and for components.
        debug: Whether to log everything: Openfire sets its log level from a property.
    """
    client_port, component_port = ports
    return {
        **dict.fromkeys(SWITCHED_OFF, "false"),
        "xmpp.domain": domain,
        "xmpp.fqdn": domain,
        "xmpp.socket.plain.active": "true",
        "xmpp.socket.tcp-nodelay": "true",
        "xmpp.socket.plain.port": str(client_port),
        "xmpp.client.tls.policy": "required",
        "xmpp.component.socket.active": "true",
        "xmpp.component.socket.port": str(component_port),
        "xmpp.component.permission": "whitelist",
        "admin.authorizedJIDs": f"admin@{domain},{private_jid}",
        "user.scramHashedPasswordOnly": "true",
        "sasl.scram-sha-1.iteration-count": str(ITERATIONS),
        "cache.username2roster.size": str(ROSTER_CACHE_BYTES),
        "tikiLivechat.component": component,
        "log.debug.enabled": str(debug).lower(),
    }


def write_properties(mariadb: MariaDB, properties: Mapping[str, str]) -> None:
    """Puts system properties into a stopped Openfire's database; others stay."""
    for name, value in properties.items():
        mariadb.execute(
            "REPLACE INTO ofProperty (name, propValue) VALUES (%s, %s)",
            [name, value],
            database="openfire",
        )


def write_component(
    mariadb: MariaDB, subdomains: Sequence[str], secret: str, sysadmin: str
) -> None:
    """Lets the component connect.

    Args:
        mariadb: Where Openfire's database is.
        subdomains: Under which it may.
        secret: For each of them.
        sysadmin: The JID of an administrator of all rooms.
    """
    for subdomain in subdomains:
        mariadb.execute(
            "REPLACE INTO ofExtComponentConf (subdomain, wildcard, secret, permission)"
            " VALUES (%s, 0, %s, 'allowed')",
            [subdomain, secret],
            database="openfire",
        )
    mariadb.execute(
        "REPLACE INTO ofMucServiceProp (serviceID, name, propValue)"
        " VALUES (%s, 'sysadmin.jid', %s)",
        [MUC_SERVICE, sysadmin],
        database="openfire",
    )


def write_chat_users(mariadb: MariaDB, passwords: Mapping[str, str]) -> None:
    """Makes native accounts that are not there yet; one that is there keeps its password."""
    now = f"{time.time_ns() // 1_000_000:015}"
    for username, password in passwords.items():
        mariadb.execute(
            "INSERT IGNORE INTO ofUser (username, salt, iterations, storedKey, serverKey,"
            " creationDate, modificationDate) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [username, *scram_columns(password, os.urandom(SALT_BYTES)), now, now],
            database="openfire",
        )


def scram_columns(password: str, salt: bytes) -> tuple[str, int, str, str]:
    """Computes salt, iterations, storedKey and serverKey of ofUser (RFC 5802 §3, SHA-1)."""
    salted = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha1")
    return (
        base64.b64encode(salt).decode(),
        ITERATIONS,
        base64.b64encode(hashlib.sha1(client_key, usedforsecurity=False).digest()).decode(),
        base64.b64encode(hmac.digest(salted, b"Server Key", "sha1")).decode(),
    )
