"""Lines about what anybody can make happen come now and then, with how often it was."""

from component.frontdoors.xmpp.seldom import Seldom


def test_a_line_at_once_and_then_one_in_a_time() -> None:
    now = 0.0
    seldom = Seldom(10.0, lambda: now)
    assert [seldom.count("a") for _ in range(5)] == [1, 0, 0, 0, 0]
    assert seldom.count("b") == 1
    now = 9.9
    assert seldom.count("a") == 0
    now = 10.0
    assert seldom.count("a") == 6
    now = 100.0
    assert seldom.count("a") == 1
