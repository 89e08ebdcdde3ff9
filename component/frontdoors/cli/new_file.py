"""Writes a file that holds secrets: for its owner only, all of it or none."""

import os
import secrets
from pathlib import Path


def write_new(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file with mode 0600.

    Args:
        path: Where; its folder is there.
        text: What, in UTF-8.
        overwrite: Take the place of a file that is there.

    Raises:
        FileExistsError: There is one, and it is not to be overwritten: it is as it was.
        OSError: It cannot be written: nothing has changed.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            unfinished.replace(path)
        else:
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
