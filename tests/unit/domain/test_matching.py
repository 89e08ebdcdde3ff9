"""Which chat account is merged with which Tiki account, and why the others are not."""

from collections.abc import Collection

import pytest

from component.domain.accounts import TikiAccount
from component.domain.generations import Generation
from component.domain.matching import Blocked, Match, Pair, Unpaired, WhyLeft, match
from component.domain.names import ChatUsername, TikiLogin, livechat_id
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    UnknownCredential,
)
from component.domain.unmigrated import ListedChatAccount

DOMAIN = "livechat.test"
SECRET = PlainCredential("secret")
ENCRYPTED = "31526f9f4a6b2f0c5a4b3c2d1e0f9a8b"
"""Of no password under the key `key`."""


def chat(username: str, credential: Credential | None = SECRET) -> ListedChatAccount:
    return ListedChatAccount(ChatUsername(username), 0.0, None, credential)


def tiki(
    login: str, owned: str | None = None, generation: Generation = Generation.V16
) -> TikiAccount:
    return TikiAccount(1, TikiLogin(login), "", "", livechat_id(owned), generation=generation)


def matched(username: str, *rows: TikiAccount, retired: Collection[str] = ()) -> Match:
    return match(chat(username), rows, DOMAIN, {"admin"}, retired)


def outcome(found: Match) -> tuple[object, str]:
    """What was found, and with which login."""
    match found:
        case Pair():
            return Pair, found.tiki.login
        case Blocked():
            return found.why, found.tiki.login
        case Unpaired():
            return found, ""


@pytest.mark.parametrize(
    ("username", "login"),
    [
        ("judy", "judy"),
        ("judy", "JuDy"),
        ("alice\\20smith", "Alice Smith"),
        ("zoë", "ZOË"),
        ("strasse", "Straße"),
    ],
)
def test_the_same_name_in_any_case_is_a_pair(username: str, login: str) -> None:
    assert outcome(matched(username, tiki(login))) == (Pair, login)


@pytest.mark.parametrize(
    ("username", "login"),
    [("alice", "alicé"), ("alicesmith", "Alice Smith"), ("Judy", "judy"), ("judy", " judy")],
)
def test_a_name_that_only_looks_alike_is_none(username: str, login: str) -> None:
    assert matched(username, tiki(login)) is Unpaired.ALONE


def test_a_login_with_the_own_domain_means_the_username_before_it() -> None:
    own = tiki(f"judy@{DOMAIN}")
    assert outcome(matched("judy", own)) == (Pair, own.login)
    assert outcome(matched("judy", own, tiki("judy"))) == (Pair, "judy")


def test_a_native_only_account_is_nobodys() -> None:
    assert matched("admin", tiki("admin")) is Unpaired.NATIVE_ONLY


def test_a_linked_account_is_its_owners() -> None:
    assert matched("judy", tiki("somebody", "judy"), tiki("judy")) is Unpaired.LINKED
    assert matched("judy", tiki("judy", "judy")) is Unpaired.LINKED


def test_whoever_has_another_id_already_is_left() -> None:
    assert outcome(matched("judy", tiki("Judy", "judy2"))) == (WhyLeft.OTHER_ID, "Judy")


def test_a_retired_id_is_left() -> None:
    assert outcome(matched("judy", tiki("judy"), retired={"judy"})) == (WhyLeft.RETIRED, "judy")
    assert matched("judy", retired={"judy"}) is Unpaired.ALONE


def test_of_several_the_one_to_the_letter_is_meant() -> None:
    one, other = tiki("Judy"), tiki("judy")
    assert outcome(matched("judy", one, other)) == (Pair, "judy")
    assert outcome(matched("judy", tiki("JUDY"), one)) == (WhyLeft.SEVERAL, "JUDY")


def test_in_a_tiki_where_case_counts_whoever_types_their_login_is_meant() -> None:
    one, other = (tiki(login, generation=Generation.V1_9) for login in ("Judy", "JUDY"))
    assert outcome(matched("judy", one)) == (Pair, "Judy")
    assert outcome(matched("judy", one, other)) == (WhyLeft.SEVERAL, "Judy")


@pytest.mark.parametrize(
    ("credential", "why"),
    [
        (ScramCredential("c2FsdA==", 4096, "a2V5"), WhyLeft.AT_SIGN_IN),
        (EncryptedCredential(ENCRYPTED, "key"), WhyLeft.UNREADABLE),
        (EncryptedCredential(ENCRYPTED, ""), WhyLeft.UNREADABLE),
        (UnknownCredential(), WhyLeft.UNREADABLE),
        (NoCredential(), WhyLeft.NO_PASSWORD),
        (PlainCredential(""), WhyLeft.NO_PASSWORD),
    ],
)
def test_what_is_stored_decides_whether_a_password_can_be_tried(
    credential: Credential, why: WhyLeft
) -> None:
    found = match(chat("judy", credential), [tiki("judy")], DOMAIN, ())
    assert outcome(found) == (why, "judy")


def test_a_list_without_credentials_is_of_no_use() -> None:
    with pytest.raises(ValueError, match="credentials"):
        match(chat("judy", None), [tiki("judy")], DOMAIN, ())
