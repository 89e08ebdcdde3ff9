"""What all that listens has in common."""


class DoorError(Exception):
    """A port or a socket to listen on is not to be had; the message says what to do."""


class TakenDoorError(DoorError):
    """It is not to be had now: something else has it, or this machine not yet its address."""
