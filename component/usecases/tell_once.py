"""What goes on being so is told once, not at each look that a worker takes."""

import logging


def tell_once(log: logging.Logger, what: str, told: str) -> str:
    """Log something, unless it is what was told last.

    Args:
        log: Where to.
        what: In words.
        told: What was told last, '' for nothing.

    Returns:
        What is told last now.
    """
    if what != told:
        log.warning("%s", what)
    return what
