"""Which Openfire it is, in words, and whether it obeys the component."""

import pytest

from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.openfire_probes import (
    admin_commands,
    connections,
    presences,
    version,
)
from component.adapters.openfire_schema import OpenfireAccess, OpenfireSchema
from component.domain.findings import Level
from component.ports import Fields, Rejected, Unavailable

JID, ASKER = "tiki.livechat.test", "tiki-private.livechat.test"


class Server:
    """A stream to a server that says this of itself, or fails so."""

    def __init__(self, said: str | Exception = "Openfire 4.2.0") -> None:
        self.said = said

    async def ask_version(self) -> str:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said

    async def run_command(self, _node: str, _fields: Fields) -> None:
        if isinstance(self.said, Exception):
            raise self.said


class Access(OpenfireAccess):
    """A database whose schema has this version."""

    def __init__(self, number: int | None) -> None:
        super().__init__(Database(DatabaseSettings("Openfire's database", "h", 1, "", "", "")))
        self.number = number

    async def schema(self) -> OpenfireSchema:
        return OpenfireSchema({}, self.number)


@pytest.mark.parametrize(
    ("said", "schema", "level", "text"),
    [
        ("Openfire 4.2.0", 26, Level.OK, "Openfire 4.2.0 (schema 26, as 4.2 has it)"),
        ("Openfire 5.1.1", 38, Level.OK, "Openfire 5.1.1 (schema 38, as 5.1 has it)"),
        ("Openfire 4.10.0", 34, Level.OK, "Openfire 4.10.0 (schema 34, as 4.7 to 4.9 has it)"),
        ("Openfire 4.2.0", None, Level.OK, "Openfire 4.2.0 (schema unknown)"),
        ("Openfire 5.2.0 alpha", 40, Level.WARNING, "Openfire 5.2.0 alpha (schema 40); the bridge"),
        ("Openfire 4.1.6", 25, Level.WARNING, "Openfire 4.1.6 (schema 25); the bridge was made"),
        ("Prosody hg", None, Level.WARNING, "Prosody hg (schema unknown); the bridge was made"),
        (Rejected("forbidden"), 38, Level.OK, "not told (schema 38, as 5.1 has it)"),
        (Unavailable("Openfire", "no answer"), 26, Level.OK, "not told (schema 26, as 4.2 has it)"),
        (Rejected("forbidden"), None, Level.WARNING, "not told (schema unknown); the bridge was"),
    ],
)
async def test_the_version_is_told_by_the_server_or_else_by_its_schema(
    said: str | Exception, schema: int | None, level: Level, text: str
) -> None:
    found = await version(Server(said), Access(schema))
    assert found.level is level
    assert found.text.startswith(text)


@pytest.mark.parametrize(
    ("asker", "has_groups", "level", "text"),
    [
        (ASKER, True, Level.OK, f"as {JID}, and as {ASKER} for commands"),
        (ASKER, False, Level.OK, f"as {JID}, and as {ASKER} for commands"),
        (JID, False, Level.OK, f"as {JID}"),
        (JID, True, Level.WARNING, f"as {JID} only, so that sign-ins wait while Openfire fills"),
    ],
)
def test_one_connection_will_do_where_no_groups_are_filled(
    asker: str, has_groups: bool, level: Level, text: str
) -> None:
    found = connections(JID, asker, has_groups=has_groups)
    assert (found.level, found.text[: len(text)]) == (level, text)


@pytest.mark.parametrize(
    ("others", "words"), [(True, "some are connected now"), (False, "none is connected now")]
)
def test_a_shared_name_may_be_others_too(others: bool, words: str) -> None:
    found = connections(JID, ASKER, has_groups=True, others=others)
    assert found.level is Level.OK
    assert words in found.text
    assert f"as {ASKER} alone" in found.text


async def test_commands_that_are_run_are_well() -> None:
    assert (await admin_commands(Server(), ASKER)).level is Level.OK


async def test_commands_that_are_rejected_are_wrong_and_say_why() -> None:
    found = await admin_commands(Server(Rejected("forbidden")), ASKER)
    assert found.level is Level.WRONG
    assert f"(forbidden): add {ASKER} to its property admin.authorizedJIDs" in found.text


@pytest.mark.parametrize(
    ("answer", "levels", "words"),
    [
        ("", [Level.OK], "tells who comes online"),
        (
            Rejected("no such node", "item-not-found"),
            [Level.WARNING],
            "upload the tikilivechat.jar",
        ),
        (Rejected("no", "forbidden"), [], ""),
    ],
)
async def test_a_plugin_that_does_not_tell_who_comes_is_an_old_one(
    answer: str | Exception, levels: list[Level], words: str
) -> None:
    found = await presences(Server(answer), "urn:x")
    assert [one.level for one in found] == levels
    assert all(words in one.text for one in found)
