"""Accounts whose passwords are checked in tests."""

from component.domain.accounts import TikiAccount
from component.domain.names import TikiLogin
from component.domain.passwords.openfire import ScramCredential

ALICE = TikiAccount(1, TikiLogin("Alice"), "alice@example.com", "0" * 32, None)
SCRAM = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
