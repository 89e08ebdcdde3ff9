"""What the use cases need from outside, as Protocols, with the errors that may come of it.

Every method may raise `Unavailable`: it could not ask. That is never the same as "nothing there".
"""

from component.ports.chat import ChatAdmin, ChatDirectory, ChatProfiles, CommandRunner, Fields
from component.ports.errors import Busy, Deferred, Rejected, Taken, Unavailable
from component.ports.migration import ChatArchive, Journal
from component.ports.own import Memory, PasswordChecker, State, Throttle
from component.ports.setup import Change
from component.ports.tiki import TikiDirectory, TikiWriter

__all__ = [
    "Busy",
    "Change",
    "ChatAdmin",
    "ChatArchive",
    "ChatDirectory",
    "ChatProfiles",
    "CommandRunner",
    "Deferred",
    "Fields",
    "Journal",
    "Memory",
    "PasswordChecker",
    "Rejected",
    "State",
    "Taken",
    "Throttle",
    "TikiDirectory",
    "TikiWriter",
    "Unavailable",
]
