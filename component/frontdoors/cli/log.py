"""The log of a command, on standard error."""

import logging

from rich.logging import RichHandler

from component.frontdoors.cli.shell import stderr
from component.frontdoors.log_level import set_level


def set_up_log(level: str) -> None:
    """Log to standard error."""
    if stderr.is_terminal:
        handler: logging.Handler = RichHandler(console=stderr, show_path=False)
        form = "%(name)s: %(message)s"
    else:
        handler = logging.StreamHandler()
        form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(format=form, handlers=[handler])
    set_level(level)
