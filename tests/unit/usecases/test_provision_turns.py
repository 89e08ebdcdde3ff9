"""Several components hear of somebody who comes online; one of them sees to it."""

import logging

import pytest

from component.domain.audit import BRIDGE
from component.ports import Unavailable
from component.usecases.provision import ProvisioningSettings
from component.usecases.take_turns import TakeTurns
from tests.fakes.several import FakeRefreshes
from tests.unit.usecases.bobs_groups import BOB, add_bob, groups
from tests.unit.usecases.house import House


class Company:
    """Two components over one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.bob = add_bob(house)
        self.now = 100.0
        shared: dict[str, tuple[str, float]] = {}
        self.refreshes = [FakeRefreshes(name, lambda: self.now, shared) for name in "ab"]
        self.provisions = [house.provide() for _ in range(2)]
        for provision, refreshes in zip(self.provisions, self.refreshes, strict=True):
            provision.turns = TakeTurns(refreshes, house.provisioning.refresh_interval)

    async def hears(self, number: int) -> None:
        """One of them hears that Bob is online."""
        account = self.house.tiki.account(self.bob)
        await self.provisions[number](account, BOB, BRIDGE, once=True)

    async def lets_in(self, number: int) -> None:
        """One of them lets him in."""
        await self.provisions[number](self.house.tiki.account(self.bob), BOB)


@pytest.fixture
def company(house: House) -> Company:
    return Company(house)


async def test_one_of_them_sees_to_who_comes_online(house: House, company: Company) -> None:
    await company.lets_in(0)
    company.now += 60
    before = house.tiki.count("site_rules")
    house.tiki.join(company.bob, "Contributors")
    await company.hears(1)
    assert await groups(house) == {"contributors"}
    looks = house.tiki.count("site_rules")
    assert looks > before
    await company.hears(0)
    assert house.tiki.count("site_rules") == looks
    assert house.actions().count("join-group") == 1


async def test_who_has_just_signed_in_is_seen_to(house: House, company: Company) -> None:
    await company.lets_in(0)
    house.tiki.join(company.bob, "Contributors")
    await company.hears(0)
    await company.hears(1)
    assert await groups(house) == set()
    company.now += 7
    await company.hears(1)
    assert await groups(house) == {"contributors"}


async def test_a_sign_in_and_what_is_asked_for_are_seen_to_by_whoever_it_comes_to(
    house: House, company: Company
) -> None:
    await company.hears(0)
    house.tiki.join(company.bob, "Contributors")
    await company.lets_in(1)
    assert await groups(house) == {"contributors"}
    house.tiki.join(company.bob, "Live Chat helpers")
    await company.provisions[0](house.tiki.account(company.bob), BOB, BRIDGE)
    assert await groups(house) == {"contributors", "helpers"}


async def test_what_one_could_not_do_the_other_does(house: House, company: Company) -> None:
    house.tiki.join(company.bob, "Contributors")
    house.chat.failing["add_members"] = Unavailable("Openfire", "away")
    await company.hears(0)
    assert await groups(house) == set()
    house.chat.come_back()
    await company.hears(1)
    assert await groups(house) == {"contributors"}


async def test_both_do_it_where_nobody_knows_whose_turn_it_is(
    house: House, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await company.hears(0)
    house.tiki.join(company.bob, "Contributors")
    company.refreshes[1].failing["take"] = Unavailable("the state database", "away")
    await company.hears(1)
    assert await groups(house) == {"contributors"}
    assert "it is not known who looks after 'bob'" in caplog.text


async def test_a_single_component_takes_no_turns(house: House) -> None:
    company = Company(house)
    house.provisioning = ProvisioningSettings(refresh_interval=0)
    alone = house.provide()
    await alone(house.tiki.account(company.bob), BOB, BRIDGE, once=True)
    house.tiki.join(company.bob, "Contributors")
    await alone(house.tiki.account(company.bob), BOB, BRIDGE, once=True)
    assert await groups(house) == {"contributors"}
