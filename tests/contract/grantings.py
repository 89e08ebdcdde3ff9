"""An installation whose users `grants` makes and gives their rights."""

import re

import pymysql

from openfire.testserver.processes import HOST
from tests.contract.setting_up import PASSWORDS, SettingUp

TWIN = "tiki_copy"


class Granting(SettingUp):
    """An installation with users of its own."""

    def execute(self, sql: str) -> list[tuple[object, ...]]:
        return self.mariadb.server.execute(sql)

    def who(self, block: str, host: str = HOST) -> str:
        user = self.users[block].replace("\\", "\\\\").replace("'", "''")
        return f"'{user}'@'{host}'"

    def shown(self, block: str, host: str = HOST) -> set[str]:
        """What the server shows of a user's rights, but for the one to be there at all."""
        lines = [str(line) for (line,) in self.execute(f"SHOW GRANTS FOR {self.who(block, host)}")]
        return {
            re.sub(r"\((.*?)\)", lambda found: str(sorted(found[1].split(", "))), line)
            for line in lines
            if not line.startswith("GRANT USAGE ON *.*")
        }

    def everything(self) -> dict[str, set[str]]:
        return {block: self.shown(block) for block in PASSWORDS}

    def try_as(self, block: str, sql: str) -> list[tuple[object, ...]]:
        """Run a statement as a user of the settings."""
        connection = pymysql.connect(
            host=HOST,
            port=self.mariadb.server.port,
            user=self.users[block],
            password=PASSWORDS[block],
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
