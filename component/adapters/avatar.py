"""Tiki's picture of a person, made fit for a vCard. Blocking: call it in a worker."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_SOURCE_BYTES = 8 * 1024 * 1024
MAX_SOURCE_PIXELS = 40_000_000
SIDE = 96
"""Longest side in pixels: what chat clients show, and small enough for every presence."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture for a vCard's PHOTO."""

    media_type: str
    data: bytes


class UnusablePictureError(ValueError):
    """The stored picture cannot be shown; the message says why."""


def make_photo(stored: bytes) -> Photo:
    """Decode a picture of any size and make it a PNG of at most 96 by 96 pixels.

    The format is told from the bytes: what Tiki notes of it is not reliable (facts/tiki.md §4).

    Args:
        stored: The picture as Tiki stores it.

    Returns:
        The PNG.

    Raises:
        UnusablePictureError: It is damaged, too large, or of a format that is not shown.
    """
    if len(stored) > MAX_SOURCE_BYTES:
        raise UnusablePictureError(f"{len(stored)} bytes are more than {MAX_SOURCE_BYTES}")
    try:
        with Image.open(io.BytesIO(stored), formats=_FORMATS) as image:
            _check_size(image)
            image.draft("RGB", (SIDE, SIDE))
            picture = ImageOps.exif_transpose(image).convert("RGBA")
        picture.thumbnail((SIDE, SIDE))
        target = io.BytesIO()
        picture.save(target, "PNG", optimize=True)
    except UnusablePictureError:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise UnusablePictureError(str(error) or type(error).__name__) from error
    return Photo("image/png", target.getvalue())


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_SOURCE_PIXELS:
        raise UnusablePictureError(f"{image.width}x{image.height} pixels are too many")
