"""Proofs on the migration page: which account, whose password, what is told to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from component.domain.generations import Generation
from component.domain.login import Accept, Refusal, Refuse, Window
from component.domain.migration import ChatProof, ProofProblem, TikiProof
from component.domain.names import ChatUsername, TikiLogin
from component.domain.passwords.openfire import Credential, PlainCredential
from component.ports import Unavailable
from component.usecases.prove import ProofSettings, Prove
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import StandingWindow
from tests.unit.usecases.house import DOMAIN, House, slow_hash
from tests.unit.usecases.table import ALICE, HEIDI, SAM, SAMUEL, SEALED, Tiki, native

WRONG, CLOSED = ProofProblem.WRONG, ProofProblem.CLOSED
MIGRATED = ProofProblem.ALREADY_MIGRATED


def prove(house: House, window: Window = Window.OPEN) -> Prove:
    settings = ProofSettings(DOMAIN, house.login.native_only)
    return Prove(settings, house.tiki, house.chat, house.verify, StandingWindow(window))


@dataclass(frozen=True)
class Case:
    """Who is there, what is typed, what comes of it: a name for a proof."""

    shows: str
    typed: str
    password: str
    answer: str | ProofProblem
    tiki: tuple[Tiki, ...] = ()
    chat: Mapping[str, Credential] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def move_in(self, house: House) -> None:
        for person in self.tiki:
            house.add(person.login, person.password, person.livechat_id, **person.columns)
        for username, credential in self.chat.items():
            house.chat.add_account(username, credential)
        for name, value in self.rules.items():
            house.tiki.set_rule(name, value)


def cases(*table: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.shows) for case in table])


IVAN = native(ivan="chat pw")


@cases(
    Case("its name", "ivan", "chat pw", "ivan", chat=IVAN),
    Case("its name in capitals", "IVAN", "chat pw", "ivan", chat=IVAN),
    Case("its JID", "Ivan@livechat.test", "chat pw", "ivan", chat=IVAN),
    Case("escaped", "j@mail.test", "pw", "j\\40mail.test", chat=native(**{"j\\40mail.test": "pw"})),
    Case("a wrong password", "ivan", "x", WRONG, chat=IVAN),
    Case("no password", "ivan", "", WRONG, chat=native(ivan="")),
    Case("nobody", "nobody", "chat pw", WRONG, chat=IVAN),
    Case("no name", "", "chat pw", WRONG, chat=IVAN),
    Case("a name no JID has", "a\x01b", "pw", WRONG, (Tiki("a\x01b", "pw", "ab"),)),
    Case("a Tiki account's name", "Heidi", "heidi pw", WRONG, (HEIDI,)),
    Case("a namesake's password", "ivan", "tiki pw", WRONG, (Tiki("ivan", "tiki pw"),), IVAN),
    Case("linked, the owner's", "alicesmith", "wonder land", MIGRATED, (ALICE,)),
    Case("linked, another one", "alicesmith", "x", WRONG, (ALICE,)),
    Case("linked, its old one", "alicesmith", "pw", WRONG, (ALICE,), native(alicesmith="pw")),
    Case("native-only", "admin", "pw", ProofProblem.NATIVE_ONLY, chat=native(admin="pw")),
    Case("native-only, wrong", "admin", "x", WRONG, chat=native(admin="pw")),
    Case("unverifiable", "ivan", "x", ProofProblem.UNCHECKABLE, chat={"ivan": SEALED}),
)
async def test_a_chat_account(house: House, case: Case) -> None:
    case.move_in(house)
    answer = await prove(house).chat(case.typed, case.password)
    assert (answer.username if isinstance(answer, ChatProof) else answer) == case.answer
    assert house.state.audit == []


BY_EMAIL = {"login_allow_email": "y"}


@cases(
    Case("its login", "Heidi", "heidi pw", "Heidi", (HEIDI,)),
    Case("its login in another case", "hEIDI", "heidi pw", "Heidi", (HEIDI,)),
    Case("its address", "heidi@mail.test", "heidi pw", "Heidi", (HEIDI,), rules=BY_EMAIL),
    Case("its address where that is no name", "heidi@mail.test", "heidi pw", WRONG, (HEIDI,)),
    Case("a wrong password", "Heidi", "x", WRONG, (HEIDI,)),
    Case("no password", "h", "", WRONG, (Tiki("h", ""),)),
    Case("nobody", "nobody", "heidi pw", WRONG, (HEIDI,)),
    Case("a chat account", "ivan", "chat pw", WRONG, chat=IVAN),
    Case("migrated, by its login", "Alice Smith", "wonder land", MIGRATED, (ALICE,)),
    Case("migrated, by its ID", "alicesmith", "wonder land", MIGRATED, (ALICE,)),
    Case("migrated, wrong", "Alice Smith", "x", WRONG, (ALICE,)),
    Case("another one's ID", "sam", "sams second", "Sam", (SAMUEL, Tiki("Sam", "sams second"))),
    Case("two migrated ones", "sam", "sams second", MIGRATED, (SAMUEL, SAM)),
    *(
        Case(f"{problem}", "b", "pw", problem, (Tiki("b", "pw", None, columns),), rules=rules)
        for problem, columns, rules in (
            (ProofProblem.SUSPENDED, {"waiting": "l"}, {}),
            (ProofProblem.PENDING, {"waiting": "u"}, {}),
            (ProofProblem.PASSWORD_DUE, {"pass_confirm": 0}, {}),
            (ProofProblem.SECOND_FACTOR, {"twoFactorSecret": "S"}, {"twoFactorAuth": "y"}),
        )
    ),
    Case(
        "a state is not told to a guess",
        "b",
        "x",
        WRONG,
        (Tiki("b", "pw", None, {"waiting": "l"}),),
    ),
)
async def test_a_tiki_account(house: House, case: Case) -> None:
    case.move_in(house)
    answer = await prove(house).tiki(case.typed, case.password)
    assert (answer.account.login if isinstance(answer, TikiProof) else answer) == case.answer
    assert house.chat.calls == []
    assert house.state.audit == []


async def test_an_activation_key_is_no_password(house: House) -> None:
    key = "0123456789abcdef0123456789abcdef"
    house.tiki = FakeTiki(Generation.V1_10)
    house.add("bob", key, valid=key)
    assert await prove(house).tiki("bob", key) is ProofProblem.PENDING


async def test_an_account_that_a_link_proves_is_there_and_native(house: House) -> None:
    house.add_native("ivan", "pw")
    house.add_native("admin", "pw")
    house.add("Alice", "pw", "alicesmith")
    house.add_native("alicesmith", "pw")
    again = prove(house).chat_again
    assert await again(ChatUsername("ivan")) == ChatProof(ChatUsername("ivan"))
    assert await again(ChatUsername("nobody")) is WRONG
    assert await again(ChatUsername("admin")) is ProofProblem.NATIVE_ONLY
    assert await again(ChatUsername("alicesmith")) is MIGRATED


async def test_a_chat_account_read_again_tells_whether_its_password_changed(house: House) -> None:
    house.add_native("ivan", "pw")
    proven = await prove(house).chat("ivan", "pw")
    again = await prove(house).chat_again(ChatUsername("ivan"))
    house.chat.add_account("ivan", PlainCredential("another"))
    changed = await prove(house).chat_again(ChatUsername("ivan"))
    assert isinstance(proven, ChatProof)
    assert isinstance(again, ChatProof)
    assert isinstance(changed, ChatProof)
    assert proven.stored_form == again.stored_form != changed.stored_form
    assert "pw" not in repr(proven)


async def test_a_tiki_account_is_read_again_by_its_very_login(house: House) -> None:
    user_id = house.add("Heidi", "pw")
    house.add("Alice", "pw", "alicesmith")
    house.add("Locked", "pw", waiting="l")
    again = prove(house).tiki_again
    assert await again(TikiLogin("Heidi")) == TikiProof(house.tiki.account(user_id))
    assert await again(TikiLogin("heidi")) is WRONG
    assert await again(TikiLogin("Alice")) is MIGRATED
    assert await again(TikiLogin("Locked")) is ProofProblem.SUSPENDED


async def test_nothing_is_proven_once_the_window_is_closed(house: House) -> None:
    house.add_native("ivan", "pw")
    house.add("Heidi", "pw")
    closed = prove(house, Window.CLOSED)
    assert await closed.chat("ivan", "pw") is CLOSED
    assert await closed.tiki("Heidi", "pw") is CLOSED
    assert await closed.chat_again(ChatUsername("ivan")) is CLOSED
    assert await closed.tiki_again(TikiLogin("Heidi")) is CLOSED
    assert house.checker.counts == (0, 0, 0)


async def test_people_can_prove_their_accounts_while_they_are_refused(house: House) -> None:
    house.add_native("ivan", "pw")
    refusing = prove(house, Window.REFUSING)
    assert await refusing.chat("ivan", "pw") == ChatProof(ChatUsername("ivan"))


@pytest.mark.parametrize("typed", ["nobody", "", "ivan", "alicesmith", "slow"])
async def test_every_wrong_answer_takes_the_time_of_one_check(house: House, typed: str) -> None:
    house.add_native("ivan", "pw")
    house.add("Alice", "pw", "alicesmith")
    house.add("Slow", "", "slow", hash=slow_hash("pw"))
    for check in (prove(house).chat, prove(house).tiki):
        before = house.checker.counts
        assert await check(typed, "x") is WRONG
        tiki, native_checks, nothing = (
            now - then for now, then in zip(house.checker.counts, before, strict=True)
        )
        slow = tiki if typed == "slow" else 0
        assert slow + nothing == 1
        assert native_checks <= 1


async def test_failures_count_like_those_of_sign_ins_and_the_other_way_round(house: House) -> None:
    house.per_account = "3/5 minutes"
    house.add_native("ivan", "pw")
    house.add("Heidi", "pw")
    for name, check in (("ivan", prove(house).chat), ("Heidi", prove(house).tiki)):
        assert await check(name, "x") is WRONG
        for _ in range(2):
            assert await house.log_in(name, "x") == Refuse(Refusal.WRONG_PASSWORD)
        assert await check(name, "pw") is ProofProblem.THROTTLED
        assert await house.log_in(name, "pw") == Refuse(Refusal.THROTTLED)


async def test_an_unknown_name_is_throttled_like_at_a_sign_in(house: House) -> None:
    house.per_account = "2/5 minutes"
    assert await prove(house).chat("nobody", "x") is WRONG
    assert await prove(house).tiki("NOBODY", "x") is WRONG
    assert await prove(house).chat("nobody", "x") is ProofProblem.THROTTLED
    assert await house.log_in("nobody", "x") == Refuse(Refusal.THROTTLED)


async def test_who_is_known_is_not_locked_out_by_somebody_who_guesses(house: House) -> None:
    house.per_account = "2/5 minutes"
    house.add_native("ivan", "pw")
    assert await house.log_in("ivan", "pw") == Accept(ChatUsername("ivan"))
    for _ in range(1000):
        assert await prove(house).chat("ivan", "x") in (WRONG, ProofProblem.THROTTLED)
    assert house.checker.native == 3
    assert await prove(house).chat("ivan", "pw") == ChatProof(ChatUsername("ivan"))


async def test_proofs_that_succeed_do_not_count(house: House) -> None:
    house.per_account, house.remember_seconds = "2/5 minutes", 0
    house.add("Heidi", "pw", waiting="l")
    for _ in range(4):
        assert await prove(house).tiki("Heidi", "pw") is ProofProblem.SUSPENDED


@pytest.mark.parametrize(
    ("name", "method"),
    [("tiki", "find_by_name"), ("tiki", "site_rules"), ("chat", "find")],
)
async def test_a_source_that_is_away_proves_and_counts_nothing(
    house: House, name: str, method: str
) -> None:
    house.per_account = "1/5 minutes"
    house.add_native("ivan", "pw")
    house.add("Heidi", "pw")
    source = house.tiki if name == "tiki" else house.chat
    source.failing[method] = Unavailable(name, "away")
    attempts = [("chat", "ivan")] if name == "chat" else [("tiki", "Heidi")]
    for check, typed in attempts * 3:
        with pytest.raises(Unavailable):
            await getattr(prove(house), check)(typed, "pw")
    source.come_back()
    assert isinstance(await prove(house).chat("ivan", "pw"), ChatProof)
    assert isinstance(await prove(house).tiki("Heidi", "pw"), TikiProof)
