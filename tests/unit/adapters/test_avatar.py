"""Tiki's pictures made fit for a vCard: every format, colour and orientation."""

import io
import struct

import pytest
from PIL import Image

from component.adapters.avatar import SIDE, is_picture
from tests.unit.adapters.picture_files import (
    BLUE,
    ORIENTATION,
    RED,
    SHORT,
    colour,
    exif,
    picture,
    png,
    saved,
    shown,
    with_exif,
)


@pytest.mark.parametrize(
    ("orientation", "red_corners"),
    [
        (0, ["top left", "bottom left"]),
        (1, ["top left", "bottom left"]),
        (2, ["top right", "bottom right"]),
        (3, ["top right", "bottom right"]),
        (4, ["top left", "bottom left"]),
        (5, ["top left", "top right"]),
        (6, ["top left", "top right"]),
        (7, ["bottom left", "bottom right"]),
        (8, ["bottom left", "bottom right"]),
        (9, ["top left", "bottom left"]),
        (65535, ["top left", "bottom left"]),
    ],
)
def test_every_orientation_of_exif_is_set_right(orientation: int, red_corners: list[str]) -> None:
    image = shown(with_exif(exif((ORIENTATION, SHORT, 1, orientation))))
    right, bottom = image.width - 3, image.height - 3
    corners = {
        "top left": (2, 2),
        "top right": (right, 2),
        "bottom left": (2, bottom),
        "bottom right": (right, bottom),
    }
    assert [name for name, at in corners.items() if colour(image, *at) == "red"] == red_corners
    assert (image.height > image.width) == (orientation in (5, 6, 7, 8))


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


def grey16(left: int, right: int) -> bytes:
    """A PNG of 16 bits of grey per pixel."""
    row = b"\0" + struct.pack(">H", left) * 60 + struct.pack(">H", right) * 60
    return png(120, 60, 0, 16, row * 60)


def colour16() -> bytes:
    """A PNG of 16 bits per colour."""
    row = b"\0" + struct.pack(">HHH", 65535, 0, 0) * 60 + struct.pack(">HHH", 0, 0, 65535) * 60
    return png(120, 60, 2, 16, row * 60)


HALVES = Image.open(io.BytesIO(picture("PNG", (200, 100))))


@pytest.mark.parametrize(
    "stored",
    [
        saved(HALVES.quantize(2)),
        saved(HALVES.quantize(2), "GIF"),
        saved(HALVES.quantize(2), "BMP"),
        saved(HALVES.quantize(2), transparency=b"\xff\xff"),
        saved(HALVES.convert("RGBA")),
        saved(HALVES.convert("RGBA"), "WEBP", lossless=True),
        saved(HALVES.convert("CMYK"), "JPEG"),
        saved(HALVES, "JPEG", progressive=True),
        colour16(),
    ],
    ids=[
        "palette PNG",
        "palette GIF",
        "palette BMP",
        "palette with transparency",
        "RGBA PNG",
        "RGBA WebP",
        "CMYK JPEG",
        "progressive JPEG",
        "16 bits per colour",
    ],
)
def test_colours_are_right_however_they_are_stored(stored: bytes) -> None:
    image = shown(stored).convert("RGB")
    for x, expected in ((10, RED), (85, BLUE)):
        pixel = image.getpixel((x, 20))
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 8 for a, b in zip(pixel, expected, strict=True))


@pytest.mark.parametrize(
    ("stored", "left", "right"),
    [
        (saved(HALVES.convert("L")), 76, 29),
        (saved(HALVES.convert("LA")), 76, 29),
        (saved(HALVES.convert("L"), "JPEG"), 76, 29),
        (saved(HALVES.point(lambda v: 255 - v).convert("1", dither=Image.Dither.NONE)), 255, 255),
        (grey16(0, 65535), 0, 255),
        (grey16(20_000, 50_000), 78, 195),
    ],
    ids=["L", "LA", "L JPEG", "1", "black and white of 16 bits", "greys of 16 bits"],
)
def test_shades_of_grey_are_right_however_they_are_stored(
    stored: bytes, left: int, right: int
) -> None:
    image = shown(stored).convert("L")
    pixels = [image.getpixel((x, 20)) for x in (10, 85)]
    assert pixels == pytest.approx([left, right], abs=2)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_becomes_its_first_frame(form: str) -> None:
    frames = [Image.new("RGB", (120, 120), colour) for colour in (RED, BLUE, (0, 255, 0))]
    stored = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=50)
    image = shown(stored)
    assert getattr(image, "n_frames", 1) == 1
    assert colour(image, 50, 50) == "red"


def test_transparency_is_kept() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(target, "PNG")
    assert shown(target.getvalue()).getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_long_thin_picture_keeps_a_pixel() -> None:
    assert shown(picture("PNG", (5000, 2))).size == (SIDE, 1)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_is_told_by_how_it_begins(form: str) -> None:
    assert is_picture(picture(form, (10, 10))[:16])


@pytest.mark.parametrize(
    "data",
    [b"", b"B", b"\x89PNG", b"GIF88a", b"RIFF....WAVE", b"<svg/>", picture("TIFF", (9, 9))],
)
def test_what_begins_otherwise_is_no_picture(data: bytes) -> None:
    assert not is_picture(data)
