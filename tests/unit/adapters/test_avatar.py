"""Tiki's pictures made fit for a vCard: every format, and every way to be unusable."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from component.adapters.avatar import MAX_SOURCE_BYTES, SIDE, UnusablePictureError, make_photo

RED, BLUE = (255, 0, 0), (0, 0, 255)


def picture(form: str, size: tuple[int, int], *, turned: bool = False) -> bytes:
    """A picture, its left half red and its right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    target = io.BytesIO()
    image.save(target, form, **({"exif": exif} if turned else {}))
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and has next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100))


def shown(stored: bytes) -> Image.Image:
    """The picture that comes of it."""
    photo = make_photo(stored)
    assert photo.media_type == "image/png"
    image = Image.open(io.BytesIO(photo.data))
    image.load()
    assert image.format == "PNG"
    return image


def colour(image: Image.Image, x: int, y: int) -> str:
    """Which of the two colours is there."""
    pixel = image.convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize(
    ("size", "expected"),
    [((1500, 1000), (96, 64)), ((200, 400), (48, 96)), ((96, 96), (96, 96)), ((40, 20), (40, 20))],
)
def test_a_picture_becomes_a_small_png(
    form: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    image = shown(picture(form, size))
    assert image.size == expected
    assert colour(image, 2, 2) == "red"
    assert colour(image, expected[0] - 3, 2) == "blue"


def test_a_picture_that_a_camera_turned_stands_upright() -> None:
    image = shown(picture("JPEG", (400, 200), turned=True))
    assert image.size == (48, 96)
    assert colour(image, 24, 5) == "red"
    assert colour(image, 24, 90) == "blue"


def test_transparency_is_kept() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(target, "PNG")
    assert shown(target.getvalue()).getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_long_thin_picture_keeps_a_pixel() -> None:
    assert shown(picture("PNG", (5000, 2))).size == (SIDE, 1)


@pytest.mark.parametrize("form", ["JPEG", "GIF", "WEBP", "PNG"])
def test_a_truncated_picture_is_unusable(form: str) -> None:
    whole = picture(form, (500, 500))
    for stored in (whole[: len(whole) // 2], whole[:20], whole[:4]):
        with pytest.raises(UnusablePictureError):
            make_photo(stored)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\0" * 1000,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        picture("TIFF", (10, 10)),
        picture("ICO", (16, 16)),
    ],
)
def test_garbage_and_other_formats_are_unusable(stored: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        make_photo(stored)


@pytest.mark.parametrize(
    "stored",
    [png_header(7_000, 6_000), png_header(60_000, 60_000), b"x" * (MAX_SOURCE_BYTES + 1)],
    ids=["many pixels", "decompression bomb", "many bytes"],
)
def test_a_picture_that_is_too_large_is_not_decoded(
    stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(UnusablePictureError):
        make_photo(stored)
    assert decoded == []


WHOLE = {form: picture(form, (120, 100)) for form in ("JPEG", "GIF", "WEBP", "PNG", "BMP")}
WHOLE["turned JPEG"] = picture("JPEG", (120, 100), turned=True)
PATCHES = st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)), max_size=6)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of EXIF that it then skips
@settings(max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), PATCHES)
def test_a_damaged_picture_is_shown_or_unusable(
    name: str, patches: list[tuple[int, bytes]]
) -> None:
    stored = bytearray(WHOLE[name])
    for place, data in patches:
        stored[place : place + len(data)] = data
    try:
        photo = make_photo(bytes(stored))
    except UnusablePictureError:
        return
    assert max(Image.open(io.BytesIO(photo.data)).size) <= SIDE
