"""Who may be meant by a name, and in which order (design §3)."""

from dataclasses import replace

import pytest

from component.domain import login
from component.domain.accounts import AccountState, ChatAccount, TikiAccount
from component.domain.login import Accept, Candidate, Outcome, Refusal, Refuse, Row, Window
from component.domain.names import ChatUsername, LiveChatId, TikiLogin, TypedName, normalise
from component.domain.passwords.openfire import PlainCredential


def tiki(user_id: int, name: str, owned: str | None = None, email: str = "") -> TikiAccount:
    """A Tiki account."""
    return TikiAccount(
        user_id, TikiLogin(name), email, "hash", LiveChatId(owned) if owned else None
    )


def typed(name: str) -> TypedName:
    """What was typed."""
    return normalise(name, "livechat.test")


CHAT = ChatAccount(ChatUsername("alice"), PlainCredential("geheim"))
OWNER = tiki(1, "Owner", "alice")
LINKED = tiki(2, "alice", "alicesmith")
UNLINKED = tiki(3, "alice")


@pytest.mark.parametrize(
    ("owner", "chat", "namesake", "rows"),
    [
        (None, None, None, []),
        (OWNER, None, None, [1]),
        (OWNER, CHAT, None, [1]),
        (None, CHAT, None, [2]),
        (None, None, LINKED, [3]),
        (None, None, UNLINKED, [4]),
        (OWNER, CHAT, LINKED, [1, 3]),
        (OWNER, CHAT, UNLINKED, [1, 4]),
        (None, CHAT, LINKED, [2, 3]),
        (None, CHAT, UNLINKED, [2, 4]),
        (OWNER, CHAT, OWNER, [1]),
        (None, ChatAccount(ChatUsername("other"), CHAT.credential), None, []),
    ],
)
def test_candidates_stand_in_the_order_of_the_table(
    owner: TikiAccount | None,
    chat: ChatAccount | None,
    namesake: TikiAccount | None,
    rows: list[int],
) -> None:
    found = login.list_candidates(typed("alice"), owner, chat, namesake)
    assert [candidate.row.value for candidate in found] == rows
    for candidate in found:
        assert (candidate.chat is not None) == (candidate.row is Row.NATIVE)
        assert (candidate.tiki is None) == (candidate.row is Row.NATIVE)


@pytest.mark.parametrize(
    ("name", "owned", "found"),
    [
        ("Alice", "alice", True),
        ("alice@livechat.test", "alice", True),
        ("Alice Smith", r"alice\20smith", True),
        ("Alice Smith", "alicesmith", False),
        ("alice", "alicé", False),
        ("alice", None, False),
        ("🐱", "🐱", False),
    ],
)
def test_the_owner_has_exactly_this_live_chat_id(name: str, owned: str | None, found: bool) -> None:
    rows = [tiki(8, "x", "other"), tiki(9, "y", owned)]
    assert (login.find_owner(typed(name), rows) == rows[1]) is found


@pytest.mark.parametrize(
    ("name", "logins", "found"),
    [
        ("Alice", ["Alice"], "Alice"),
        ("ALICE", ["Alice"], "Alice"),
        ("alice", ["Alice", "ALICE"], None),
        ("Alice", ["Alice", "ALICE"], "Alice"),
        ("alice", ["alicé", "alice ", "ａｌｉｃｅ"], None),
        ("alice", ["alicé", "Alice"], "Alice"),
        ("🐱fox", ["🦊fox"], None),
        ("STRASSE", ["Straße"], "Straße"),
        ("Zoe\u0308", ["Zo\u00eb"], "Zo\u00eb"),
        (r"alice\20smith", ["Alice Smith"], "Alice Smith"),
        (r"alice\20smith", [r"alice\20smith", "Alice Smith"], "Alice Smith"),
        (r"alice\20smith", [r"alice\20smith"], r"alice\20smith"),
        ("alice@livechat.test", ["alice@livechat.test", "alice"], "alice"),
        ("alice@livechat.test", ["alice@livechat.test"], "alice@livechat.test"),
        ("alice@livechat.test", ["ALICE", "Alice", "alice@livechat.test"], None),
        ("alice", [], None),
        ("", ["alice", ""], None),
    ],
)
def test_the_account_of_a_login_is_the_exact_one_else_the_only_one(
    name: str, logins: list[str], found: str | None
) -> None:
    rows = [tiki(number, one) for number, one in enumerate(logins)]
    account = login.find_by_login(typed(name), rows)
    assert (account.login if account else None) == found
    backwards = login.find_by_login(typed(name), rows[::-1])
    assert backwards == account


@pytest.mark.parametrize(
    ("name", "emails", "found"),
    [
        ("bob@other.org", ["bob@other.org"], 0),
        ("BOB@Other.org", ["x@y", " bob@other.org "], 1),
        (r"bob\40other.org", ["bob@other.org"], 0),
        (r"bob\40other.org@livechat.test", ["bob@other.org"], 0),
        ("bob@livechat.test", ["bob@livechat.test"], 0),
        ("bob@other.org", ["bob@other.org", "BOB@other.org"], None),
        ("bob@other.org", ["böb@other.org"], None),
        ("bob", ["bob"], None),
        ("bob", [""], None),
    ],
)
def test_an_e_mail_address_names_its_only_account(
    name: str, emails: list[str], found: int | None
) -> None:
    rows = [tiki(number, f"user{number}", email=email) for number, email in enumerate(emails)]
    account = login.find_by_email(typed(name), rows)
    assert (account.user_id if account else None) == found


def test_a_name_is_a_login_by_any_of_its_readings() -> None:
    assert login.is_login(typed(r"alice\20smith"), tiki(1, "ALICE SMITH"))
    assert login.is_login(typed("alice@livechat.test"), tiki(1, "alice@livechat.test"))
    assert not login.is_login(typed("a@b"), tiki(1, "alice", email="a@b"))


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (AccountState.ACTIVE, None),
        (AccountState.PENDING, Refusal.PENDING),
        (AccountState.SUSPENDED, Refusal.SUSPENDED),
        (AccountState.PASSWORD_DUE, Refusal.PASSWORD_DUE),
        (AccountState.SECOND_FACTOR, Refusal.SECOND_FACTOR),
    ],
)
def test_each_state_has_its_own_refusal(state: AccountState, refusal: Refusal | None) -> None:
    assert login.refusal_for(state) is refusal


def test_no_state_but_active_lets_anybody_in() -> None:
    open_states = [state for state in AccountState if login.refusal_for(state) is None]
    assert open_states == [AccountState.ACTIVE]


ALICE = ChatUsername("alice")


@pytest.mark.parametrize(
    ("window", "outcome"),
    [
        (Window.OPEN, Accept(ALICE)),
        (Window.REFUSING, Refuse(Refusal.UNMIGRATED)),
        (Window.CLOSED, Refuse(Refusal.UNMIGRATED)),
    ],
)
def test_the_window_decides_on_native_accounts(window: Window, outcome: Outcome) -> None:
    assert login.admit_native(ALICE, window) == outcome


def test_candidates_are_counted_by_account_and_not_by_what_was_typed() -> None:
    keys = [
        Candidate(Row.LIVE_CHAT_ID, tiki=LINKED).key,
        Candidate(Row.LOGIN_WITH_ID, tiki=LINKED).key,
        Candidate(Row.NATIVE, chat=CHAT).key,
        Candidate(Row.LOGIN_WITHOUT_ID, tiki=UNLINKED).key,
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("field", ["login", "email", "password_hash"])
def test_the_stored_form_changes_with_what_salts_the_hash(field: str) -> None:
    changed = replace(LINKED, **{field: "new"})  # type: ignore[arg-type]
    before = Candidate(Row.LOGIN_WITH_ID, tiki=LINKED).stored_form
    assert Candidate(Row.LOGIN_WITH_ID, tiki=changed).stored_form != before
    assert Candidate(Row.NATIVE, chat=CHAT).stored_form == "geheim"


def test_repr_of_a_candidate_shows_no_secret() -> None:
    candidates = [Candidate(Row.NATIVE, chat=CHAT), Candidate(Row.LIVE_CHAT_ID, tiki=OWNER)]
    assert "geheim" not in repr(candidates)
    assert "'hash'" not in repr(candidates)
