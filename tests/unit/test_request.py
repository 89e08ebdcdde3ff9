"""A request's id goes wherever its work does, and its time is counted by what it goes into."""

import asyncio
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component import request
from component.adapters.mysql_mark import marked
from component.request import Part, Spending, current, current_id, new_id, spending_all, usable_id

MOMENT = 0.02


def test_between_requests_there_is_none() -> None:
    assert (current(), current_id()) == (None, "")
    with Spending(Part.HASH), spending_all(Part.PROVISIONING):
        assert current() is None


def test_an_id_is_there_for_the_length_of_a_block() -> None:
    with request.working_on("web-1"):
        with request.working_on("command-2"):
            assert current_id() == "command-2"
        assert current_id() == "web-1"
    assert current_id() == ""


def test_an_id_is_gone_after_an_error() -> None:
    with pytest.raises(RuntimeError), request.working_on("web-1"):
        raise RuntimeError
    assert current_id() == ""


async def test_an_id_goes_into_tasks_and_those_of_others_do_not_mix() -> None:
    async def work(name: str) -> list[str]:
        with request.working_on(name):
            first = current_id()
            await asyncio.sleep(0)
            return [first, await asyncio.create_task(tell()), current_id()]

    async def tell() -> str:
        await asyncio.sleep(0)
        return current_id()

    found = await asyncio.gather(*(work(f"tlc-{n}") for n in range(20)))
    assert found == [[f"tlc-{n}"] * 3 for n in range(20)]


def test_new_ids_differ() -> None:
    ids = {new_id("web") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"web-[0-9a-f]{16}", one) for one in ids)


@given(st.one_of(st.text(), st.from_regex(r"tlc-[0-9a-f]{32}", fullmatch=True)))
def test_no_id_can_end_the_comment_that_it_stands_in(given_id: str) -> None:
    name = usable_id(given_id, "login")
    assert re.fullmatch(r"[a-z0-9-]{1,64}", name)
    with request.working_on(name):
        assert marked("SELECT 1") == f"/* {name} */ SELECT 1"


@pytest.mark.parametrize(
    "odd", ["", "269-6 */ DROP", "A", "ü", "x" * 65, "tlc-1\n", "%s", "tlc-１"]
)
def test_an_id_with_other_signs_is_not_taken(odd: str) -> None:
    assert usable_id(odd, "login") != odd
    assert usable_id("269-6", "login") == "269-6"


def test_between_requests_a_statement_stays_as_it_is() -> None:
    assert marked("SELECT 1") == "SELECT 1"


def test_time_is_counted_by_part() -> None:
    with request.working_on("tlc-1") as asked:
        with Spending(Part.DATABASE):
            time.sleep(MOMENT)
        with Spending(Part.DATABASE):
            time.sleep(MOMENT)
        asked.add(Part.HASH, 3.0)
        asked.add(Part.HASH, 4.0)
    assert set(asked.spent) == {Part.DATABASE, Part.HASH}
    assert asked.spent[Part.DATABASE] >= 2 * MOMENT
    assert asked.spent[Part.HASH] == 7.0


async def test_what_goes_on_at_the_same_time_counts_once() -> None:
    async def read() -> None:
        with Spending(Part.DATABASE):
            await asyncio.sleep(MOMENT)

    began = time.perf_counter()
    with request.working_on("tlc-1") as asked:
        await asyncio.gather(*(read() for _ in range(50)))
        took = time.perf_counter() - began
    assert MOMENT <= asked.spent[Part.DATABASE] <= took


async def test_what_is_counted_as_a_whole_is_counted_as_nothing_else() -> None:
    with request.working_on("tlc-1") as asked:
        with spending_all(Part.PROVISIONING):
            assert current_id() == "tlc-1"
            with Spending(Part.DATABASE):
                await asyncio.sleep(MOMENT)
        assert current() is asked
    assert set(asked.spent) == {Part.PROVISIONING}
    assert asked.spent[Part.PROVISIONING] >= MOMENT


def test_time_is_counted_after_an_error_too() -> None:
    with request.working_on("tlc-1") as asked:
        with pytest.raises(RuntimeError), Spending(Part.DATABASE):
            raise RuntimeError
        assert set(asked.spent) == {Part.DATABASE}
