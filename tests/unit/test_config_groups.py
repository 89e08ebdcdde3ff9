"""Settings of groups, syncs and admins: what they come to, and what cannot be true of them."""

from pathlib import Path

import pytest

from component import config
from component.config import load
from component.domain.group_plan import Limits
from component.domain.groups import ByHand, Gone, RoomRule, RosterGroup
from tests.unit.config_file import FILE, problems_of, written


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def blocks(*texts: str, file: str = FILE) -> Path:
    """A settings file with a block for each text, of a Tiki and a roster group unless it says so.

    In a text, `; ` stands between settings.
    """
    lines = []
    for text in texts:
        lines.append("[[groups]]")
        for name, usual in (("tiki", "Helpers"), ("roster", "live")):
            if f"{name} = " not in text:
                lines.append(f'{name} = "{usual}"')
        lines += text.split("; ")
    return written("\n".join(lines) + "\n", file)


LOBBY = "lobby@conference.livechat.test"


@pytest.mark.parametrize(
    ("texts", "group"),
    [
        ([""], RosterGroup("live", ("Helpers",), "live")),
        (
            ['display_name = "L"; visible_to = "nobody"; largest = 3'],
            RosterGroup("live", ("Helpers",), "L", "nobody", largest=3),
        ),
        (['display_name = ""'], RosterGroup("live", ("Helpers",), "live")),
        (['visible_to = ["b", "a"]'], RosterGroup("live", ("Helpers",), "live", ("b", "a"))),
        (
            ['by_hand = "remove"; gone = "delete"'],
            RosterGroup("live", ("Helpers",), "live", by_hand=ByHand.REMOVE, gone=Gone.DELETE),
        ),
        (
            [f'rooms = [{{ room = "lobby" }}, {{ room = "{LOBBY[1:]}", affiliation = "owner" }}]'],
            RosterGroup(
                "live",
                ("Helpers",),
                "live",
                rooms=(RoomRule(LOBBY, "member"), RoomRule(LOBBY[1:], "owner")),
            ),
        ),
        (
            ['display_name = "L"', 'tiki = "Night *"; largest = 2', ""],
            RosterGroup("live", ("Helpers", "Night *"), "L", largest=2),
        ),
        (
            ['visible_to = ["a", "b"]', 'tiki = "Staff"; visible_to = ["b", "a"]'],
            RosterGroup("live", ("Helpers", "Staff"), "live", ("b", "a")),
        ),
        (
            ['rooms = [{ room = "lobby" }]', f'rooms = [{{ room = "{LOBBY}" }}, {{ room = "b" }}]'],
            RosterGroup(
                "live",
                ("Helpers",),
                "live",
                rooms=(
                    RoomRule(LOBBY, "member"),
                    RoomRule("b@conference.livechat.test", "member"),
                ),
            ),
        ),
    ],
)
def test_blocks_become_roster_groups(texts: list[str], group: RosterGroup) -> None:
    assert load(blocks(*texts)).roster_groups == (group,)


def test_roster_groups_come_in_the_order_of_the_file() -> None:
    path = blocks('roster = "c"', 'roster = "a"', 'roster = "c"; tiki = "x"', 'roster = "b"')
    assert [group.name for group in load(path).roster_groups] == ["c", "a", "b"]


def test_rooms_are_where_the_settings_say() -> None:
    file = FILE.replace('domain = "livechat.test"', 'domain = "LiveChat.test"\nrooms = "Rooms"')
    for room in ("lobby", "lobby@rooms.livechat.test", "lobby@ROOMS.LIVECHAT.TEST"):
        (group,) = load(blocks(f'rooms = [{{ room = "{room}" }}]', file=file)).roster_groups
        assert group.rooms == (RoomRule("lobby@rooms.livechat.test", "member"),)


def test_names_are_told_from_patterns() -> None:
    path = blocks('tiki = "A"', 'tiki = "b*"', 'tiki = "[c"', 'tiki = "d e"')
    assert load(path).named_groups == ["A", "d e"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('tiki = ""', "groups.0.tiki: "),
        ('tiki = " a"', "groups.0.tiki: Value error, write it without blanks around it"),
        ('tiki = "REGISTERED"', "groups.0.tiki: Value error, everybody is in REGISTERED"),
        ('tiki = "Anonymous"', "groups.0.tiki: Value error, everybody is in Anonymous"),
        ('tiki = "team [a*"', "groups.0.tiki: Value error, a [ has no ]"),
        ('tiki = "team [z-a]"', "groups.0.tiki: Value error, z-a in [] runs backwards"),
        ('roster = ""', "groups.0.roster: "),
        ('roster = "a "', "groups.0.roster: Value error, write it without blanks"),
        (f'roster = "{"x" * 51}"', "groups.0.roster: "),
        ('visible_to = "all"', "groups.0.visible_to"),
        ("visible_to = []", "groups.0.visible_to: Value error, name the roster groups that see"),
        ('visible_to = ["a", ""]', "groups.0.visible_to"),
        ('visible_to = ["a", "b", "a"]', "groups.0.visible_to: Value error, a is named twice"),
        (
            'visible_to = ["a", "b, c", "d\\te"]',
            "groups.0.visible_to: Value error, 'b, c', 'd\\te' would be several groups to Openfire",
        ),
        (
            'visible_to = ["a\\nb"]',
            "groups.0.visible_to: Value error, 'a\\nb' would be several groups",
        ),
        ('roster = "a  b"', "groups.0.roster: Value error, write it in one line, with single"),
        ('roster = "a\\tb"', "groups.0.roster: Value error, write it in one line, with single"),
        ('display_name = " A"', "groups.0.display_name: Value error, write it without blanks"),
        ('display_name = "A  B"', "groups.0.display_name: Value error, write it in one line"),
        ('display_name = "A\\nB"', "groups.0.display_name: Value error, write it in one line"),
        ("largest = 0", "groups.0.largest: "),
        ('by_hand = "burn"', "groups.0.by_hand: "),
        ('gone = "burn"', "groups.0.gone: "),
        ('rooms = ["lobby"]', "groups.0.rooms.0: "),
        ('rooms = [{ affiliation = "member" }]', "groups.0.rooms.0.room: "),
        ('rooms = [{ room = "a", affiliation = "outcast" }]', "groups.0.rooms.0.affiliation: "),
        ('rooms = [{ room = "a b" }]', "groups.0.rooms.0.room: Value error, write what may stand"),
        ('rooms = [{ room = "Lobby" }]', "groups.0.rooms.0.room: Value error, write it as it is"),
        ('rooms = [{ room = "@b" }]', "groups.0.rooms.0.room: Value error, write what may stand"),
        ('rooms = [{ room = "a@" }]', "groups.0.rooms.0.room: Value error, write the room's name"),
        (
            f'rooms = [{{ room = "{LOBBY}/nick" }}]',
            "groups.0.rooms.0.room: Value error, write the room's name",
        ),
        (
            'rooms = [{ room = "b" }, { room = "a@livechat.test" }]',
            "groups.0.rooms.1.room is in livechat.test, and rooms are in conference.livechat.test",
        ),
    ],
)
def test_a_wrong_group_is_named(text: str, problem: str) -> None:
    assert problem in problems_of(blocks(text))


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (
            ['display_name = "A"', 'roster = "b"', 'display_name = "B"'],
            "groups.0.display_name and groups.2.display_name say different things",
        ),
        (
            ['visible_to = "members"', 'visible_to = ["a"]'],
            "groups.0.visible_to and groups.1.visible_to say different things",
        ),
        (["largest = 3", "", "largest = 4"], "groups.0.largest and groups.2.largest say"),
        (['by_hand = "leave"', 'by_hand = "report"'], "groups.0.by_hand and groups.1.by_hand say"),
        (['gone = "leave"', 'gone = "empty"'], "groups.0.gone and groups.1.gone say"),
        (
            [
                'rooms = [{ room = "lobby" }]',
                f'rooms = [{{ room = "a" }}, {{ room = "{LOBBY}", affiliation = "admin" }}]',
            ],
            "groups.0.rooms.0 and groups.1.rooms.1 give the roster group live different",
        ),
        (
            ['roster = "Live"', 'roster = "live"'],
            "groups.0.roster and groups.1.roster differ only in case: Live, live",
        ),
        (
            ['roster = "a"; visible_to = ["x", "Live"]', ""],
            "groups.1.roster and groups.0.visible_to.1 differ only in case: live, Live",
        ),
        (
            ['roster = "a"', 'visible_to = ["a", "live"]'],
            "groups.1.roster and groups.1.visible_to.1 are one group, live: its members see it",
        ),
    ],
)
def test_blocks_that_contradict_each_other_are_both_named(texts: list[str], problem: str) -> None:
    assert problem in problems_of(blocks(*texts))


def test_different_roster_groups_may_share_a_room() -> None:
    rooms = 'rooms = [{ room = "lobby", affiliation = "%s" }]'
    path = blocks(rooms % "member", 'roster = "staff"; ' + rooms % "admin")
    assert [group.rooms for group in load(path).roster_groups] == [
        (RoomRule(LOBBY, "member"),),
        (RoomRule(LOBBY, "admin"),),
    ]


def test_all_contradictions_are_told_at_once() -> None:
    text = problems_of(blocks("largest = 1", 'largest = 2; roster = "live"', 'roster = "Live"'))
    assert "groups.0.largest and groups.1.largest" in text
    assert "groups.0.roster and groups.2.roster" in text


def test_contradictions_are_told_of_groups_even_if_the_chat_server_is_wrong() -> None:
    file = FILE.replace('domain = "livechat.test"', "port = 0")
    text = problems_of(blocks("largest = 1", "largest = 2", file=file))
    assert "xmpp.domain: " in text
    assert "groups.0.largest and groups.1.largest" in text


def test_syncs_and_admins_have_defaults() -> None:
    settings = load(written())
    assert settings.sync.limits == Limits(removals=20, percent=20.0)
    assert (settings.sync.interval_seconds, settings.sync.at_least_every_seconds) == (60, 3600)
    assert settings.admins.usernames == ()
    assert settings.xmpp.rooms_domain == "conference.livechat.test"


def test_admins_are_accounts_of_this_chat() -> None:
    text = '[admins]\njids = ["ann@livechat.test", "bob@LiveChat.test"]\ntiki_groups = ["Admins"]\n'
    admins = load(written(text)).admins
    assert admins.usernames == ("ann", "bob")
    assert admins.tiki_groups == ["Admins"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[sync]\ninterval_seconds = 0", "sync.interval_seconds: "),
        ("[sync]\nremovals = -1", "sync.removals: "),
        ("[sync]\nremovals_percent = 101", "sync.removals_percent: "),
        (
            "[sync]\ninterval_seconds = 60\nat_least_every_seconds = 59",
            "sync.at_least_every_seconds: Value error, it cannot be less than interval_seconds",
        ),
        ('[admins]\njids = ["ann"]', "admins.jids.0: Value error, write a JID without a resource"),
        ('[admins]\njids = ["@livechat.test"]', "admins.jids.0: Value error, write a JID without"),
        ('[admins]\njids = ["a@livechat.test/x"]', "admins.jids.0: Value error, write a JID"),
        ('[admins]\njids = ["Ann@livechat.test"]', "admins.jids.0: Value error, write it as it is"),
        (
            '[admins]\njids = ["a@livechat.test", "a@other.test"]',
            "admins: Value error, jids.1 is in other.test: admins are accounts of livechat.test",
        ),
        ('[admins]\nchat_groups = [""]', "admins.chat_groups.0: "),
        (
            '[admins]\ntiki_groups = ["Registered"]',
            "admins.tiki_groups.0: Value error, everybody is in Registered",
        ),
    ],
)
def test_a_wrong_sync_or_admin_is_named(text: str, problem: str) -> None:
    assert problem in problems_of(written(text))
