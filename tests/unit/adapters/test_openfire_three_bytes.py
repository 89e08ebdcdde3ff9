"""Names with emoji come to an Openfire whose tables hold none: utf8 of old ends with the BMP."""

from collections.abc import Sequence

import pytest
from defusedxml.ElementTree import fromstring

from component.adapters.mysql import Database, DatabaseSettings, Row
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.openfire_schema import SERVED, OpenfireAccess
from component.adapters.vcard import complete_vcard
from component.domain.names import ChatUsername
from component.domain.profile import Profile
from component.ports import Unavailable
from tests.unit.adapters.test_openfire_admin import RecordingRunner

ALICE = ChatUsername("alicesmith")
CAT = "\U0001f431"


class Openfire(Database):
    """Openfire's database, with one account that shows nothing yet."""

    def __init__(self, collation: str) -> None:
        super().__init__(DatabaseSettings("Openfire's database", "h", 1, "me", "geheim", "of"))
        self.collation = collation
        self.written: list[object] = []

    async def fetch(self, statement: str, _arguments: Sequence[object] = ()) -> list[Row]:
        """Answer."""
        if "information_schema" in statement:
            columns = {**SERVED, "ofUser": (*SERVED["ofUser"], "plainPassword")}
            return [
                (table, name, "select", self.collation)
                for table, names in columns.items()
                for name in names
            ]
        return [(None, None)] if "FROM ofUser WHERE" in statement else []

    async def execute(self, statement: str, arguments: Sequence[object] = ()) -> int:
        """Write, as a server in strict mode does."""
        held = "\uffff" if self.collation.startswith("utf8mb3") else "\U0010ffff"
        for value in arguments:
            if max(str(value), default="") > held:
                raise Unavailable(self.settings.title, "1366 Incorrect string value")
        self.written.append(arguments[0] if "UPDATE ofUser" in statement else arguments[1])
        return 1


@pytest.mark.parametrize(
    ("collation", "name", "made", "email"),
    [
        ("utf8mb3_general_ci", f"Zoë {CAT}", "Zoë", "z@mail.test"),
        ("utf8mb3_general_ci", CAT, "alicesmith", "z@mail.test"),
        ("utf8mb3_general_ci", "Zoë", "Zoë", f"{CAT}@mail.test"),
        ("utf8mb4_general_ci", f"Zoë {CAT}", f"Zoë {CAT}", "z@mail.test"),
    ],
)
async def test_a_name_is_shown_as_far_as_the_tables_hold_it(
    collation: str, name: str, made: str, email: str
) -> None:
    runner, database = RecordingRunner(), Openfire(collation)
    profiles = OpenfireProfile(database, database, runner)
    await profiles.show(ALICE, Profile(name, name, email, "en"), photo_is_ours=False)
    in_table, _property, card = database.written
    assert in_table == made
    assert [element.text for element in fromstring(str(card))] == [name, name]


@pytest.mark.parametrize(
    ("collation", "name", "made"),
    [
        ("utf8mb3_general_ci", f"Zoë {CAT}", "Zoë"),
        ("utf8mb3_general_ci", CAT, "alicesmith"),
        ("utf8mb3_general_ci", "", ""),
        ("utf8mb4_general_ci", f"Zoë {CAT}", f"Zoë {CAT}"),
    ],
)
async def test_an_account_is_made_with_a_name_that_the_table_holds(
    collation: str, name: str, made: str
) -> None:
    runner = RecordingRunner()
    admin = OpenfireAdmin(runner, "livechat.test", OpenfireAccess(Openfire(collation)))
    await admin.create_account(ALICE, name, "")
    ((_, fields),) = runner.ran
    assert fields["given_name"] == made


def test_what_is_put_back_into_a_vcard_is_held_by_any_table() -> None:
    card = complete_vcard(
        "<vCard xmlns='vcard-temp'><FN>Z</FN></vCard>",
        f"<vCard xmlns='vcard-temp'><NOTE>{CAT}</NOTE></vCard>",
    )
    assert card is not None
    assert CAT not in card
    assert [element.text for element in fromstring(card)] == ["Z", CAT]
