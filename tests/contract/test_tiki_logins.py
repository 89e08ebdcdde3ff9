"""The use case `LogIn` on every layout: hash form × state of the account → what is answered.

The tables are in the summary of the run; `tiki_matrix` has what is expected.
"""

from collections.abc import Collection
from dataclasses import replace

import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.accounts import TikiAccount
from component.domain.login import Accept, Refuse
from component.domain.names import ChatUsername
from component.usecases.allocate_id import AllocateId
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.log_in import LogIn, LoginSettings
from component.usecases.verify import Verify
from tests.contract import tiki_matrix
from tests.contract.tiki_matrix import FAR_AHEAD, NOW_ISH, Form, State
from tests.contract.tiki_worlds import RealTiki
from tests.fakes.chat import FakeChat
from tests.fakes.migration import FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import StandingWindow

pytestmark = pytest.mark.live

DOMAIN = "livechat.test"
LIVECHAT_ID = "alice-id"


class Checker(PasswordPool):
    """The real one, but for the time that a dummy check takes."""

    async def check_nothing(self, password: str) -> None: ...


class NoMemory:
    """Every password is checked."""

    def knows(self, account: str, password: str, stored: str) -> bool:  # noqa: ARG002  the port's
        return False

    def learn(self, account: str, password: str, stored: str) -> None: ...


class NoThrottle:
    """Everybody may try as often as they like."""

    def begin(self, account: str) -> bool:  # noqa: ARG002  the port's
        return True

    def end(
        self, accounts: Collection[str], *, failed: bool, missed: Collection[str] = ()
    ) -> None: ...


async def provision(account: TikiAccount, username: ChatUsername) -> None: ...


def log_in(tiki: RealTiki, checker: Checker, *, strict: bool) -> LogIn:
    """A component that has just begun, with the rights that its setting takes."""
    directory = tiki.read_as("reader" if strict else "lenient")
    chat, state, writer = FakeChat(), FakeState(), FakeTiki()
    ids = LiveChatIds(frozenset(), directory, chat, state, FakeJournal())
    return LogIn(
        LoginSettings(DOMAIN),
        tiki=directory,
        tiki_writer=writer,
        chat=chat,
        state=state,
        verify=Verify(directory, checker, NoMemory(), NoThrottle(), strict_states=strict),
        allocate=AllocateId(directory, writer, chat, state, ids),
        provision=provision,
        window=StandingWindow(),
    )


async def outcome(use_case: LogIn, name: str, password: str) -> str:
    """What is answered, as the table says it."""
    answer = await use_case(name, password)
    if isinstance(answer, Accept):
        return tiki_matrix.IN if answer.username == LIVECHAT_ID else answer.username
    return answer.reason.value if isinstance(answer, Refuse) else type(answer).__name__


def set_up(tiki: RealTiki, state: State) -> int:
    """Make the account in a state, and the site's preferences; gives its `userId`."""
    tiki.database.empty()
    for name, value in state.rules.items():
        tiki.set_rule(name, value)
    dates = {"pass_confirm": NOW_ISH} if tiki.has("pass_confirm") else {"pass_due": FAR_AHEAD}
    columns: dict[str, object] = {"livechat_id": LIVECHAT_ID, **dates, **state.columns}
    return tiki.insert("users_users", login=tiki_matrix.LOGIN, **columns)


async def ask(tiki: RealTiki, state: State, forms: Collection[Form], typed: str) -> dict[str, str]:
    """What is answered to each form in a state."""
    user_id, checker = set_up(tiki, state), Checker(2)
    use_case = log_in(tiki, checker, strict=state.strict)
    found = {}
    for form in forms:
        tiki.change(user_id, hash=form.stored, email=form.email)
        found[form.name] = await outcome(use_case, typed, form.typed)
    checker.close()
    return found


async def test_every_hash_form_in_every_state_is_answered_as_facts_have_it(
    real_tiki: RealTiki, request: pytest.FixtureRequest
) -> None:
    table: tiki_matrix.Table = {}
    expected = tiki_matrix.expected(real_tiki.layout)
    for state in tiki_matrix.states(real_tiki.layout):
        forms = [form for form in tiki_matrix.FORMS if (form.name, state.name) in expected]
        for form, answer in (await ask(real_tiki, state, forms, LIVECHAT_ID)).items():
            table[form, state.name] = answer
    ordered = {cell: table[cell] for cell in expected}
    request.config.stash.setdefault(tiki_matrix.TABLES, {})[real_tiki.layout.name] = ordered
    wrong = [
        f"{real_tiki.layout.name}: {form} × {state}: {ordered[form, state]}, not {wanted}"
        for (form, state), wanted in expected.items()
        if ordered[form, state] != wanted
    ]
    assert wrong == []


async def test_a_tiki_without_a_live_chat_id_for_somebody_tells_no_state(
    real_tiki: RealTiki,
) -> None:
    """Whoever has not migrated is told so only after the password was right."""
    forms = [form for form in tiki_matrix.FORMS if form.name in ("MD5 B", "wrong A")]
    state = replace(tiki_matrix.states(real_tiki.layout)[0], columns={"livechat_id": None})
    assert await ask(real_tiki, state, forms, tiki_matrix.LOGIN) == {
        "MD5 B": "unmigrated",
        "wrong A": "wrong-password",
    }


@pytest.mark.parametrize("typed", ["Alice", "alice", "ALICE"])
async def test_only_1_9_insists_on_the_case_of_a_login(real_tiki: RealTiki, typed: str) -> None:
    """MD5 forms B and C are salted with the login as it is stored, whatever was typed."""
    forms = [form for form in tiki_matrix.FORMS if form.name in ("MD5 B", "MD5 C")]
    state = tiki_matrix.states(real_tiki.layout)[0]
    insists = real_tiki.layout.name == "1.9.5" and typed != "Alice"
    answer = "unknown" if insists else tiki_matrix.IN
    found = await ask(real_tiki, state, forms, typed)
    assert found == {"MD5 B": answer, "MD5 C": answer}


@pytest.mark.parametrize("allowed", ["y", "n"])
async def test_an_e_mail_address_is_a_login_where_the_site_allows_it(
    real_tiki: RealTiki, allowed: str
) -> None:
    forms = [form for form in tiki_matrix.FORMS if form.name in ("MD5 C", "MD5 C, blanks")]
    state = replace(tiki_matrix.states(real_tiki.layout)[0], rules={"login_allow_email": allowed})
    found = await ask(real_tiki, state, forms[:1], tiki_matrix.EMAIL.upper())
    assert found == {"MD5 C": tiki_matrix.IN if allowed == "y" else "unknown"}
