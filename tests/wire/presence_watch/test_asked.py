"""What Openfire is asked for, so that it tells who comes online."""

import pytest

from tests.wire.conftest import until
from tests.wire.fake_server import DOMAIN, FakeServer
from tests.wire.watched import (
    BOTH,
    ONLINE,
    WATCH,
    Listener,
    Openfire,
    Watch,
    Watching,
    came,
    told,
    word,
)


@pytest.mark.usefixtures("watch")
async def test_openfire_is_asked_with_every_field(openfire: Openfire) -> None:
    form = {"FORM_TYPE": ["http://jabber.org/protocol/admin"]}
    assert openfire.asked == [(WATCH, form), (ONLINE, {**form, "max_items": ["none"]})]


async def test_who_is_online_already_is_told_of(
    openfire: Openfire, watching: Watching, listener: Listener
) -> None:
    openfire.online = [f"bob@{DOMAIN}", "carol@elsewhere.test", f"zoë@{DOMAIN}", "", DOMAIN]
    async with watching() as (watch, _):
        await until(lambda: len(listener.told) == 2)
    assert listener.told[:2] == [("came", "bob", "", ""), ("came", "zoë", "", "")]
    assert watch.ignored == {"a client of nobody on this server": 3}


async def test_after_a_reconnect_openfire_is_asked_anew_and_those_before_are_out_of_sight(
    watch: Watch, server: FakeServer, openfire: Openfire, listener: Listener
) -> None:
    openfire.online = [f"bob@{DOMAIN}"]
    watch[1].drop()
    connection = await server.accepted()
    await until(lambda: openfire.nodes == BOTH * 2)
    await until(lambda: listener.told == [("lost",), ("came", "bob", "", "")])
    assert await told(connection, listener, word(came())) == [("came", "bob", "phone", "")]


async def test_openfire_is_asked_again_from_time_to_time(
    openfire: Openfire, watching: Watching
) -> None:
    async with watching(renewal=0.02):
        await until(lambda: len(openfire.asked) >= 8)


@pytest.mark.parametrize(
    "refusal",
    [("forbidden", "admin.authorizedJIDs"), ("item-not-found", "upload the tikilivechat.jar")],
)
async def test_where_it_is_not_told_who_is_online_is_asked_instead_until_it_is(
    refusal: tuple[str, str],
    openfire: Openfire,
    watching: Watching,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    openfire.refusing[WATCH], advice = refusal
    openfire.online = [f"bob@{DOMAIN}"]
    async with watching() as (_, connection):
        await until(lambda: caplog.text.count("does not tell who comes online") >= 3)
        assert advice in caplog.text
        assert set(openfire.nodes) == {ONLINE}
        assert set(listener.told) == {("came", "bob", "", "")}
        openfire.online.clear()
        openfire.refusing.clear()
        await until(lambda: openfire.nodes[-2:] == BOTH)
        assert await told(connection, listener, word(came())) == [("came", "bob", "phone", "")]


async def test_openfire_is_asked_until_it_answers(
    openfire: Openfire, watching: Watching, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    openfire.silent.add(WATCH)
    async with watching(request_timeout=0.5) as (_, connection):
        await until(lambda: caplog.text.count("was not asked to tell who") >= 3)
        assert openfire.nodes == []
        openfire.silent.clear()
        await until(lambda: openfire.nodes == BOTH)
        assert await told(connection, listener, word(came())) == [("came", "bob", "phone", "")]


@pytest.mark.parametrize("trouble", ["refusing", "silent"])
async def test_without_knowing_who_is_online_already_it_watches_all_the_same(
    trouble: str,
    openfire: Openfire,
    watching: Watching,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if trouble == "silent":
        openfire.silent.add(ONLINE)
    else:
        openfire.refusing[ONLINE] = "forbidden"
    async with watching(request_timeout=0.5) as (_, connection):
        await until(lambda: "did not tell who is online already" in caplog.text)
        assert await told(connection, listener, word(came())) == [("came", "bob", "phone", "")]
    assert openfire.nodes == [WATCH]


async def test_a_connection_that_is_lost_while_openfire_is_asked_is_asked_on_the_next(
    server: FakeServer, openfire: Openfire, watching: Watching
) -> None:
    openfire.silent.add(WATCH)
    async with watching() as (_, first):
        await first.stanza()
        openfire.silent.clear()
        first.drop()
        await server.accepted()
        await until(lambda: openfire.nodes == BOTH)
