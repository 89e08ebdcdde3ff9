"""Every page in every state that looks different, and how to get there."""

from collections.abc import Callable
from dataclasses import dataclass

from component.domain.invitations import LinkProblem
from component.domain.migration import MigrationProblem, ProofProblem
from component.domain.names import ChatUsername, LiveChatId
from component.domain.registration import RegistrationProblem
from component.domain.report import Report
from component.frontdoors.web.report_links import ReportLinks
from tests.browser.driver import Visit
from tests.unit.reports import EMPTY, FULL, YEAR
from tests.unit.web.conftest import SETTINGS
from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, LINK, SITE_PASSWORD, Town
from tests.unit.web.ways import WAYS

Event = Callable[[Town], object]
LONG = "wolfeschlegelsteinhausenbergerdorff" + "x" * 29
"""64 characters without a place to break."""


@dataclass(frozen=True)
class Scene:
    """A page in a state.

    Attributes:
        way: To which page of `WAYS`, or the path of one that needs no way.
        heading: What it comes to.
        before: What happens in town first.
        after: What happens in town once the page is open.
        sent: What is sent from the page; None to send nothing.
        button: The one that sends it; '' for the main one.
    """

    way: str
    heading: str
    before: Event = lambda _town: None
    after: Event = lambda _town: None
    sent: dict[str, str] | None = None
    button: str = ""

    async def play(self, town: Town, guest: Guest, window: Visit) -> None:
        """Go there: to the page without a browser, which is faster, and on from it with one."""
        self.before(town)
        if self.way in WAYS:
            seen = await WAYS[self.way][0](guest)
            await window.give_cookies(guest.cookies)
            await window.open(seen.path)
        else:
            await window.open(self.way)
        self.after(town)
        if self.button:
            for name, value in (self.sent or {}).items():
                await window.page.locator(f"input[name={name}]").fill(value)
            await window.press(self.button)
        elif self.sent is not None:
            await window.send(self.sent)


def _stands(problem: ProofProblem) -> Event:
    return lambda town: town.stands_in_the_way.update(
        {"somebody": problem, "alice": problem, "Alice Smith": problem}
    )


def _ends(outcome: MigrationProblem | RegistrationProblem) -> Event:
    return lambda town: setattr(town, "outcome", outcome)


def _breaks(*names: str) -> Event:
    return lambda town: town.broken.update(names)


def _link(problem: LinkProblem) -> Event:
    return lambda town: town.links.update({LINK: problem})


def _reports(report: Report) -> Event:
    return lambda town: setattr(town, "report", report)


def _long(town: Town) -> None:
    town.chats = {"alice": CHAT_PASSWORD}
    town.suggestions = [LiveChatId(LONG), *(f"{LONG[:62]}{n}" for n in range(10, 14))]
    town.links[LINK] = ChatUsername(LONG)
    town.sites["Alice Smith"] = SITE_PASSWORD


_PROOF = {"name": "somebody", "password": "some password"}
_CHAT, _TIKI = "Your chat account", "Your account on Our Site"
_CHECK, _AGAIN = "Please check", "Please begin again"
_CONNECTED = "This account is connected already"
_OVER = "The time for connecting accounts is over"
_REPORT = ReportLinks(SETTINGS).make(ChatUsername("ada")).removeprefix(SETTINGS.public_url)
_STANDS = "Where the migration stands"
_NEW, _ADDRESS = "Your new account on Our Site", "Your chat address"

SCENES = {
    "start": Scene("start", "One account for Our Site and the chat"),
    "both-1-chat": Scene("both-chat", _CHAT),
    "both-2-site": Scene("both-site", _TIKI),
    "both-3-check": Scene("both-check", _CHECK),
    "new-1-chat": Scene("new-chat", _CHAT),
    "new-2-account": Scene("new-account", _NEW),
    "new-3-check": Scene("new-check", _CHECK),
    "address-1-site": Scene("address-site", _TIKI),
    "address-2-choose": Scene("address-choose", _ADDRESS),
    "address-3-check": Scene("address-check", _CHECK),
    "link": Scene("link", "Your personal link"),
    "link-site": Scene("link-site", _TIKI),
    "link-new-check": Scene("link-new-check", _CHECK),
    "done": Scene("done", "Done: you have one account now"),
    # what stands on a form
    "problem-missing": Scene("both-chat", _CHAT, sent={}),
    **{
        f"problem-{problem}": Scene("both-site", _TIKI, after=_stands(problem), sent=_PROOF)
        for problem in ProofProblem
        if problem is not ProofProblem.CLOSED
    },
    "problem-unreachable": Scene("both-chat", _CHAT, after=_breaks("chat"), sent=_PROOF),
    "problem-account": Scene(
        "new-account",
        _NEW,
        after=lambda town: town.login_problems.update({"ad min": RegistrationProblem.CHARACTERS}),
        sent={"login": "ad min", "email": "no address"},
    ),
    "problem-email-taken": Scene(
        "new-check",
        _NEW,
        after=_ends(RegistrationProblem.EMAIL_TAKEN),
        sent={"password": CHAT_PASSWORD},
    ),
    "problem-password": Scene("new-check", _CHECK, sent={"password": "another password"}),
    "problem-new-password": Scene(
        "link-new-check", _CHECK, sent={"password": "short", "repeat": ""}
    ),
    "problem-address": Scene("address-choose", _ADDRESS, sent={"wanted": "alice"}),
    "problem-address-raced": Scene(
        "address-check", _ADDRESS, after=_ends(MigrationProblem.TAKEN), sent={}
    ),
    "address-free": Scene(
        "address-choose", _ADDRESS, sent={"wanted": "somebody"}, button="Only check"
    ),
    # pages that do not go on
    "closed": Scene("/", _OVER, before=lambda town: setattr(town, "is_closed", True)),
    "lost": Scene("/both/check", _AGAIN),
    "not-found": Scene("/nothing", "There is no such page"),
    "unavailable": Scene(
        "/", "The accounts cannot be reached right now", before=_breaks("is_open")
    ),
    "mistyped": Scene("/m/abc", "This link does not work"),
    "link-used": Scene(f"/m/{LINK}", "This link was used already", _link(LinkProblem.USED)),
    "link-expired": Scene(f"/m/{LINK}", "This link is too old", _link(LinkProblem.EXPIRED)),
    "link-revoked": Scene(
        f"/m/{LINK}", "There is a newer link for you", _link(LinkProblem.REVOKED)
    ),
    "link-migrated": Scene(
        f"/m/{LINK}", "This chat account is connected already", _link(LinkProblem.MIGRATED)
    ),
    "link-native": Scene(
        f"/m/{LINK}", "This account cannot be connected", _stands(ProofProblem.NATIVE_ONLY)
    ),
    "already-connected": Scene(
        "both-check", _CONNECTED, after=_ends(MigrationProblem.ALREADY_MIGRATED), sent={}
    ),
    "raced": Scene(
        "both-check",
        "This chat address is somebody else’s by now",
        after=_ends(MigrationProblem.TAKEN),
        sent={},
    ),
    "gone": Scene(
        "both-check",
        "An account is not there any more",
        after=_ends(MigrationProblem.GONE),
        sent={},
    ),
    # names that do not fit
    "long-link": Scene("link", "Your personal link", before=_long),
    "long-link-check": Scene("link-check", _CHECK, before=_long),
    "long-choose": Scene("address-choose", _ADDRESS, before=_long),
    # the admin's page
    "report": Scene(_REPORT, _STANDS, before=_reports(FULL)),
    "report-empty": Scene(_REPORT, _STANDS, before=_reports(EMPTY)),
    "report-year": Scene(_REPORT, _STANDS, before=_reports(YEAR)),
    "report-forbidden": Scene(
        _REPORT,
        "This page is for the people who run the chat",
        before=lambda town: town.admins.clear(),
    ),
    "report-over": Scene("/report/over", "This link to the report does not open any more"),
}
