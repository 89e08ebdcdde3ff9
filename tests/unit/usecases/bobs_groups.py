"""Somebody who signs in to a site with roster groups."""

from component.domain.groups import RosterGroup
from component.domain.names import ChatUsername
from component.usecases.provision import ProvisioningSettings
from tests.unit.usecases.house import House

BOB = ChatUsername("bob")
MAPPINGS = tuple(
    RosterGroup(roster, (tiki,), roster.title())
    for tiki, roster in (
        ("Live Chat helpers", "helpers"),
        ("Contributors", "contributors"),
        ("Staff*", "staff"),
        ("Registered", "everybody"),
    )
)


def add_bob(house: House) -> int:
    """Have Bob, who is linked, and the groups; gives his `userId`."""
    house.mappings = MAPPINGS
    for group in ("Live Chat helpers", "Contributors", "Staff Berlin", "Registered"):
        house.tiki.add_group(group)
    house.provisioning = ProvisioningSettings(refresh_interval=0)
    return house.add("Bob", "pw", "bob", email="bob@mail.test")


async def sign_in(house: House, user_id: int) -> None:
    """Sign in."""
    await house.provision(house.tiki.account(user_id), BOB)


async def groups(house: House) -> set[str]:
    """The roster groups that he is in."""
    return set(await house.chat.groups_of(BOB))
