"""A merge in bulk links whom a sign-in with their login would have merged.

All of them, but where several Tiki logins mean one chat account: a sign-in goes by what is typed.
"""

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from component.domain.login import Window
from component.domain.names import ChatUsername, chat_username, normalise
from component.domain.passwords.openfire import Credential, NoCredential, PlainCredential
from tests.unit.usecases.house import DOMAIN, CountingChecker, House
from tests.unit.usecases.merge_office import SCRAM, MergeOffice

NAMES = ("judy", "Judy", "JUDY", "zoë", "ZOË", "al smith", "admin", f"judy@{DOMAIN}")
PASSWORDS = ("one", "two")
TIKI = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(PASSWORDS),
    st.sampled_from([None, None, None, "judy", "zoë", "other"]),
    st.sampled_from([{}, {}, {}, {"waiting": "l"}, {"pass_confirm": 0}]),
)
CHAT = st.tuples(
    st.sampled_from(sorted({chat_username(name) for name in NAMES})),
    st.sampled_from([PlainCredential("one"), PlainCredential("two"), SCRAM, NoCredential()]),
)


def make(
    checker: CountingChecker,
    tiki: list[tuple[str, str, str | None, dict[str, Any]]],
    chat: list[tuple[str, Credential]],
    window: Window,
) -> MergeOffice:
    """A site with these accounts, of which no two have one Live Chat ID."""
    house = House(checker, per_account="1000/1 minute", overall="10000/1 minute")
    house.decide(window=window)
    taken: set[str] = set()
    for login, password, owned, columns in tiki:
        house.add(login, password, None if owned in taken else owned, **columns)
        taken.add(owned or "")
    for username, credential in dict(chat).items():
        house.chat.add_account(username, credential)
    return MergeOffice(house)


async def sign_in_all(make_office: Callable[[], MergeOffice]) -> dict[int, ChatUsername]:
    """Whom sign-ins of everybody, each on a site as it was, would have given an ID."""
    gained: dict[int, ChatUsername] = {}
    tiki = make_office().house.tiki
    logins = [tiki.account(user_id).login for user_id in tiki.user_ids]
    for login, password in product(logins, PASSWORDS):
        house = make_office().house
        before = dict(house.ids())
        await house.log_in(login, password)
        for number, now in house.ids().items():
            if now is not None and now != before[number]:
                gained[number] = ChatUsername(now)
    return gained


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(TIKI, max_size=5, unique_by=lambda row: row[0]),
    st.lists(CHAT, max_size=5, unique_by=lambda row: row[0]),
    st.sampled_from([Window.OPEN, Window.OPEN, Window.REFUSING, Window.CLOSED]),
)
@example([("judy", "one", None, {})], [("judy", PlainCredential("one"))], Window.OPEN)
async def test_the_same_people_are_merged(
    checker: CountingChecker,
    tiki: list[tuple[str, str, str | None, dict[str, Any]]],
    chat: list[tuple[str, Credential]],
    window: Window,
) -> None:
    office = make(checker, tiki, chat, window)
    before = dict(office.house.ids())
    await office.carry_out()
    after = office.house.ids()
    merged = {number: now for number, now in after.items() if now != before[number]}
    signed_in = await sign_in_all(lambda: make(checker, tiki, chat, window))
    called = Counter(normalise(login, DOMAIN).chat for login, *_ in tiki)
    alone = {number: owned for number, owned in signed_in.items() if called[owned] == 1}
    assert alone.items() <= merged.items()
    assert set(merged.items()) <= set(signed_in.items())
