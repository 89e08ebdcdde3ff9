"""What all that listens has in common."""


class DoorError(Exception):
    """A port or a socket to listen on is not to be had; the message says what to do."""
