"""Tiki's picture of a person, made fit for a vCard. Blocking: call it in a worker."""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

MAX_SOURCE_BYTES = 8 * 1024 * 1024
MAX_SOURCE_PIXELS = 40_000_000
SIDE = 96
"""Longest side in pixels: what chat clients show, and small enough for every presence."""

_MOST_SCANS = 64
"""Passes over a JPEG. A progressive one has about ten; a hostile one many thousand, of some bytes
each, and every one takes as long as its pixels do."""
_JPEG, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
_IN_PYTHON = "bmp_rle"
"""Pillow's decoder of compressed bitmaps: in Python, it takes seconds of all for a kilobyte."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture of an orientation right (Exif 2.32 §4.6.4, tag Orientation)."""
_one_at_a_time = threading.Lock()
"""Bounds the memory of large pictures, and lets one thread at a time silence warnings."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture for a vCard's PHOTO."""

    media_type: str
    data: bytes


class UnusablePictureError(ValueError):
    """The stored picture cannot be shown; the message says why."""


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture does of a format that is shown."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return is_webp or data.startswith(_SIGNATURES)


def make_photo(stored: bytes) -> Photo:
    """Decode a picture of any size and make it a PNG of at most 96 by 96 pixels.

    The format is told from the bytes: what Tiki notes of it is not reliable (facts/tiki.md §4).
    Of an animation the first frame is shown. What Pillow warns of is no use to anybody: either
    the picture can be shown or it cannot.

    Args:
        stored: The picture as Tiki stores it.

    Returns:
        The PNG.

    Raises:
        UnusablePictureError: It is damaged, too large, or of a format that is not shown. No bytes
            make anything else of it.
    """
    if len(stored) > MAX_SOURCE_BYTES:
        raise UnusablePictureError(f"{len(stored)} bytes are more than {MAX_SOURCE_BYTES}")
    target = io.BytesIO()
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _decode(stored).save(target, "PNG", optimize=True)
    except UnusablePictureError:
        raise
    except UnidentifiedImageError as error:
        raise UnusablePictureError(f"it is none of {', '.join(_FORMATS)}") from error
    except Exception as error:  # decoders raise anything at damaged pictures
        raise UnusablePictureError(str(error) or type(error).__name__) from error
    return Photo("image/png", target.getvalue())


def _decode(stored: bytes) -> Image.Image:
    with Image.open(io.BytesIO(stored), formats=_FORMATS) as image:
        if image.width * image.height > MAX_SOURCE_PIXELS:
            raise UnusablePictureError(f"{image.width}x{image.height} pixels are too many")
        _refuse_slow(stored, image)
        image.draft("RGB", (SIDE, SIDE))
        picture = _eight_bits(image).convert("RGBA")
        picture.thumbnail((SIDE, SIDE))
        method = _UPRIGHT.get(_orientation(image))
    return picture if method is None else picture.transpose(method)


def _refuse_slow(stored: bytes, image: ImageFile.ImageFile) -> None:
    """Refuse what takes a decoder long, however few bytes and pixels it has."""
    if stored.startswith(_JPEG) and stored.count(_SCAN) > _MOST_SCANS:
        raise UnusablePictureError(f"it has more than {_MOST_SCANS} scans")
    if any(tile[0] == _IN_PYTHON for tile in image.tile):
        raise UnusablePictureError("it is a bitmap that is compressed")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale shades of grey of 16 bits down, which Pillow would cut off at white."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade / 256).convert("L")
    return image


def _orientation(image: Image.Image) -> int:
    """Read the one tag; other tags may be damaged, or all of them."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  then the picture is shown as it lies
        return 1
