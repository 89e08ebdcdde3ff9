"""A native password that is somebody's again, by an undo, does not outlive the next migration."""

import pytest

from component.domain.names import ChatUsername
from tests.unit.usecases.house import House

ALICE = ChatUsername("alice")


@pytest.mark.parametrize(("is_told", "is_retired"), [(True, True), (False, False)])
async def test_a_password_given_anew_is_retired_at_the_next_sign_in_of_an_account_to_forget(
    house: House, is_told: bool, is_retired: bool
) -> None:
    house.add("Alice", "of Tiki", livechat_id="alice")
    await house.log_in("Alice", "of Tiki")
    await house.state.expect_native_password(ALICE)
    await house.chat.set_password(ALICE, "of the chat")
    if is_told:
        house.provision.forget(ALICE)
    await house.log_in("Alice", "of Tiki")
    assert await house.has_native_password("alice", "of the chat") is not is_retired
