"""Which fields Openfire's commands are sent: one left out is never answered (facts/openfire.md)."""

import logging
from collections.abc import Mapping

import pytest

from component.adapters.openfire_admin import OpenfireAdmin
from component.domain.names import ChatUsername
from component.ports import Fields, Rejected, Unavailable

ADMIN = "http://jabber.org/protocol/admin#"
ALICE = ChatUsername("alicesmith")


class RecordingRunner:
    """Notes what is run; answers some commands with an error."""

    def __init__(self, errors: Mapping[str, Exception] | None = None) -> None:
        self.ran: list[tuple[str, dict[str, object]]] = []
        self._errors = errors or {}

    async def run_command(self, node: str, fields: Fields) -> None:
        """Note it."""
        self.ran.append((node, dict(fields)))
        if node in self._errors:
            raise self._errors[node]


async def test_an_account_is_made_with_all_fields_and_a_random_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    runner = RecordingRunner()
    admin = OpenfireAdmin(runner, "livechat.test")
    for _ in range(2):
        await admin.create_account(ALICE, "Alice Smith", "alice@example.com")
    (node, fields), (_, again) = runner.ran
    password = str(fields["password"])
    assert node == ADMIN + "add-user"
    assert fields == {
        "accountjid": "alicesmith@livechat.test",
        "password": password,
        "password-verify": password,
        "email": "alice@example.com",
        "given_name": "Alice Smith",
        "surname": "",
    }
    assert len(password) == 32
    assert again["password"] != password
    assert password not in caplog.text


async def test_a_password_is_replaced_by_a_random_one(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    runner = RecordingRunner()
    for _ in range(2):
        await OpenfireAdmin(runner, "livechat.test").replace_password(ALICE)
    (node, fields), (_, again) = runner.ran
    assert node == ADMIN + "change-user-password"
    assert set(fields) == {"accountjid", "password"}
    assert fields["accountjid"] == "alicesmith@livechat.test"
    assert len(str(fields["password"])) == 32
    assert again["password"] != fields["password"]
    assert str(fields["password"]) not in caplog.text


async def test_a_password_is_set_with_all_fields_and_never_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    runner = RecordingRunner()
    await OpenfireAdmin(runner, "livechat.test").set_password(ALICE, "geheim")
    fields = {"accountjid": "alicesmith@livechat.test", "password": "geheim"}
    assert runner.ran == [(ADMIN + "change-user-password", fields)]
    assert "geheim" not in caplog.text


@pytest.mark.parametrize("password", ["", " ", " geheim", "geheim ", "ge  heim", "ge\theim\n"])
async def test_a_password_that_openfire_would_read_as_another_is_not_sent(password: str) -> None:
    runner = RecordingRunner()
    with pytest.raises(Rejected) as error:
        await OpenfireAdmin(runner, "d").set_password(ALICE, password)
    assert runner.ran == []
    assert "heim" not in str(error.value)


JID = "alicesmith@livechat.test"
DELETE = (ADMIN + "delete-user", {"accountjid": JID, "accountjids": [JID]})
END_SESSIONS = (ADMIN + "end-user-session", {"accountjids": [JID]})
LOOK = (
    "http://jabber.org/protocol/event#user-modified",
    {"username": ALICE, "changeType": "other", "originalValue": "", "propertyKey": ""},
)


@pytest.mark.parametrize("has_end_user_session", [True, False])
async def test_an_account_is_deleted_in_the_words_of_4_2_and_of_5_before_its_sessions_end(
    has_end_user_session: bool,
) -> None:
    errors = {} if has_end_user_session else {END_SESSIONS[0]: Rejected("item-not-found")}
    runner = RecordingRunner(errors)
    await OpenfireAdmin(runner, "livechat.test").delete_account(ALICE)
    assert runner.ran == [DELETE, END_SESSIONS]


async def test_sessions_of_an_account_that_is_gone_already_are_ended_too() -> None:
    runner = RecordingRunner({DELETE[0]: Rejected("no"), LOOK[0]: Rejected("User not found.")})
    await OpenfireAdmin(runner, "livechat.test").delete_account(ALICE)
    assert runner.ran == [DELETE, LOOK, END_SESSIONS]


async def test_an_account_that_openfire_keeps_is_not_taken_for_deleted() -> None:
    runner = RecordingRunner({DELETE[0]: Rejected("users are read only")})
    with pytest.raises(Rejected, match="read only"):
        await OpenfireAdmin(runner, "livechat.test").delete_account(ALICE)
    assert runner.ran == [DELETE, LOOK]


async def test_whether_an_account_is_gone_that_nobody_can_tell_is_not_guessed() -> None:
    runner = RecordingRunner(
        {DELETE[0]: Rejected("no"), LOOK[0]: Unavailable("Openfire", "no answer")}
    )
    with pytest.raises(Unavailable):
        await OpenfireAdmin(runner, "livechat.test").delete_account(ALICE)
