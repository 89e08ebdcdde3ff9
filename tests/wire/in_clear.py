"""Streams that stay in clear, as those of components do."""

import ssl

import pytest


def load_no_authorities(patch: pytest.MonkeyPatch) -> None:
    """Spare them what slixmpp does for each.

    To read the authorities of the system takes longer than most tests take.
    """
    patch.setattr(ssl.SSLContext, "set_default_verify_paths", lambda _: None)
