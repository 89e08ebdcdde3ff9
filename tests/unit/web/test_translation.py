"""No text of the pages escapes translation: in a language of brackets all of it is in brackets."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from gettext import NullTranslations
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from component.domain.invitations import LinkProblem
from component.domain.migration import MigrationProblem, OldAccount, ProofProblem
from component.domain.registration import RegistrationProblem
from component.frontdoors.texts import Texts
from component.frontdoors.web.notices import BAD_REQUEST, STATUS_NOTICES
from component.frontdoors.web.visits import Desk
from tests.unit.web.conftest import SETTINGS, open_pages
from tests.unit.web.guest import Guest, Seen
from tests.unit.web.town import CHAT_PASSWORD, LINK, Town
from tests.unit.web.ways import WAYS, to_both_confirm, to_id_choose, to_new_account, to_new_confirm

SPOKEN = ("aria-label", "title", "alt", "placeholder")


class Brackets(NullTranslations):
    """A language in which everything is in brackets."""

    def gettext(self, message: str) -> str:
        """See `NullTranslations.gettext`."""
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """See `NullTranslations.ngettext`."""
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


BRACKETS = Texts({"en": NullTranslations(), "de": Brackets()})


class Untranslated(HTMLParser):
    """Collects what can be read or heard and is in no brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._kept: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        about = {name: value or "" for name, value in attrs}
        if tag not in ("meta", "link", "input", "path", "circle"):
            self._kept.append(about.get("translate") == "no" or any(self._kept))
        for name in SPOKEN:
            self._note(about.get(name, ""))

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser.handle_endtag`."""
        if tag not in ("meta", "link", "input", "path", "circle"):
            self._kept.pop()

    def handle_data(self, data: str) -> None:
        """See `HTMLParser.handle_data`."""
        if not any(self._kept):
            self._note(data)

    def _note(self, text: str) -> None:
        rest = re.sub(r"⟦[^⟦⟧]*⟧", "", text).strip(" \n–")
        if rest:
            self.found.append(rest)


def check(seen: Seen) -> None:
    """All of a page is in brackets, but for names."""
    assert "⟦" in seen.heading
    check_html(seen.html)


def check_html(html: str) -> None:
    """See `check`."""
    reader = Untranslated()
    reader.feed(html)
    reader.close()
    assert reader.found == []


@pytest.mark.parametrize(
    "html", ["<p>some</p>", "<p>⟦some⟧ more</p>", '<nav aria-label="some"></nav>']
)
def test_a_text_without_brackets_is_found(html: str) -> None:
    with pytest.raises(AssertionError):
        check_html(html)


@pytest.fixture
async def reader(town: Town) -> AsyncIterator[Guest]:
    """Somebody who reads the language of brackets."""
    async with open_pages(town, SETTINGS, BRACKETS) as pages:
        yield Guest(pages, **{"Accept-Language": "de"})


@pytest.mark.parametrize("name", WAYS)
async def test_pages(reader: Guest, name: str) -> None:
    check(await WAYS[name][0](reader))


async def test_pages_where_the_old_account_is_deleted(town: Town) -> None:
    settings = replace(SETTINGS, old_account=OldAccount.DELETE)
    async with open_pages(town, settings, BRACKETS) as pages:
        check(await to_both_confirm(Guest(pages, **{"Accept-Language": "de"})))


@pytest.mark.parametrize("problem", ProofProblem)
async def test_problems_of_a_proof(reader: Guest, town: Town, problem: ProofProblem) -> None:
    town.stands_in_the_way["somebody"] = problem
    await reader.open("/both/chat")
    check(await reader.send(name="somebody", password="some password"))


@pytest.mark.parametrize("problem", RegistrationProblem)
async def test_problems_of_a_new_account(
    reader: Guest, town: Town, problem: RegistrationProblem
) -> None:
    town.outcome = problem
    await to_new_confirm(reader)
    check(await reader.send(password=CHAT_PASSWORD))


@pytest.mark.parametrize("wanted", ["", "x" * 65, "a b", "admin", "alice", "somebody"])
async def test_answers_to_an_address(reader: Guest, wanted: str) -> None:
    await to_id_choose(reader)
    check(await reader.send(wanted=wanted, check="1"))
    await to_id_choose(reader)
    seen = await reader.open("/address/answer?" + urlencode({"wanted": wanted}))
    assert re.fullmatch("⟦[^⟦⟧]+⟧", json.loads(seen.body)["text"])


@pytest.mark.parametrize("problem", LinkProblem)
async def test_links_that_do_not_open(reader: Guest, town: Town, problem: LinkProblem) -> None:
    town.links[LINK] = problem
    check(await reader.open(f"/m/{LINK}"))


@pytest.mark.parametrize("problem", ProofProblem)
async def test_links_of_accounts_that_cannot_migrate(
    reader: Guest, town: Town, problem: ProofProblem
) -> None:
    town.stands_in_the_way["alice"] = problem
    check(await reader.open(f"/m/{LINK}"))


@pytest.mark.parametrize("problem", MigrationProblem)
async def test_migrations_that_do_not_come_about(
    reader: Guest, town: Town, problem: MigrationProblem
) -> None:
    town.outcome = problem
    await to_both_confirm(reader)
    check(await reader.send())


async def test_missing_fields(reader: Guest) -> None:
    await reader.open("/both/chat")
    check(await reader.send())
    await to_new_account(reader)
    check(await reader.send(login="", email=""))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"password": "short"},
        {"password": "x" * 80},
        {"password": "long enough", "repeat": "another"},
    ],
)
async def test_new_passwords(reader: Guest, fields: dict[str, str]) -> None:
    await WAYS["link-new-check"][0](reader)
    check(await reader.send(fields))


@pytest.mark.parametrize("status", [*STATUS_NOTICES, 400])
async def test_errors(status: int) -> None:
    desk = Desk(SETTINGS, BRACKETS)
    answer = desk.notice("de", STATUS_NOTICES.get(status, BAD_REQUEST))
    check_html(str(answer.text))


async def test_limits(town: Town) -> None:
    settings = replace(SETTINGS, requests_per_address="3/1 hour", tries_per_address="1/1 hour")
    async with open_pages(town, settings, BRACKETS) as pages:
        reader = Guest(pages, **{"Accept-Language": "de"})
        await reader.open("/both/chat")
        await reader.send(name="x", password="x")
        check(await reader.send(name="x", password="x"))
        seen = await reader.open("/")
        assert seen.status == 429
        check(seen)
