"""An undo that is broken off at any call: nobody is locked out, and the next one completes it."""

import pytest

from component.domain.migration import OldAccount, Path
from component.domain.undo import Undone
from tests.unit.usecases.undo_house import Crash, UndoHouse

PATHS = [
    pytest.param(Path.BOTH, OldAccount.KEEP, id="both-keep"),
    pytest.param(Path.BOTH, OldAccount.DELETE, id="both-delete"),
    pytest.param(Path.CHAT_ONLY, OldAccount.KEEP, id="chat-only"),
    pytest.param(Path.TIKI_ONLY, OldAccount.KEEP, id="tiki-only"),
]


async def count_calls(path: Path, old_account: OldAccount) -> int:
    """How many calls an undo takes."""
    house = UndoHouse()
    await house.migrate(path, old_account)
    before = sum(len(fake.calls) for fake in house.fakes)
    await house.undo()
    return sum(len(fake.calls) for fake in house.fakes) - before


@pytest.mark.parametrize("name", ["alice", "Liddell"])
@pytest.mark.parametrize(("path", "old_account"), PATHS)
async def test_wherever_it_is_broken_off_the_next_one_does_the_rest(
    path: Path, old_account: OldAccount, name: str
) -> None:
    clean = UndoHouse()
    await clean.migrate(path, old_account)
    assert isinstance(await clean.undo(), Undone)
    calls = await count_calls(path, old_account)
    assert calls > 10
    for number in range(1, calls + 1):
        house = UndoHouse()
        await house.migrate(path, old_account)
        house.rename("Liddell")
        house.die_at(number)
        with pytest.raises(Crash):
            await house.undo(name)
        house.revive()
        if path is not Path.TIKI_ONLY:
            assert house.can_sign_in(), number
        assert isinstance(await house.undo(name), Undone), number
        assert house.picture() == clean.picture(), number
