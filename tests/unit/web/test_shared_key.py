"""Several components serve the pages: what one has sealed, another one opens."""

from pathlib import Path

import pytest

from component.config import load
from component.domain.names import ChatUsername
from component.frontdoors.web.paths import At
from component.frontdoors.web.report_links import ReportLinks
from component.wiring.web_settings import web_settings
from tests.unit.config_file import FILE, written

PAGE = "https://site.test/chat"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def links(private: str, shared: str = "xmpp-secret") -> ReportLinks:
    """The report's links of a component."""
    more = f'allow_multiple = true\nprivate_component = "{private}"\nsecret = "{shared}"'
    file = FILE.replace('secret = "xmpp-secret"', more, 1)
    return ReportLinks(web_settings(load(written(file=file)), PAGE))


def test_a_link_of_one_opens_at_another_and_nowhere_else() -> None:
    link = links("tiki-a").make(ChatUsername("zoë"))
    token = link.removeprefix(PAGE + At.FOLLOW_REPORT.partition("{")[0])
    assert links("tiki-b").read(token) == "zoë"
    assert links("tiki-b", shared="another").read(token) is None
