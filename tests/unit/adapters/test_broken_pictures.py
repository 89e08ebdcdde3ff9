"""Every way in which a stored picture can be damaged or none at all: it is shown or unusable."""

import io
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from component.adapters.avatar import (
    MAX_SOURCE_BYTES,
    SIDE,
    Photo,
    UnusablePictureError,
    is_picture,
    make_photo,
)
from tests.unit.adapters.picture_files import (
    ORIENTATION,
    SHORT,
    compressed_bitmap,
    exif,
    jpeg_of_scans,
    picture,
    png_header,
    shown,
    with_exif,
)


@pytest.mark.parametrize(
    "broken",
    [
        (0x9999, 5, 1, 0xFFFFFF00),
        (0x010F, 11, 1, 0x3F800000),
        (0x0131, 5, 1, 8),
        (0x8769, 3, 1, 0xFFFF),
        (0x0132, 2, 2**31, 8),
    ],
)
def test_a_broken_tag_beside_it_does_not_hide_the_orientation(
    broken: tuple[int, int, int, int],
) -> None:
    stored = with_exif(exif((ORIENTATION, SHORT, 1, 6), broken, rest=b"\xff" * 40))
    assert shown(stored).size == (48, 96)


@pytest.mark.parametrize(
    "data",
    [
        b"Exif\0\0",
        b"Exif\0\0garbage",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\x09\0\x01\x01",
        exif((ORIENTATION, 2, 4, 0x41424344)),
        exif((ORIENTATION, 5, 1, 0xFFFFFF00)),
        exif((ORIENTATION, SHORT, 3, 0)),
        exif((ORIENTATION, 7, 2, 6)),
    ],
)
def test_a_picture_whose_exif_is_broken_is_shown_as_it_lies(data: bytes) -> None:
    assert shown(with_exif(data)).size == (96, 48)


@pytest.mark.parametrize("form", ["JPEG", "GIF", "WEBP", "PNG", "BMP"])
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
        b"<!doctype html><html><body>404 Not Found</body></html>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"BM",
        b"%PDF-1.4",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        picture("TIFF", (10, 10)),
        picture("ICO", (16, 16)),
    ],
)
def test_garbage_and_other_formats_are_unusable(stored: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        make_photo(stored)


@pytest.mark.parametrize("stored", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_said_in_words_for_an_admin(stored: bytes) -> None:
    with pytest.raises(UnusablePictureError, match=r"^it is none of PNG, JPEG, GIF, WEBP, BMP$"):
        make_photo(stored)


@pytest.mark.parametrize(
    "stored",
    [
        png_header(7_000, 6_000),
        png_header(10_000, 10_000),
        png_header(60_000, 60_000),
        b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;",
        b"x" * (MAX_SOURCE_BYTES + 1),
    ],
    ids=["many pixels", "a warning's worth", "decompression bomb", "GIF", "many bytes"],
)
def test_a_picture_that_is_too_large_is_not_decoded(
    stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(UnusablePictureError):
        make_photo(stored)
    assert decoded == []


@pytest.mark.parametrize(
    ("stored", "why"),
    [
        (jpeg_of_scans(1_000), "more than 64 scans"),
        (compressed_bitmap(19_999_999, 2), "a bitmap that is compressed"),
    ],
    ids=["JPEG", "BMP"],
)
def test_a_picture_that_would_take_long_is_not_decoded(
    stored: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(UnusablePictureError, match=why):
        make_photo(stored)
    assert decoded == []


def test_a_progressive_jpeg_is_shown() -> None:
    assert isinstance(make_photo(jpeg_of_scans(10)), Photo)


WHOLE = {form: picture(form, (120, 100)) for form in ("JPEG", "GIF", "WEBP", "PNG", "BMP")}
WHOLE["turned JPEG"] = picture("JPEG", (120, 100), turned=True)
PATCHES = st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)), max_size=6)


@settings(max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), PATCHES)
def test_a_damaged_picture_is_shown_or_unusable(
    name: str, patches: list[tuple[int, bytes]]
) -> None:
    stored = bytearray(WHOLE[name])
    for place, data in patches:
        stored[place : place + len(data)] = data
    assert_shown_or_unusable(bytes(stored))


STARTS = [b"", *(whole[:length] for whole in WHOLE.values() for length in (4, 30, 200))]


@settings(max_examples=300)
@given(st.sampled_from(STARTS), st.binary(max_size=200))
def test_no_bytes_make_anything_else_of_it(start: bytes, rest: bytes) -> None:
    assert_shown_or_unusable(start + rest)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0x8769, 0x8825, 0xA005, 0x010F, 0x0132]) | st.integers(0, 65535),
            st.integers(0, 14),
            st.integers(0, 5) | st.integers(0, 2**32 - 1),
            st.integers(0, 100) | st.integers(0, 2**32 - 1),
        ),
        max_size=4,
    ),
    st.binary(max_size=60),
)
def test_no_exif_hides_a_picture(tags: list[tuple[int, int, int, int]], rest: bytes) -> None:
    assert isinstance(make_photo(with_exif(exif(*tags, rest=rest))), Photo)


def assert_shown_or_unusable(stored: bytes) -> None:
    try:
        photo = make_photo(stored)
    except UnusablePictureError:
        return
    assert max(Image.open(io.BytesIO(photo.data)).size) <= SIDE
    assert is_picture(stored)


def test_what_pillow_warns_of_reaches_nobody_and_warnings_go_on_as_before() -> None:
    stored = with_exif(b"Exif\0\0II*\0\x08\0\0\0\x09\0\x01\x01")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        before = list(warnings.filters)
        with ThreadPoolExecutor(4) as pool:
            photos = list(pool.map(make_photo, [stored] * 40))
        assert warnings.filters == before
        warnings.warn("still heard", stacklevel=1)
    assert len(photos) == 40
    assert [str(warning.message) for warning in seen] == ["still heard"]
