"""The ways to each page, step by step, for tests of what is on it."""

from collections.abc import Awaitable, Callable

from tests.unit.web.guest import Guest, Seen
from tests.unit.web.town import CHAT_PASSWORD, LINK, SITE_PASSWORD

Way = Callable[[Guest], Awaitable[Seen]]


async def prove_chat(guest: Guest, path: str = "/both/chat", name: str = "alice") -> Seen:
    await guest.open(path)
    return await guest.send(name=name, password=CHAT_PASSWORD)


async def prove_tiki(guest: Guest, path: str = "/address/site") -> Seen:
    await guest.open(path)
    return await guest.send(name="Alice Smith", password=SITE_PASSWORD)


async def to_start(guest: Guest) -> Seen:
    return await guest.open("/")


async def to_both_chat(guest: Guest) -> Seen:
    return await guest.open("/both/chat")


async def to_both_tiki(guest: Guest) -> Seen:
    return await prove_chat(guest)


async def to_both_confirm(guest: Guest) -> Seen:
    await prove_chat(guest)
    return await prove_tiki(guest, "/both/site")


async def to_new_chat(guest: Guest) -> Seen:
    return await guest.open("/new/chat")


async def to_new_account(guest: Guest) -> Seen:
    return await prove_chat(guest, "/new/chat")


async def to_new_confirm(guest: Guest) -> Seen:
    await to_new_account(guest)
    return await guest.send(login="Alice", email="alice@mail.test")


async def to_id_tiki(guest: Guest) -> Seen:
    return await guest.open("/address/site")


async def to_id_choose(guest: Guest) -> Seen:
    return await prove_tiki(guest)


async def to_id_confirm(guest: Guest) -> Seen:
    await to_id_choose(guest)
    return await guest.send(wanted="alicesmith")


async def to_link(guest: Guest) -> Seen:
    return await guest.open(f"/m/{LINK}")


async def to_link_tiki(guest: Guest) -> Seen:
    await to_link(guest)
    return await guest.open("/both/site")


async def to_link_confirm(guest: Guest) -> Seen:
    await to_link(guest)
    return await prove_tiki(guest, "/both/site")


async def to_link_account(guest: Guest) -> Seen:
    await to_link(guest)
    return await guest.open("/new/account")


async def to_link_new_confirm(guest: Guest) -> Seen:
    await to_link_account(guest)
    return await guest.send(login="Alice", email="alice@mail.test")


async def to_done(guest: Guest) -> Seen:
    await to_both_confirm(guest)
    return await guest.send()


WAYS: dict[str, tuple[Way, str]] = {
    "start": (to_start, "/"),
    "both-chat": (to_both_chat, "/both/chat"),
    "both-site": (to_both_tiki, "/both/site"),
    "both-check": (to_both_confirm, "/both/check"),
    "new-chat": (to_new_chat, "/new/chat"),
    "new-account": (to_new_account, "/new/account"),
    "new-check": (to_new_confirm, "/new/check"),
    "address-site": (to_id_tiki, "/address/site"),
    "address-choose": (to_id_choose, "/address/choose"),
    "address-check": (to_id_confirm, "/address/check"),
    "link": (to_link, "/link"),
    "link-site": (to_link_tiki, "/both/site"),
    "link-check": (to_link_confirm, "/both/check"),
    "link-account": (to_link_account, "/new/account"),
    "link-new-check": (to_link_new_confirm, "/new/check"),
    "done": (to_done, "/done"),
}
"""Name → the way to a page, and the page's path."""
