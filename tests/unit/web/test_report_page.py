"""The admin's page: opened by a personal link for an hour, shown to admins only, and readable."""

import time
from dataclasses import replace

import pytest

from component.domain.login import Window
from component.domain.names import ChatUsername, LiveChatId
from component.domain.report import Report
from component.frontdoors.web.report_links import LIFETIME_SECONDS, ReportLinks
from tests.unit.reports import EMPTY, FULL
from tests.unit.web.conftest import ENCRYPTED, SETTINGS, Serve
from tests.unit.web.guest import Guest, Seen
from tests.unit.web.test_structure import check
from tests.unit.web.town import Town

ADA, BOB = ChatUsername("ada"), ChatUsername("bob")
FORBIDDEN = "This page is for the people who run the chat"
OVER = "This link to the report does not open any more"


def path_of(username: ChatUsername, *, age: float = 0.0) -> str:
    """The path of a link that was made some seconds ago."""
    links = ReportLinks(SETTINGS, lambda: time.time() - age)
    return links.make(username).removeprefix(SETTINGS.public_url)


async def follow(guest: Guest, town: Town) -> Seen:
    town.report = FULL
    return await guest.open(path_of(ADA))


async def test_an_admin_is_shown_where_the_migration_stands(guest: Guest, town: Town) -> None:
    seen = await follow(guest, town)
    assert (seen.path, seen.status, seen.heading) == ("/report", 200, "Where the migration stands")
    for fact in (
        "338 accounts of the site have a Live Chat ID, 40 have none.",
        "88 chat accounts have not migrated: 11 of those seen within 30 days, 77 of the others.",
        "1 migration is stuck.",
        "1 run had failures within 30 days.",
    ):
        assert fact in seen.text
    for cell in ("page: both accounts", "steve", "merge of matching accounts", "2026-09-20"):
        assert cell in seen.text


async def test_the_token_is_not_in_the_address_of_the_page(guest: Guest, town: Town) -> None:
    seen = await follow(guest, town)
    token = path_of(ADA).rpartition("/")[2]
    assert seen.path == "/report"
    assert token not in seen.html
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.headers["Referrer-Policy"] == "no-referrer"


async def test_the_right_is_checked_at_each_request(guest: Guest, town: Town) -> None:
    await follow(guest, town)
    town.admins.clear()
    seen = await guest.open("/report")
    assert (seen.status, seen.heading) == (403, FORBIDDEN)
    town.admins.add("ada")
    assert (await guest.open("/report")).heading == OVER


async def test_who_is_no_admin_is_shown_nothing(guest: Guest, town: Town) -> None:
    seen = await guest.open(path_of(BOB))
    assert (seen.status, seen.heading) == (403, FORBIDDEN)
    assert ("make_report",) not in town.asked


@pytest.mark.parametrize("age", [0, LIFETIME_SECONDS - 30])
async def test_a_link_works_for_an_hour_as_often_as_one_likes(guest: Guest, age: float) -> None:
    for _ in range(2):
        assert (await guest.open(path_of(ADA, age=age))).status == 200


async def test_then_it_does_not(guest: Guest, town: Town) -> None:
    seen = await guest.open(path_of(ADA, age=LIFETIME_SECONDS + 30))
    assert (seen.status, seen.heading) == (403, OVER)
    assert "report" in seen.text
    assert town.asked == []


@pytest.mark.parametrize("token", ["x", "a" * 140, "gAAAAA==", "%C3%A9", "." * 2_000])
async def test_what_is_no_link_opens_nothing(guest: Guest, town: Town, token: str) -> None:
    assert (await guest.open(f"/report/{token}")).heading == OVER
    assert town.asked == []


async def test_a_link_of_another_key_opens_nothing(guest: Guest, town: Town) -> None:
    other = ReportLinks(replace(SETTINGS, key=b"q" * 32)).make(ADA)
    seen = await guest.open(other.removeprefix(SETTINGS.public_url))
    assert seen.heading == OVER
    assert town.asked == []


async def test_without_a_link_there_is_no_page(guest: Guest, town: Town) -> None:
    assert (await guest.open("/report")).heading == OVER
    await guest.open("/")
    assert (await guest.open("/report")).heading == OVER
    assert "make_report" not in {call[0] for call in town.asked}


async def test_the_page_is_shown_when_the_migration_is_over(guest: Guest, town: Town) -> None:
    town.is_closed = True
    town.report = replace(FULL, schedule=replace(FULL.schedule, refuse_from=0.0, close_on=1.0))
    seen = await guest.open(path_of(ADA))
    assert seen.status == 200
    assert "closed" in seen.text
    assert town.report.schedule.at(FULL.at) is Window.CLOSED


@pytest.mark.parametrize("broken", ["is_admin", "make_report"])
async def test_an_outage_is_told_as_one(guest: Guest, town: Town, broken: str) -> None:
    town.broken = {broken}
    assert (await guest.open(path_of(ADA))).status == 503


@pytest.mark.parametrize("report", [FULL, EMPTY])
async def test_it_can_be_used_without_being_seen(guest: Guest, town: Town, report: Report) -> None:
    town.report = report
    check(await guest.open(path_of(ADA)))


async def test_names_cannot_break_out_of_the_page(guest: Guest, town: Town) -> None:
    plan = replace(FULL.stuck[0].plan, livechat_id=LiveChatId("<b>\"'&"))
    town.report = replace(FULL, stuck=(replace(FULL.stuck[0], plan=plan),))
    seen = await guest.open(path_of(ADA))
    assert "<b>" not in seen.html
    assert "<script>" not in seen.html


async def test_another_language_is_chosen_on_the_page(guest: Guest, town: Town) -> None:
    await follow(guest, town)
    assert "/report?lang=de" in guest.seen.links
    assert (await guest.open("/report?lang=de")).language == "de"


async def test_it_is_served_in_a_folder_too(serve: Serve, town: Town) -> None:
    settings = replace(ENCRYPTED, public_url="https://www.our-site.test/chat")
    guest = Guest(await serve(settings))
    path = ReportLinks(settings).make(ADA).removeprefix("https://www.our-site.test")
    town.report = FULL
    seen = await guest.open(path)
    assert (seen.path, seen.status) == ("/chat/report", 200)
