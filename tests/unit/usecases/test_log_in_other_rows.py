"""The decision table of design §3, rows 3 and 4, and names that are e-mail addresses.

A name's rows are tried in their order; the first whose password fits wins.
"""

import pytest

from tests.unit.usecases.house import House
from tests.unit.usecases.table import (
    ALICE,
    ALLOCATE,
    BY_EMAIL,
    HEIDI,
    IVAN,
    SAM,
    SAMUEL,
    Case,
    Tiki,
    accept,
    decide,
    native,
    parameters,
    refuse,
)

ROW_3 = [
    Case("the login", "Alice Smith", "wonder land", accept("alicesmith"), (ALICE,)),
    Case("escaped", "alice\\20smith", "wonder land", accept("alicesmith"), (ALICE,)),
    Case("in capitals", "ALICE SMITH", "wonder land", accept("alicesmith"), (ALICE,)),
    Case(
        "with the domain",
        "Alice Smith@LIVECHAT.test",
        "wonder land",
        accept("alicesmith"),
        (ALICE,),
    ),
    Case("a wrong password", "Alice Smith", "x", refuse("wrong-password"), (ALICE,)),
    Case(
        "a suspended account",
        "Bobby",
        "pw",
        refuse("suspended"),
        (Tiki("Bobby", "pw", "bob", {"waiting": "l"}),),
    ),
    Case("two of a name: the ID's owner", "sam", "sams first", accept("sam"), (SAMUEL, SAM)),
    Case("two of a name: the login's owner", "sam", "sams second", accept("sam2"), (SAMUEL, SAM)),
    Case("two of a name: nobody's", "sam", "x", refuse("wrong-password"), (SAMUEL, SAM)),
    Case(
        "a chat account has the name, the password is Tiki's",
        "sam",
        "sams second",
        accept("sam2"),
        (SAM,),
        native(sam="chat pw"),
    ),
    Case(
        "equal but for the case: to the letter",
        "BOB",
        "two",
        accept("bob2"),
        (Tiki("Bob", "one", "bob1"), Tiki("BOB", "two", "bob2")),
    ),
    Case(
        "equal but for the case: nobody",
        "bob",
        "two",
        refuse("unknown"),
        (Tiki("Bob", "one", "bob1"), Tiki("BOB", "two", "bob2")),
    ),
    Case("alike by collation only", "alicé", "pw", refuse("unknown"), (Tiki("alice", "pw", "a"),)),
]

E_MAIL = [
    Case(
        "allowed", "ALICE@mail.test", "wonder land", accept("alicesmith"), (ALICE,), rules=BY_EMAIL
    ),
    Case("not allowed", "alice@mail.test", "wonder land", refuse("unknown"), (ALICE,)),
    Case(
        "unmigrated", "heidi@mail.test", "heidi pw", refuse("unmigrated"), (HEIDI,), rules=BY_EMAIL
    ),
    Case(
        "of two accounts",
        "alice@mail.test",
        "wonder land",
        refuse("unknown"),
        (ALICE, Tiki("Al", "x", "al", {"email": "Alice@mail.test"})),
        rules=BY_EMAIL,
    ),
    Case(
        "somebody's login",
        "alice@mail.test",
        "wonder land",
        refuse("wrong-password"),
        (ALICE, Tiki("alice@mail.test", "other pw", "al")),
        rules=BY_EMAIL,
    ),
    Case(
        "the login of two",
        "alice@MAIL.test",
        "wonder land",
        refuse("unknown"),
        (ALICE, Tiki("alice@mail.test", "x", "a"), Tiki("Alice@mail.test", "y", "b")),
        rules=BY_EMAIL,
    ),
]

ROW_4 = [
    Case("refuse", "Heidi", "heidi pw", refuse("unmigrated"), (HEIDI,)),
    Case("a wrong password", "Heidi", "x", refuse("wrong-password"), (HEIDI,), settings=ALLOCATE),
    Case("allocate", "heidi", "heidi pw", accept("heidi"), (HEIDI,), settings=ALLOCATE),
    Case(
        "allocate the stripped name",
        "Mr. O'Neill",
        "pw",
        accept("mroneill"),
        (Tiki("Mr. O'Neill", "pw"),),
        settings=ALLOCATE,
    ),
    Case(
        "a suspended account gets none",
        "x",
        "pw",
        refuse("suspended"),
        (Tiki("x", "pw", None, {"waiting": "l"}),),
        settings=ALLOCATE,
    ),
    Case(
        "taken by a chat account",
        "ivan",
        "ivan on tiki",
        refuse("unmigrated"),
        (IVAN,),
        native(ivan="chat pw"),
        ALLOCATE,
    ),
    Case(
        "taken by somebody's ID",
        "Al.",
        "pw",
        refuse("unmigrated"),
        (Tiki("Al.", "pw"), Tiki("Albert", "x", "al")),
        settings=ALLOCATE,
    ),
    Case(
        "taken by an ID that the column takes for the same",
        "Al.",
        "pw",
        refuse("unmigrated"),
        (Tiki("Al.", "pw"), Tiki("Albert", "x", "ál")),
        settings=ALLOCATE,
    ),
    Case(
        "retired",
        "Heidi",
        "heidi pw",
        refuse("unmigrated"),
        (HEIDI,),
        {},
        ALLOCATE,
        retired="heidi",
    ),
    Case(
        "reserved",
        "-Support-",
        "pw",
        refuse("unmigrated"),
        (Tiki("-Support-", "pw"),),
        settings=ALLOCATE,
    ),
    Case(
        "native-only",
        "Robot!",
        "pw",
        refuse("unmigrated"),
        (Tiki("Robot!", "pw"),),
        settings={**ALLOCATE, "native_only": frozenset({"robot"})},
    ),
    Case(
        "nothing left", "---", "pw", refuse("unmigrated"), (Tiki("---", "pw"),), settings=ALLOCATE
    ),
]

TABLE = {"3": ROW_3, "e-mail": E_MAIL, "4": ROW_4}


@pytest.mark.parametrize("case", parameters(TABLE))
async def test_the_decision(house: House, case: Case) -> None:
    await decide(house, case)
