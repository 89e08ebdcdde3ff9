"""The decision table of design §3, rows 1 and 2, and what fits nobody.

A name's rows are tried in their order; the first whose password fits wins.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from component.domain.login import AskOpenfire, Window
from component.domain.passwords.openfire import NoCredential
from tests.unit.usecases.house import House, slow_hash
from tests.unit.usecases.table import (
    ALICE,
    CLOSED,
    IVAN,
    OPEN,
    REFUSING,
    SAM,
    SEALED,
    WINDOW,
    Case,
    Tiki,
    accept,
    decide,
    native,
    parameters,
    refuse,
)

LONG_AGO = 1_000_000_000


def state(shows: str, reason: str, rules: Mapping[str, str] | None = None, **columns: Any) -> Case:  # noqa: ANN401  columns
    person = Tiki("bob", "pw", "bob", columns)
    return Case(shows, "bob", "pw", refuse(reason), (person,), rules=rules or {})


ROW_1 = [
    Case("the ID", "alicesmith", "wonder land", accept("alicesmith"), (ALICE,)),
    Case("the ID in capitals", "AliceSmith", "wonder land", accept("alicesmith"), (ALICE,)),
    Case("the JID", "alicesmith@livechat.test", "wonder land", accept("alicesmith"), (ALICE,)),
    Case("an ID with accents", "ZOË", "pw", accept("zoë"), (Tiki("z", "pw", "zoë"),)),
    Case("not by collation", "zoe", "pw", refuse("unknown"), (Tiki("z", "pw", "zoë"),)),
    Case("a wrong password", "alicesmith", "x", refuse("wrong-password"), (ALICE,)),
    Case("bcrypt", "b", "pw", accept("b"), (Tiki("b", "", "b", {"hash": slow_hash("pw")}),)),
    state("locked", "suspended", waiting="l"),
    state("an unconfirmed e-mail", "pending", waiting="u"),
    state("waits for an admin", "pending", waiting="a"),
    state("a password never confirmed", "password-due", pass_confirm=0),
    state("a password too old", "password-due", {"pass_due": "30"}, pass_confirm=LONG_AGO),
    state("a second factor", "second-factor", {"twoFactorAuth": "y"}, twoFactorSecret="SECRET"),
    Case(
        "a state is told only to those who know the password",
        "bob",
        "guess",
        refuse("wrong-password"),
        (Tiki("bob", "pw", "bob", {"waiting": "l"}),),
    ),
    Case(
        "a linked account's native password is not looked at",
        "alicesmith",
        "native pw",
        refuse("wrong-password"),
        (ALICE,),
        native(alicesmith="native pw"),
    ),
    Case(
        "a linked account is not left to Openfire",
        "alicesmith",
        "native pw",
        refuse("wrong-password"),
        (ALICE,),
        {"alicesmith": SEALED},
    ),
    Case("an empty hash", "b", "pw", refuse("wrong-password"), (Tiki("b", "", "b", {"hash": ""}),)),
    Case("NULL", "b", "pw", refuse("wrong-password"), (Tiki("b", "", "b", {"hash": None}),)),
]

ROW_2 = [
    Case("open", "ivan", "chat pw", accept("ivan"), chat=native(ivan="chat pw"), settings=OPEN),
    Case(
        "refusing",
        "ivan",
        "chat pw",
        refuse("unmigrated"),
        chat=native(ivan="chat pw"),
        settings=REFUSING,
    ),
    Case(
        "closed",
        "ivan",
        "chat pw",
        refuse("unmigrated"),
        chat=native(ivan="chat pw"),
        settings=CLOSED,
    ),
    *(
        Case(
            f"native-only while {window}",
            "Admin",
            "admin pw",
            accept("admin"),
            chat=native(admin="admin pw"),
            settings=settings,
        )
        for window, settings in WINDOW.items()
    ),
    Case("a wrong password", "ivan", "x", refuse("wrong-password"), chat=native(ivan="chat pw")),
    Case("no credential", "ivan", "x", refuse("wrong-password"), chat={"ivan": NoCredential()}),
    Case(
        "its own password although a Tiki account has its name",
        "ivan",
        "chat pw",
        accept("ivan"),
        (IVAN,),
        native(ivan="chat pw"),
    ),
    Case("unverifiable, open", "ivan", "pw", AskOpenfire(), chat={"ivan": SEALED}, settings=OPEN),
    *(
        Case(
            f"unverifiable, {window}",
            "ivan",
            "pw",
            refuse("unmigrated"),
            chat={"ivan": SEALED},
            settings=WINDOW[window],
        )
        for window in (Window.REFUSING, Window.CLOSED)
    ),
    *(
        Case(
            f"unverifiable but native-only, {window}",
            "admin",
            "pw",
            AskOpenfire(),
            chat={"admin": SEALED},
            settings=settings,
        )
        for window, settings in WINDOW.items()
    ),
    Case(
        "unverifiable, and the Tiki account of the name fits",
        "sam",
        "sams second",
        accept("sam2"),
        (SAM,),
        {"sam": SEALED},
    ),
    Case(
        "unverifiable, and an unmigrated Tiki account of the name fits",
        "ivan",
        "pw",
        AskOpenfire(),
        (Tiki("ivan", "pw"),),
        {"ivan": SEALED},
    ),
]

NOTHING = [
    Case("an unknown name", "nobody", "pw", refuse("unknown"), (ALICE,), native(bob="pw")),
    Case("another domain", "alicesmith@other.test", "wonder land", refuse("unknown"), (ALICE,)),
    Case("an empty name", "", "pw", refuse("unknown"), (Tiki("", "pw", ""),)),
    Case("a name of blanks", " \t", "pw", refuse("unknown"), (ALICE,)),
    Case("10,000 characters", "a" * 10_000, "pw", refuse("unknown"), (ALICE,)),
    Case("XML", "<iq xmlns='x'>&amp;", "pw", refuse("unknown"), (ALICE,)),
    Case("a name no JID has", "a\x01b", "pw", accept("ab"), (Tiki("a\x01b", "pw", "ab"),)),
    Case("no password, MD5", "b", "", refuse("wrong-password"), (Tiki("b", "", "b"),)),
    Case(
        "no password, bcrypt",
        "b",
        "",
        refuse("wrong-password"),
        (Tiki("b", "", "b", {"hash": slow_hash("")}),),
    ),
    Case("no password, native", "b", "", refuse("wrong-password"), chat=native(b="")),
    Case("no password, nobody", "b", "", refuse("unknown")),
]

TABLE = {"1": ROW_1, "2": ROW_2, "nothing fits": NOTHING}


@pytest.mark.parametrize("case", parameters(TABLE))
async def test_the_decision(house: House, case: Case) -> None:
    await decide(house, case)
