"""Making an account by a site's rules, for the suites of `TikiWriter.create_account`."""

from component.domain.registration import NewAccount
from tests.contract.tiki_worlds import TikiWorld

NOW = 1_700_000_000
LOGIN = "New.Person-1"
EMAIL = "new@mail.test"


async def create(tiki: TikiWorld, login: str = LOGIN, email: str = EMAIL, stored: str = "x") -> int:
    """Make an account by the site's rules, at `NOW`; gives its `userId`."""
    rules = await tiki.directory.registration_rules()
    new = NewAccount(rules.prepare(login), email, stored, NOW)
    return await tiki.writer.create_account(new, rules)
