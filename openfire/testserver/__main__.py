"""The command of `make testserver`: keeps a test server running and tells how to reach it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openfire.testserver.errors import TestServerError
from openfire.testserver.server import TestServer

if TYPE_CHECKING:
    from collections.abc import Sequence


def description(server: TestServer) -> dict[str, Any]:
    """Says how to reach a started server, with all its passwords, as a value for JSON."""
    admin, password = server.admin
    return {
        "host": server.host,
        "domain": server.domain,
        "client_port": server.client_port,
        "component_port": server.component_port,
        "component_jid": server.component_jid,
        "private_jid": server.private_jid,
        "component_secret": server.component_secret,
        "admin": {"jid": f"{admin}@{server.domain}", "password": password},
        "certificate": str(server.certificate),
        "database_port": server.database_port,
        "database_users": {
            name: {"user": user.user, "password": user.password, "database": user.database}
            for name, user in server.users.items()
        },
        "folder": str(server.folder),
        "log_folder": str(server.openfire.log_folder),
        "openfire_pid": server.openfire.pid,
        "mariadb_pid": server.mariadb.pid,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until Ctrl-C or SIGTERM; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m openfire.testserver", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep data here (default: a temporary folder)")
    parser.add_argument("--plugin", type=Path, help="an Openfire plugin's jar to install")
    parser.add_argument("--domain", default="livechat.test", help="XMPP domain")
    parser.add_argument("--json", action="store_true", help="tell how to reach it as JSON")
    options = parser.parse_args(arguments)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with TestServer(options.folder, options.domain, plugin=options.plugin) as server:
            if options.json:
                print(json.dumps(description(server)), flush=True)
            else:
                tell(description(server))
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except TestServerError as error:
        print(error, *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr)
        return 1
    return 0


def tell(facts: dict[str, Any]) -> None:
    """Prints how to reach it, for people."""
    print(
        f"""Openfire 4.2.0 and MariaDB are running.

Chat clients   {facts["host"]}:{facts["client_port"]}, TLS required, domain {facts["domain"]}
  certificate  {facts["certificate"]}
  chat admin   {facts["admin"]["jid"]}  password {facts["admin"]["password"]}
Component      {facts["host"]}:{facts["component_port"]}, in clear
  JID          {facts["component_jid"]}  secret {facts["component_secret"]}
  for commands {facts["private_jid"]}, the same secret
MariaDB        {facts["host"]}:{facts["database_port"]}"""
    )
    for name, user in facts["database_users"].items():
        print(f"  {name:<16} database {user['database']:<15} password {user['password']}")
    print(f"Logs           {facts['log_folder']}\n\nCtrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
