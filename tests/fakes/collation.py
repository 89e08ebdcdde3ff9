"""How a column of a real Tiki compares text, about as utf8mb4_unicode_ci does."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=10_000)
def collate(text: str) -> str:
    """Case, accents, width and trailing blanks do not count, and all emoji are one."""
    kept = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    return "".join("\ufffd" if ord(c) > 0xFFFF else c for c in kept).casefold().rstrip(" ")
