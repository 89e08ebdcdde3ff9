"""Who is in the chat, by the commands of 5.x and by those that 4.2 has."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from component.adapters.openfire_admin import ADMIN
from component.adapters.openfire_sessions import OpenfireSessions
from component.ports import Fields, Rejected, Unavailable

DOMAIN = "livechat.test"
Told = Mapping[str, Sequence[str]]
Answer = Told | Exception
NO_SUCH_COMMAND = Rejected("item-not-found", "item-not-found")
NOBODY: Told = {"activeuserjids": []}


class Server:
    """Answers commands as it is told to, and says nothing of others."""

    def __init__(self, **answers: Answer | Callable[[], Answer]) -> None:
        self.answers = {name.replace("_", "-"): answer for name, answer in answers.items()}
        self.asked: list[str] = []

    async def read_command(self, node: str, fields: Fields) -> Told:
        command = node.removeprefix(ADMIN)
        assert fields == ({} if command.endswith("-num") else {"max_items": "none"})
        self.asked.append(command)
        answer = self.answers.get(command, NO_SUCH_COMMAND)
        given = answer() if callable(answer) else answer
        if isinstance(given, Exception):
            raise given
        return given


def number(count: int | str) -> Told:
    return {"onlineusersnum": [str(count)]}


def active(*names: str) -> Told:
    return {"activeuserjids": [f"{name}@{DOMAIN}" for name in names]}


async def test_an_openfire_that_names_everybody_is_asked_for_nothing_else() -> None:
    jids = [f"ivan@{DOMAIN}", f"zoë\\20x@{DOMAIN}", "bob@elsewhere.test", DOMAIN]
    server = Server(get_online_users_list={"onlineuserjids": jids})
    assert await OpenfireSessions(server, DOMAIN).online() == {"ivan", "zoë\\20x"}
    assert server.asked == ["get-online-users-list"]


async def test_an_openfire_without_that_command_names_those_who_are_available() -> None:
    server = Server(get_active_users=active("ivan", "judy"), get_online_users_num=number(2))
    assert await OpenfireSessions(server, DOMAIN).online() == {"ivan", "judy"}


async def test_nobody_at_all_is_nobody() -> None:
    server = Server(get_active_users=NOBODY, get_online_users_num=number(0))
    assert await OpenfireSessions(server, DOMAIN).online() == frozenset()


async def test_somebody_who_is_just_signing_in_is_waited_for() -> None:
    answers = [active("ivan"), active("ivan"), active("ivan", "judy")]
    server = Server(get_active_users=lambda: answers.pop(0), get_online_users_num=number(2))
    assert await OpenfireSessions(server, DOMAIN, pause=0.0).online() == {"ivan", "judy"}
    assert answers == []


async def test_somebody_who_went_meanwhile_counts_as_there() -> None:
    server = Server(get_active_users=active("ivan"), get_online_users_num=number(0))
    assert await OpenfireSessions(server, DOMAIN).online() == {"ivan"}


async def test_a_part_is_never_taken_for_all() -> None:
    server = Server(get_active_users=active("ivan"), get_online_users_num=number(3))
    with pytest.raises(Unavailable, match="3 people are signed in, and it names only 1"):
        await OpenfireSessions(server, DOMAIN, pause=0.0).online()


@pytest.mark.parametrize(
    "server",
    [
        Server(get_online_users_list=Rejected("forbidden", "forbidden")),
        Server(get_online_users_list=Unavailable("Openfire", "no answer")),
        Server(get_online_users_list={}),
        Server(),
        Server(get_active_users={}, get_online_users_num=number(0)),
        Server(get_active_users=NOBODY),
        Server(get_active_users=NOBODY, get_online_users_num={}),
        Server(get_active_users=NOBODY, get_online_users_num={"onlineusersnum": []}),
        Server(get_active_users=NOBODY, get_online_users_num=number("many")),
    ],
)
async def test_what_is_no_answer_is_not_nobody(server: Server) -> None:
    with pytest.raises(Unavailable):
        await OpenfireSessions(server, DOMAIN).online()
