"""No bytes in a real Tiki's columns, and nothing that is typed, makes anything but an outcome."""

import asyncio
import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from component.domain.accounts import SiteRules
from component.domain.groups import close_inclusions, effective_groups
from component.domain.login import Accept, Refuse
from tests.contract.test_tiki_logins import Checker, log_in
from tests.contract.tiki_server import LayoutServer
from tests.contract.tiki_worlds import RealTiki, layouts
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2, TIKI_24, TIKI_24_BIN
from tests.unit.adapters.picture_server import PictureServer

pytestmark = pytest.mark.live

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
TYPED = st.one_of(st.sampled_from(["alice", "a" * 1024, "", "0", "Alice@mail.test"]), ANY_TEXT)
STORED = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=30).map(str.encode),
    st.sampled_from([b"alice", b"Alice@mail.test", b"\\", b"'", b"%s", b"\0", b"\xff", b""]),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module", params=layouts(TIKI_1_9, SUMO, TIKI_2, TIKI_24, TIKI_24_BIN))
def lasting(
    request: pytest.FixtureRequest, runner: asyncio.Runner, layout_server: LayoutServer
) -> Iterator[RealTiki]:
    """A Tiki whose connections last for all examples; nobody asks it for pictures."""
    tiki = RealTiki(layout_server.database(request.param), PictureServer(port=9))
    yield tiki
    runner.run(tiki.close())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_stored_and_typed_a_login_is_answered_and_all_is_read(
    lasting: RealTiki, runner: asyncio.Runner, data: st.DataObject
) -> None:
    tiki, password = lasting, data.draw(TYPED, "password")
    tiki.database.empty()
    md5 = hashlib.md5(password.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    login, email = data.draw(STORED, "login"), data.draw(STORED, "e-mail")
    stored = data.draw(st.one_of(st.just(md5.hexdigest().encode()), STORED), "hash")
    owned = data.draw(st.one_of(st.none(), st.just(b"alice"), STORED), "Live Chat ID")
    date = {"pass_confirm" if tiki.has("pass_confirm") else "pass_due": 2_100_000_000}
    user_id = tiki.insert(
        "users_users", login=login, email=email, hash=stored, livechat_id=owned, **date
    )
    group = data.draw(STORED, "group")
    tiki.insert("users_usergroups", userId=user_id, groupName=group)
    tiki.insert("users_groups", groupName=group)
    tiki.insert("tiki_group_inclusion", groupName=group, includeGroup=data.draw(STORED, "included"))
    name = data.draw(STORED, "real name")
    tiki.insert("tiki_user_preferences", user=login[:40], prefName="realName", value=name)
    tiki.set_rule("login_allow_email", "y")
    own = st.sampled_from([owned or login, login, email]).map(lambda b: b.decode(errors="replace"))
    typed = data.draw(st.one_of(own, TYPED), "name")
    answer = runner.run(ask(tiki, typed, password))
    event(f"{type(answer).__name__} {getattr(answer, 'reason', '')}")
    runner.run(read_all(tiki, user_id))


async def ask(tiki: RealTiki, typed: str, password: str) -> Accept | Refuse:
    """Sign in."""
    checker = Checker(1)
    answer = await log_in(tiki, checker, strict=True)(typed, password)
    checker.close()
    assert isinstance(answer, (Accept, Refuse))
    return answer


async def read_all(tiki: RealTiki, user_id: int) -> None:
    """Read all that is read of an account; the login is byte for byte what is stored."""
    directory = tiki.directory
    ((stored,),) = tiki.database.execute("SELECT HEX(login) FROM users_users")
    (listed,) = await directory.read_page(0, 10)
    assert (listed.user_id, listed.login) == (
        user_id,
        bytes.fromhex(stored).decode("utf-8", "surrogateescape"),
    )
    memberships = await directory.memberships(user_id)
    assert listed.memberships == tuple(memberships)
    inclusions = close_inclusions(await directory.inclusions())
    assert effective_groups(memberships, inclusions, 1_700_000_000.0)
    assert {m.group for m in memberships} == await directory.group_names()
    for account in await directory.find_by_name(None, [listed.login]):
        profile = await directory.profile(account, SiteRules())
        assert len(profile.fingerprint()) == 64
