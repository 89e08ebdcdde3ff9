"""What comes of probes: a finding for each remark, in order, whatever fails."""

import pytest

from component.domain.findings import Level, Remark
from component.ports import Rejected, Unavailable
from component.usecases.self_check import Area, Finding, Look, Probe, self_check


def says(result: str | list[Remark] | Exception) -> Look:
    """A probe's look that ends so."""

    async def look() -> str | list[Remark]:
        if isinstance(result, Exception):
            raise result
        return result

    return look


async def test_every_probe_is_asked_and_every_remark_is_a_finding() -> None:
    remarks = [Remark("a", Level.OK, "well"), Remark("b", Level.WARNING, "mend it")]
    found = await self_check(
        [
            Probe("first", Area.DATABASE, says("12 accounts")),
            Probe("second", Area.DATABASE, says(Unavailable("the database", "it is down"))),
            Probe("third", Area.CHAT_SERVER, says(remarks)),
            Probe("fourth", Area.CHAT_SERVER, says([])),
            Probe("fifth", Area.CHAT_SERVER, says(Rejected("forbidden"))),
            Probe("sixth", Area.CHAT_SERVER, says(Unavailable("sixth", "it is down"))),
        ]
    )
    assert found == [
        Finding("first", Area.DATABASE, Level.OK, "12 accounts"),
        Finding("second", Area.DATABASE, Level.WRONG, "the database: it is down"),
        Finding("a", Area.CHAT_SERVER, Level.OK, "well"),
        Finding("b", Area.CHAT_SERVER, Level.WARNING, "mend it"),
        Finding("fifth", Area.CHAT_SERVER, Level.WRONG, "forbidden"),
        Finding("sixth", Area.CHAT_SERVER, Level.WRONG, "it is down"),
    ]


@pytest.mark.parametrize(
    ("level", "good"), [(Level.OK, True), (Level.WARNING, True), (Level.WRONG, False)]
)
def test_only_what_is_wrong_is_not_good(level: Level, good: bool) -> None:
    assert Finding("a", Area.DATABASE, level, "").good is good


async def test_an_error_of_our_own_is_not_taken_for_a_finding() -> None:
    with pytest.raises(ZeroDivisionError):
        await self_check([Probe("first", Area.DATABASE, says(ZeroDivisionError()))])
