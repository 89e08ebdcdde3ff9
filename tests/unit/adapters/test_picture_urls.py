"""Paths of pictures: what a person stored in Tiki never leads anywhere but into the library."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from component.adapters.picture_urls import LIBRARY, library_path

BASE = "https://site.test/tiki"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("img/avatars/000.gif", "img/avatars/000.gif"),
        ("img/avatars/animals/cat.png", "img/avatars/animals/cat.png"),
        ("img/avatars/two words & more.gif", "img/avatars/two%20words%20%26%20more.gif"),
        ("img/avatars/käse.gif", "img/avatars/k%C3%A4se.gif"),
        ("img/avatars/ka\u0308se.gif", "img/avatars/ka%CC%88se.gif"),
        ("img/avatars/a..b.gif", "img/avatars/a..b.gif"),
        ("img/avatars/@home.gif", "img/avatars/%40home.gif"),
    ],
)
def test_a_file_that_tikis_picker_offers_has_a_path(name: str, path: str) -> None:
    assert library_path(name) == path


@pytest.mark.parametrize(
    "name",
    [
        "",
        "img",
        "img/avatars",
        "img/avatars/",
        "img/avatars//x.gif",
        "img/avatarsx/x.gif",
        "IMG/avatars/x.gif",
        "/img/avatars/x.gif",
        "//evil.test/img/avatars/x.gif",
        "http://evil.test/img/avatars/x.gif",
        "https:img/avatars/x.gif",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "tiki-logout.php",
        "server-status",
        "dicebear/initials",
        "../img/avatars/x.gif",
        "img/../img/avatars/x.gif",
        "img/avatars/../../server-status",
        "img/avatars/./x.gif",
        "img/avatars/..",
        "img/avatars/..;/x.gif",
        "img/avatars/.htaccess",
        "img/avatars/...",
        "img/avatars/\N{HORIZONTAL ELLIPSIS}/x.gif",
        "img/avatars/\N{TWO DOT LEADER}/x.gif",
        "img/avatars/\N{FULLWIDTH FULL STOP}\N{FULLWIDTH FULL STOP}/x.gif",
        "img/avatars/x\N{FULLWIDTH SOLIDUS}..\N{FULLWIDTH SOLIDUS}y.gif",
        "img/avatars/x\N{FULLWIDTH QUESTION MARK}y.gif",
        "img/avatars/%2e%2e/%2e%2e/server-status",
        "img/avatars/%252e%252e/x.gif",
        "img/avatars/x%00.gif",
        "img/avatars/100%.gif",
        "img/avatars\\..\\x.gif",
        "img/avatars/..\\..\\x.gif",
        "img/avatars/x.php?id=1",
        "img/avatars/?x",
        "img/avatars/x.gif#y",
        "img/avatars/x;y.gif",
        "img/avatars/x:y.gif",
        "img/avatars/x\ny.gif",
        "img/avatars/x\r\nHost: evil.test",
        "img/avatars/x\0.gif",
        "img/avatars/x\t.gif",
        "img/avatars/x\x7f.gif",
        "img/avatars/x\u202egpj.gif",
        "img/avatars/x\u2028y.gif",
        "img/avatars/\ud800.gif",
        " img/avatars/x.gif",
    ],
)
def test_any_other_path_is_refused(name: str) -> None:
    assert library_path(name) is None


@given(
    st.lists(
        st.sampled_from(
            ["/", "..", ".", "%2e", "\\", "?", "#", "@", ":", "img", "avatars", "x.gif", "．", " "]
        )
        | st.text(st.characters(codec=None, exclude_categories=()), max_size=3),
        max_size=10,
    )
)
def test_every_path_stays_in_the_library_and_means_its_name(parts: list[str]) -> None:
    name = f"{LIBRARY}/" + "".join(parts)
    path = library_path(name)
    if path is not None:
        url = URL(f"{BASE}/{path}")
        assert str(url.origin()) == "https://site.test"
        assert url.path == f"/tiki/{name}"
        assert url.raw_path.startswith(f"/tiki/{LIBRARY}/")
        assert (url.query_string, url.fragment) == ("", "")
        assert unquote(path) == name
