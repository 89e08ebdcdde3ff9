"""Which language a page is in."""

from dataclasses import replace

import pytest

from component.frontdoors.doors import DoorError
from component.frontdoors.web.texts import describe
from tests.unit.web.conftest import SETTINGS, Serve
from tests.unit.web.guest import Guest


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-at,en;q=0.8", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.5,en;q=0.9", "en"),
        ("fr;q=0.9, de;q=0.8", "de"),
        ("de;q=0,fr", "en"),
        ("de;q=0.0, *", "en"),
        ("de;q=nan", "en"),
        ("de;q=2", "en"),
        ("de;q=-1", "en"),
        ("de;x=1", "de"),
        ("*", "en"),
        (";;;,,,q=1", "en"),
        ("x" * 5000, "en"),
        (",".join(["xx"] * 30) + ",de", "en"),
    ],
)
async def test_the_browser_says_it(guest: Guest, header: str, language: str) -> None:
    seen = await guest.open("/both/check", {"Accept-Language": header})
    assert seen.language == language
    assert seen.heading == {"en": "Please begin again", "de": "Bitte von vorn"}[language]


@pytest.mark.parametrize(
    ("default", "header", "language"),
    [("de", "fr", "de"), ("de", "en", "en"), ("en_GB", "fr", "en"), ("de-AT", "", "de")],
)
async def test_the_site_says_it_where_the_browser_does_not(
    serve: Serve, default: str, header: str, language: str
) -> None:
    guest = Guest(await serve(replace(SETTINGS, default_language=default)))
    assert (await guest.open("/", {"Accept-Language": header})).language == language


async def test_a_site_in_a_language_that_there_is_not_is_told_which_there_are(
    serve: Serve,
) -> None:
    with pytest.raises(DoorError, match=r"no texts in 'xx'; choose one of .*\bde\b"):
        await serve(replace(SETTINGS, default_language="xx"))


async def test_the_switch_is_stronger_and_is_remembered(guest: Guest) -> None:
    seen = await guest.open("/both/chat", {"Accept-Language": "en"})
    assert "/both/chat?lang=de" in seen.links
    assert "/both/chat?lang=en" not in seen.links
    seen = await guest.open("/both/chat?lang=de", {"Accept-Language": "en"})
    assert seen.language == "de"
    assert (await guest.open("/", {"Accept-Language": "en"})).language == "de"


@pytest.mark.parametrize("wish", ["xx", "", "de'", "../de", "%00", "de%0d%0aX:y"])
async def test_a_language_that_there_is_not_is_not_remembered(guest: Guest, wish: str) -> None:
    assert (await guest.open(f"/?lang={wish}")).language == "en"
    assert guest.cookies == {}
    guest.cookies["language"] = wish
    assert (await guest.open("/")).language == "en"


async def test_errors_are_in_the_same_language(guest: Guest) -> None:
    for path in ("/nothing", "/both/check"):
        assert (await guest.open(path, {"Accept-Language": "de"})).language == "de"


async def test_a_language_from_right_to_left_is_written_so(guest: Guest) -> None:
    seen = await guest.open("/", {"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in seen.html
    assert 'lang="de"' in seen.html


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("de", "Deutsch", "ltr"),
        ("fr", "Français", "ltr"),
        ("ja", "日本語", "ltr"),
        ("ar", "العربية", "rtl"),
        ("pt-BR", "Português (Brasil)", "ltr"),
    ],
)
def test_a_language_has_the_name_that_its_speakers_call_it(
    code: str, name: str, direction: str
) -> None:
    language = describe(code)
    assert (language.code, language.name, language.direction) == (code, name, direction)
