"""What people learn about themselves, and what they can do, by commands."""

import json

import pytest

from component.domain.reminders import Channel, Say
from component.frontdoors.commands.description import Told
from component.ports import Rejected, Unavailable
from tests.unit.frontdoors.office import ROOM, SITE, Office, somebody, text_of

BOB, ZOE = somebody("bob"), somebody("zoe")
SHELL = somebody("bob", is_in_chat=False)
CONNECTED = (
    "Both accounts are connected: you sign in to the chat with your user name and password of "
    f"{SITE.name}."
)
LANGUAGES = ["en", "de", "es", "fr", "ja"]


@pytest.fixture
def office() -> Office:
    made = Office()
    made.add_person("Zoë Smith", "zoe", "Helpers", "Monitors", email="zoe@example.org")
    made.tiki.set_preference("Zoë Smith", "realName", "Zoë of Example")
    made.add_chat_account("bob")
    made.add_chat_account("robot")
    return made


async def test_a_linked_person_is_told_both_names_and_all_groups(office: Office) -> None:
    await office.told(ZOE, "refresh")
    office.chat.add_roster_group("Friends", "zoe")
    told = await office.told(ZOE, "whoami")
    assert told.lines == (
        "Your name: Zoë of Example",
        f"Your account on {SITE.name}: Zoë Smith",
        f"Your groups on {SITE.name}: Helpers, Monitors, Registered",
        "Your chat address: zoe@livechat.test",
        "Roster groups by the site: Helpers, Monitors",
        "Roster groups by hand: Friends",
        f"Rooms: {ROOM} (admin)",
        CONNECTED,
    )


async def test_programs_read_the_same_of_a_linked_person(office: Office) -> None:
    await office.told(ZOE, "refresh")
    told = await office.told(ZOE, "whoami")
    assert json.loads(json.dumps(told.data)) == {
        "account": {
            "connection": "linked",
            "live_chat_id": "zoe",
            "chat_username": "zoe",
            "jid": "zoe@livechat.test",
            "has_chat_account": True,
            "tiki": {
                "user_id": 1,
                "login": "Zoë Smith",
                "name": "Zoë of Example",
                "email": "zoe@example.org",
                "state": "active",
                "groups": ["Helpers", "Monitors", "Registered"],
            },
            "roster_groups": {"managed": ["Helpers", "Monitors"], "by_hand": []},
            "rooms": [{"room": ROOM, "affiliation": "admin", "managed": True}],
            "migration": None,
            "reminders": True,
            "can_migrate": False,
        }
    }


async def test_somebody_who_is_kept_out_by_the_site_is_told_why(office: Office) -> None:
    office.tiki.change(1, waiting="x")
    assert "State: suspended" in (await office.told(ZOE, "whoami")).lines


@pytest.mark.parametrize(
    ("username", "is_closed", "expected"),
    [
        ("bob", False, 'The command "migrate" gives you a personal link'),
        ("bob", True, "can no longer be connected"),
        ("robot", False, "stays as it is"),
    ],
)
async def test_who_is_not_linked_is_told_what_can_be_done(
    username: str, is_closed: bool, expected: str, office: Office
) -> None:
    if is_closed:
        office.close_window()
    told = await office.told(somebody(username), "whoami")
    assert expected in told.lines[-1]
    assert told.lines[0] == f"Your chat address: {username}@livechat.test"


async def test_an_account_that_is_not_there_is_a_problem(office: Office) -> None:
    told = await office.told(somebody("nobody", is_in_chat=False), "whoami")
    assert told.is_problem
    assert told.data == {"account": None}


async def test_refreshing_puts_people_where_they_belong_and_says_so(office: Office) -> None:
    told = await office.told(ZOE, "refresh")
    assert told.lines == (
        "New roster groups: Helpers, Monitors",
        f"New in rooms: {ROOM} (admin)",
        "Name and picture were refreshed.",
    )
    office.tiki.leave(1, "Helpers")
    told = await office.told(ZOE, "refresh")
    assert told.lines == ("Roster groups no more: Helpers", "Name and picture were up to date.")
    told = await office.told(ZOE, "refresh")
    assert told.lines[0] == "Groups and rooms were up to date."
    assert told.data == {
        "refreshed": {
            "joined": [],
            "left": [],
            "roster_groups": ["Monitors"],
            "rooms": {ROOM: "admin"},
            "profile": "same",
            "failures": 0,
        }
    }


async def test_nobody_keeps_both_servers_busy_by_refreshing(office: Office) -> None:
    office.add_person("Bob", "bob")
    desk = office.desk()
    steps = []
    for person, seconds in ((ZOE, 0), (ZOE, 9), (BOB, 0), (ZOE, 1)):
        office.time.now += seconds
        steps.append((await office.turn(desk, person, "refresh", {})).step)
    assert [isinstance(step, Told) and step.is_problem for step in steps] == [
        *(False, True, False, False)
    ]
    assert "try again in 10 seconds" in steps[1].lines[0]


async def test_who_asked_for_a_refresh_is_in_the_audit(office: Office) -> None:
    await office.told(ZOE, "refresh")
    joined = [detail for action, _, detail in office.state.audit if action == "join-group"]
    assert {detail["by"] for detail in joined} == {"zoe@livechat.test"}


async def test_what_the_server_refuses_is_told_without_its_inner_workings(office: Office) -> None:
    office.chat.refused_members.add("zoe")
    told = await office.told(ZOE, "refresh")
    assert told.is_problem
    assert "Not possible now: Helpers, Monitors" in told.lines
    assert "did not take" not in text_of(told)


async def test_a_profile_that_is_not_shown_yet_is_not_said_to_be(office: Office) -> None:
    office.chat.failing["show"] = Rejected("no")
    told = await office.told(ZOE, "refresh")
    assert "not up to date yet" in told.lines[-1]


async def test_who_is_not_linked_has_nothing_to_refresh(office: Office) -> None:
    told = await office.told(BOB, "refresh")
    assert told.is_problem
    assert '"migrate"' in told.lines[0]
    assert told.data == {"refreshed": None}


async def test_a_site_without_memberships_empties_nothing(office: Office) -> None:
    await office.told(ZOE, "refresh")
    for group in ("Helpers", "Monitors"):
        office.tiki.leave(1, group)
    told = await office.told(ZOE, "refresh")
    assert "cannot be relied upon" in told.lines[0]
    assert told.is_problem
    assert office.chat.groups_with("zoe") == {"Helpers", "Monitors"}


async def test_a_person_gets_a_link_that_is_theirs(office: Office) -> None:
    told = await office.told(BOB, "migrate")
    assert isinstance(told.data, dict)
    link = told.data["link"]
    assert told.data["result"] == "link"
    assert link in told.lines
    assert await office.invite().open_link(link.rpartition("/")[2]) == "bob"
    assert ("invite", "bob@livechat.test") in [(a, d.get("by")) for a, _, d in office.state.audit]


async def test_a_second_link_within_a_minute_is_not_made(office: Office) -> None:
    await office.told(BOB, "migrate")
    told = await office.told(BOB, "migrate")
    assert told.data == {"result": "link-sent", "link": None}
    assert "less than a minute ago" in told.lines[0]
    assert len(office.invitations.digests) == 1


@pytest.mark.parametrize(
    ("username", "is_closed", "expected", "is_problem"),
    [
        ("zoe", False, "already", False),
        ("robot", False, "stays as it is", False),
        ("bob", True, "no longer be connected", True),
    ],
)
async def test_who_gets_no_link_is_told_why(
    username: str, is_closed: bool, expected: str, is_problem: bool, office: Office
) -> None:
    if is_closed:
        office.close_window()
    told = await office.told(somebody(username), "migrate")
    assert expected in told.lines[0]
    assert told.is_problem is is_problem
    assert office.invitations.digests == []


async def test_in_the_shell_a_link_is_sent_to_its_person_and_not_shown(office: Office) -> None:
    told = await office.told(SHELL, "migrate")
    assert told.data == {"result": "link", "link": None}
    sent = office.last()
    assert (sent.username, sent.notice.what) == ("bob", Say.LINK)
    assert office.token() not in text_of(told)
    assert ("invite", "root") in [(a, d.get("by")) for a, _, d in office.state.audit]
    told = await office.told(SHELL, "migrate")
    assert told.data == {"result": "link-sent", "link": None}
    assert len(office.messenger.sent) == 1


async def test_where_nobody_is_written_to_the_shell_makes_no_link(office: Office) -> None:
    office.in_chat = False
    told = await office.told(SHELL, "migrate")
    assert told.is_problem
    assert told.data == {"link": None}
    assert office.invitations.digests == []


async def test_reminders_are_shown_and_turned_off_and_on(office: Office) -> None:
    seen = []
    for answer in ("show", "off", "show", "on", "show"):
        told = await office.told(BOB, "reminders", reminders=answer)
        seen.append((told.data, "are on" in told.lines[0]))
    on, off = ({"reminders": True}, True), ({"reminders": False}, False)
    assert seen == [on, off, off, on, on]
    assert [action for action, _, _ in office.state.audit] == [
        "stop-reminders",
        "resume-reminders",
    ]
    assert (await office.reminders.read("chat:bob")).of(Channel.CHAT).sent == 0


@pytest.mark.parametrize("name", ["whoami", "refresh", "migrate", "reminders"])
async def test_what_does_not_answer_is_never_nothing(name: str, office: Office) -> None:
    office.tiki.failing["find_by_name"] = Unavailable("Tiki", "away")
    office.reminders.go_down()
    told = await office.told(ZOE, name)
    assert told.is_problem
    assert "does not answer" in told.lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", ["bob", "zoe", "robot"])
async def test_everything_can_be_said_in_every_language(
    username: str, language: str, office: Office
) -> None:
    person = somebody(username, language)
    for name in ("whoami", "refresh", "migrate", "reminders"):
        told = await office.told(person, name)
        assert isinstance(told, Told)
        assert "%(" not in text_of(told).replace(SITE.name, "")
