"""Making an account by a site's rules, for the suites of `TikiWriter.create_account`."""

from component.domain.names import LiveChatId
from component.domain.registration import NewAccount
from tests.contract.tiki_worlds import TikiWorld

NOW = 1_700_000_000
LOGIN = "New.Person-1"
EMAIL = "new@mail.test"


async def create(
    tiki: TikiWorld,
    login: str = LOGIN,
    email: str = EMAIL,
    stored: str = "x",
    livechat_id: str | None = None,
) -> int:
    """Make an account by the site's rules, at `NOW`; gives its `userId`."""
    rules = await tiki.directory.registration_rules()
    wanted = None if livechat_id is None else LiveChatId(livechat_id)
    new = NewAccount(rules.prepare(login), email, stored, NOW, wanted)
    return await tiki.writer.create_account(new, rules)
