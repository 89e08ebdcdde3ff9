"""What stands in the way of a migration, from the page that is filled in to the claim."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from component.domain.login import Window
from component.domain.migration import (
    ChatProof,
    IdProblem,
    MigrationProblem,
    Path,
    Step,
    TikiProof,
)
from component.domain.names import LiveChatId, TikiLogin
from component.domain.registration import RegistrationProblem
from component.ports import Unavailable
from component.usecases.migrate_ways import Outcome
from tests.unit.usecases.fate import Blow, Fate
from tests.unit.usecases.migrants import (
    EMAIL,
    IVAN,
    LOGIN,
    MIGRATED,
    NATIVE_PASSWORD,
    TIKI_PASSWORD,
    Ivan,
    Make,
)

TAKEN, GONE = MigrationProblem.TAKEN, MigrationProblem.GONE


@pytest.mark.parametrize("path", Path)
async def test_nothing_is_changed_once_the_window_is_closed(make: Make, path: Path) -> None:
    ivan = make(path, window=Window.CLOSED)
    component = ivan.site.component()
    assert not await component.migrate.is_open()
    assert await ivan.migrate(component) is MigrationProblem.CLOSED
    assert (ivan.site.journal.rows.migrations, ivan.actions) == ({}, [])


@pytest.mark.parametrize("path", Path)
async def test_people_migrate_while_those_who_have_not_are_refused(make: Make, path: Path) -> None:
    ivan = make(path, window=Window.REFUSING)
    assert await ivan.site.component().migrate.is_open()
    assert await ivan.migrate(ivan.site.component()) == MIGRATED


def _lose_chat_account(ivan: Ivan) -> None:
    ivan.site.house.chat.lose_account(IVAN)


def _link_to_another(ivan: Ivan) -> None:
    ivan.site.house.add("Another", "pw", IVAN)


def _link_elsewhere(ivan: Ivan) -> None:
    ivan.site.house.tiki.change(ivan.user_id, livechat_id="elsewhere")


def _link_alike(ivan: Ivan) -> None:
    ivan.site.house.add("Another", "pw", "iván")


def _make_service(ivan: Ivan) -> None:
    ivan.site.house.decide(native_only=frozenset({IVAN}))


def _make_native(ivan: Ivan) -> None:
    ivan.site.house.add_native(IVAN, NATIVE_PASSWORD)


def _make_namesake(ivan: Ivan) -> None:
    ivan.site.house.add(LOGIN.upper(), "pw")


def _make_address_unique(ivan: Ivan) -> None:
    ivan.site.house.tiki.set_rule("user_unique_email", "y")
    ivan.site.house.add("Another", "pw", email=EMAIL.upper())


MEANWHILE = [
    (Path.BOTH, _lose_chat_account, GONE),
    (Path.BOTH, _link_to_another, TAKEN),
    (Path.BOTH, _link_alike, TAKEN),
    (Path.BOTH, _link_elsewhere, MigrationProblem.ALREADY_MIGRATED),
    (Path.BOTH, _make_service, TAKEN),
    (Path.CHAT_ONLY, _lose_chat_account, GONE),
    (Path.CHAT_ONLY, _link_to_another, TAKEN),
    (Path.CHAT_ONLY, _link_alike, TAKEN),
    (Path.CHAT_ONLY, _make_service, TAKEN),
    (Path.CHAT_ONLY, _make_namesake, RegistrationProblem.TAKEN),
    (Path.CHAT_ONLY, _make_address_unique, RegistrationProblem.EMAIL_TAKEN),
    (Path.TIKI_ONLY, _make_native, TAKEN),
    (Path.TIKI_ONLY, _link_to_another, TAKEN),
    (Path.TIKI_ONLY, _link_alike, TAKEN),
    (Path.TIKI_ONLY, _link_elsewhere, MigrationProblem.ALREADY_MIGRATED),
    (Path.TIKI_ONLY, _make_service, TAKEN),
]


@pytest.mark.parametrize(
    ("path", "happens", "told"),
    [pytest.param(*c, id=f"{c[0]}: {c[1].__name__.strip('_')}") for c in MEANWHILE],
)
async def test_what_happened_since_the_proofs_is_seen(
    make: Make, path: Path, happens: Callable[[Ivan], None], told: Outcome
) -> None:
    ivan = make(path)
    proof = ivan.site.tiki_proof(ivan.user_id) if ivan.user_id else None
    happens(ivan)
    ids, usernames = ivan.site.house.ids(), ivan.site.house.chat.usernames
    assert await migrate_with(ivan, proof) == told
    assert (ivan.site.house.ids(), ivan.site.house.chat.usernames) == (ids, usernames)
    assert not ivan.site.open_steps
    assert ivan.site.house.state.count("forget_native_password") == 0


@pytest.mark.parametrize(
    ("path", "happens", "told"),
    [
        pytest.param(*case, id=f"{case[0]}: {case[1].__name__.strip('_')}")
        for case in MEANWHILE
        if case[1] in (_link_to_another, _link_elsewhere, _make_namesake)
    ],
)
async def test_what_happens_just_before_the_claim_is_in_the_audit(
    make: Make, path: Path, happens: Callable[[Ivan], None], told: Outcome
) -> None:
    ivan = make(path)

    async def happen() -> None:
        happens(ivan)

    claim = "create_account" if path is Path.CHAT_ONLY else "claim_livechat_id"
    ivan.site.house.tiki.before[claim] = happen
    assert await ivan.migrate(ivan.site.component()) == told
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED]
    assert ivan.actions[0] == "migrate"
    assert ivan.site.house.state.audit[-1][:2] == ("migrate-failed", IVAN)
    assert ivan.site.house.state.audit[-1][2]["problem"] == str(told)
    if path is not Path.TIKI_ONLY:
        assert await ivan.site.house.has_native_password(IVAN, NATIVE_PASSWORD)


async def test_a_tiki_account_that_was_renamed_is_gone(make: Make) -> None:
    ivan = make(Path.BOTH)
    proof = ivan.site.tiki_proof(ivan.user_id)
    renamed = TikiProof(replace(proof.account, login=TikiLogin("Ivan the Former")))
    assert await migrate_with(ivan, renamed) is GONE
    reused = TikiProof(replace(proof.account, user_id=99))
    assert await migrate_with(ivan, reused) is GONE


async def migrate_with(ivan: Ivan, proof: TikiProof | None) -> Outcome:
    if proof is None:
        return await ivan.migrate(ivan.site.component())
    migrate = ivan.site.component().migrate
    if ivan.path is Path.BOTH:
        return await migrate.both(ChatProof(IVAN), proof)
    return await migrate.tiki_only(proof, LiveChatId(IVAN))


@pytest.mark.parametrize(
    ("login", "email", "problem"),
    [
        ("", EMAIL, RegistrationProblem.EMPTY),
        ("admin", EMAIL, RegistrationProblem.RESERVED),
        ("i" * 51, EMAIL, RegistrationProblem.TOO_LONG),
        ("iv", EMAIL, RegistrationProblem.TOO_SHORT),
        ("ivan+1", EMAIL, RegistrationProblem.CHARACTERS),
        (LOGIN, " ", RegistrationProblem.EMAIL_MISSING),
        (LOGIN, "ivan", RegistrationProblem.EMAIL_WRONG),
    ],
)
async def test_what_the_site_would_not_have_is_not_begun(
    make: Make, login: str, email: str, problem: RegistrationProblem
) -> None:
    ivan = make(Path.CHAT_ONLY)
    ivan.site.house.tiki.set_rule("min_username_length", "3")
    migrate = ivan.site.component().migrate
    assert await migrate.chat_only(ChatProof(IVAN), login, TIKI_PASSWORD, email) is problem
    assert (ivan.site.journal.rows.migrations, ivan.actions) == ({}, [])
    if login != LOGIN:
        assert await migrate.check_login(login) is problem


async def test_a_login_can_be_checked_while_it_is_typed(make: Make) -> None:
    site = make(Path.BOTH).site
    migrate = site.component().migrate
    assert await migrate.check_login(" ivan ") is None
    assert await migrate.check_login(LOGIN.upper()) is RegistrationProblem.TAKEN
    site.house.tiki.set_rule("username_pattern", "/(/")
    with pytest.raises(Unavailable, match="username_pattern"):
        await migrate.check_login("ivan")


async def test_an_id_can_be_checked_while_it_is_typed(make: Make) -> None:
    migrate = make(Path.BOTH).site.component().migrate
    assert await migrate.id_problem(" Free ") is None
    assert await migrate.id_problem(IVAN.upper()) is IdProblem.TAKEN
    assert await migrate.id_problem("a b") is IdProblem.CHARACTERS
    assert await migrate.suggest_ids(TikiLogin("Ivan"), 2) == ["ivan2", "ivan3"]


@pytest.mark.parametrize("path", Path)
async def test_what_cannot_be_written_down_is_not_done_and_can_be_tried_again(
    make: Make, path: Path
) -> None:
    ivan, whole = make(path), Fate()
    assert await ivan.migrate(ivan.site.component(whole)) == MIGRATED
    ivan = make(path)
    fate = Fate(whole.calls.index("record"), Blow.UNASKED)
    with pytest.raises(Unavailable):
        await ivan.migrate(ivan.site.component(fate))
    assert not await ivan.has_migrated()
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
