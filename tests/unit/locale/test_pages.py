"""The pages in the languages that are installed, as a browser asks for them."""

import pytest

from component.frontdoors.texts import Texts, load_catalogues
from tests.unit.web.conftest import SETTINGS, open_pages
from tests.unit.web.guest import Guest
from tests.unit.web.town import Town
from tests.unit.web.ways import WAYS

TEXTS = Texts(load_catalogues())
LANGUAGES = tuple(TEXTS.catalogues)


@pytest.mark.parametrize(
    ("header", "language", "heading"),
    [
        ("en-US,en;q=0.9", "en", "One account for Our Site and the chat"),
        ("de-AT,de;q=0.9,en;q=0.8", "de", "Ein Konto für Our Site und den Chat"),
        ("fr-CA", "fr", "Un seul compte pour Our Site et le chat"),
        ("xx,es-MX;q=0.9,en;q=0.1", "es", "Una sola cuenta para Our Site y el chat"),
        ("ja", "ja", "Our Site とチャットのアカウントを一つに"),
        ("nl", "en", "One account for Our Site and the chat"),
    ],
)
async def test_the_start_page_is_in_the_language_of_the_browser(
    header: str, language: str, heading: str
) -> None:
    async with open_pages(Town(), SETTINGS, TEXTS) as pages:
        seen = await Guest(pages, **{"Accept-Language": header}).open("/")
    assert (seen.language, seen.heading) == (language, heading)
    others = {f"/?lang={other}" for other in LANGUAGES if other != language}
    assert others == {link for link in seen.links if "?lang=" in link}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
async def test_every_page_is_filled_in_in_every_language(language: str) -> None:
    for name, (way, path) in WAYS.items():
        headings = []
        for asked in (language, "en"):
            async with open_pages(Town(), SETTINGS, TEXTS) as pages:
                seen = await way(Guest(pages, **{"Accept-Language": asked}))
            assert (seen.status, seen.path, seen.language) == (200, path, asked), name
            assert "%(" not in seen.html, name
            headings.append(seen.heading)
        assert headings[0] != headings[1], name
