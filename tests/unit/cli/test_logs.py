"""What a line of the log looks like, as text and as JSON."""

import contextvars
import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from rich.console import Console
from rich.logging import RichHandler

from component import config, request
from component.frontdoors import log_level
from component.frontdoors.cli import logs


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger; nobody has set it up within `set_up`, and it is as it was afterwards."""
    root = logging.getLogger()
    level = root.level
    quiet = {name: logging.getLogger(name).level for name in log_level.LIBRARIES}
    yield root
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


@contextmanager
def set_up(root: logging.Logger, form: str, level: str = "INFO") -> Iterator[logging.Logger]:
    """Log in a form for the length of a block, and nowhere else."""
    handlers, root.handlers = root.handlers, []
    try:
        logs.set_up_log(config.LogSettings.model_validate({"format": form, "level": level}))
        assert len(root.handlers) == 1
        yield logging.getLogger("component.of.a.test")
    finally:
        root.handlers = handlers


def test_a_line_of_text_ends_with_the_request(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    with set_up(root, "text") as log:
        with request.working_on("tlc-0123"):
            log.info("login of %s", "'alice'", extra={"fields": {"decision": "accept"}})
        log.warning("between requests")
    first, second = lines(capsys)
    assert first.endswith(" INFO component.of.a.test: login of 'alice' [tlc-0123]")
    assert second.endswith(" WARNING component.of.a.test: between requests")


def test_an_object_has_the_line_and_its_fields(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {"decision": "accept", "seconds": 0.25, "message": "another"}
    with set_up(root, "json") as log:
        with request.working_on("tlc-0123"):
            log.info("login of %s\nnew line", "'zoë'", extra={"fields": fields})
        log.warning("between requests")
    first, second = map(json.loads, lines(capsys))
    at = datetime.fromisoformat(first.pop("time"))
    assert at.utcoffset() is not None
    assert abs(at.timestamp() - datetime.now(at.tzinfo).timestamp()) < 60
    assert first == {
        "level": "INFO",
        "logger": "component.of.a.test",
        "message": "login of 'zoë'\nnew line",
        "request": "tlc-0123",
        "decision": "accept",
        "seconds": 0.25,
    }
    assert set(second) == {"time", "level", "logger", "message"}


def test_an_error_is_one_object_with_its_traceback(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    with set_up(root, "json") as log:
        try:
            int("of a test")
        except ValueError:
            log.exception("it broke")
        log.error("with a stack", stack_info=True)
    first, second = map(json.loads, lines(capsys))
    assert first["message"] == "it broke"
    assert first["error"].startswith("Traceback ")
    assert first["error"].endswith(
        "ValueError: invalid literal for int() with base 10: 'of a test'"
    )
    assert "test_logs" in second["stack"]


@pytest.mark.parametrize("odd", ["\ud800", "\x00\x1b[31m", "\u2028", {"a": 1j}])
def test_whatever_is_logged_is_one_line_of_json(
    root: logging.Logger, capsys: pytest.CaptureFixture[str], odd: object
) -> None:
    with set_up(root, "json") as log:
        log.info("%s", odd, extra={"fields": {"odd": odd}})
    (line,) = lines(capsys)
    assert line.isascii()
    assert json.loads(line)["message"] == str(odd)


def test_what_a_thread_logs_belongs_to_the_request_that_it_works_on(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    with set_up(root, "text") as log, request.working_on("tlc-0123"):
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(log.info, "of a thread"))
        thread.start()
        thread.join()
    assert lines(capsys)[0].endswith(": of a thread [tlc-0123]")


def test_people_at_a_terminal_get_text_and_json_stays_json(
    root: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "stderr", Console(stderr=True, force_terminal=True, width=120))
    with set_up(root, "json") as log:
        log.info("x")
    assert json.loads(lines(capsys)[0])["message"] == "x"
    with set_up(root, "text") as log, request.working_on("tlc-0123"):
        assert isinstance(root.handlers[0], RichHandler)
        log.info("y")
    assert "component.of.a.test: y [tlc-0123]" in re.sub(r"\x1b[^m]*m", "", " ".join(lines(capsys)))


def test_libraries_stay_quiet(root: logging.Logger) -> None:
    with set_up(root, "text", "DEBUG"):
        assert root.level == logging.DEBUG
        assert {logging.getLogger(name).level for name in log_level.LIBRARIES} == {logging.WARNING}
