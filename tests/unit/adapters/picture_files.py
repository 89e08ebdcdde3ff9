"""Pictures of two colours in every format, made by the tests, and a look at what comes of them."""

import io
import struct
import zlib

from PIL import Image

from component.adapters.avatar import make_photo

RED, BLUE = (255, 0, 0), (0, 0, 255)
ORIENTATION, SHORT = 0x0112, 3
"""A tag of EXIF, and the type that it should have."""


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


def png(width: int, height: int, kind: int, bits: int, rows: bytes) -> bytes:
    """A PNG of a colour type, bits per sample, and rows of raw samples."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b"")


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and has next to no data."""
    return png(width, height, 2, 8, b"\0" * 100)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG with its last scan, a dozen bytes, so many times more."""
    target = io.BytesIO()
    Image.new("L", (64, 64), 128).save(target, "JPEG", progressive=True)
    whole = target.getvalue()
    start, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[start:end] * count + whole[end:]


def compressed_bitmap(width: int, height: int) -> bytes:
    """A BMP in run-length encoding, each line a pixel and the end of the line."""
    palette, body = bytes(4 * 256), b"\1\0\0\0" * height
    start = 54 + len(palette)
    head = struct.pack("<IHHI", start + len(body), 0, 0, start)
    size = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(body), 0, 0, 256, 0)
    return b"BM" + head + size + palette + body


def exif(*tags: tuple[int, int, int, int], rest: bytes = b"") -> bytes:
    """EXIF of tags, each with its number, type, count and value or offset."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + b"\0" * 4 + rest


def with_exif(data: bytes) -> bytes:
    """A wide picture, its left half red, with EXIF."""
    target = io.BytesIO()
    Image.open(io.BytesIO(picture("PNG", (200, 100)))).save(target, "JPEG", exif=data)
    return target.getvalue()


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of an image."""
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


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
