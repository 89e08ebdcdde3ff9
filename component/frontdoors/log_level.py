"""How much is logged."""

import logging

LIBRARIES = ("slixmpp", "aiomysql", "asyncio", "PIL")


def set_level(level: str) -> None:
    """Log from a severity on; never what slixmpp sends, which may hold a new account's password.

    Args:
        level: As `logging` names it.
    """
    root = logging.getLogger()
    root.setLevel(level)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))
