"""The log on standard error, as lines to be read or as one JSON object per line (NDJSON)."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from rich.logging import RichHandler

from component import config, request
from component.frontdoors.cli.shell import stderr
from component.frontdoors.log_level import set_level


def set_up_log(settings: config.LogSettings) -> None:
    """Log to standard error."""
    handler = _make_handler(settings.format)
    handler.addFilter(_note_request)
    logging.basicConfig(handlers=[handler])
    set_level(settings.level)


def _make_handler(form: str) -> logging.Handler:
    if form == "json":
        handler: logging.Handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter())
    elif stderr.is_terminal:
        handler = RichHandler(console=stderr, show_path=False)
        handler.setFormatter(TextFormatter("%(name)s: %(message)s"))
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _note_request(record: logging.LogRecord) -> bool:
    """Keep in a record what it belongs to; it may be written by another thread."""
    record.request = request.current_id()
    return True


class TextFormatter(logging.Formatter):
    """A line; the request's id stands at its end, in brackets."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """Format the line, without a traceback."""
        line = super().formatMessage(record)
        name = getattr(record, "request", "")
        return f"{line} [{name}]" if name else line


class JsonFormatter(logging.Formatter):
    """A JSON object on one line.

    It has `time` (RFC 3339, UTC), `level`, `logger` and `message`; `request` where it belongs to
    one; `error` with the traceback where there is one; and what stands in the attribute `fields`
    of a record, a mapping.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        name = getattr(record, "request", "")
        if name:
            told["request"] = name
        for key, value in getattr(record, "fields", {}).items():
            told.setdefault(key, value)
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = record.stack_info
        return json.dumps(told, ensure_ascii=True, default=str)
