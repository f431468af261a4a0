"""The log: one line an event, as text for people or as JSON for programs (MYELIN_LOG_FORMAT).

Whatever a client sends, it makes no line of its own here and no colour in a terminal: control
characters are written as escapes.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

FORMATS = ("text", "json")
REQUESTS = "myelin.requests"
ID_HEADER = "X-Request-ID"
# The request that the thread works on; '' outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")
# C0, DEL, C1, line and paragraph separators, marks that turn the direction of text, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Return ``text`` as one line without anything that steers a terminal or a reader."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


class TextFormatter(logging.Formatter):
    """A line for people; a traceback follows it, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as text."""
        parts = [_moment(record), record.levelname.lower(), plain(record.getMessage())]
        parts += [f"{name}={plain(str(value))}" for name, value in _fields(record).items()]
        lines = [" ".join(parts)]
        if record.exc_info:
            lines += [f"    {plain(line)}" for line in self._traceback(record).split("\n")]
        return "\n".join(lines)

    def _traceback(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


class JsonFormatter(TextFormatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as JSON: time, level, logger, message, and what belongs to it."""
        event: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            event["traceback"] = self._traceback(record)
        return json.dumps(event, default=str)


class Handler(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment."""

    def __init__(self, kind: str = "text") -> None:
        super().__init__(sys.stderr)
        self.setFormatter(JsonFormatter() if kind.strip().lower() == "json" else TextFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        self.stream = sys.stderr
        super().emit(record)


def set_up(kind: str) -> None:
    """Let everything that this process logs be written by one handler, unless it is already."""
    root = logging.getLogger()
    if not any(isinstance(handler, Handler) for handler in root.handlers):
        root.addHandler(Handler(kind))
    logging.getLogger(REQUESTS).setLevel(logging.INFO)


def for_gunicorn(kind: str) -> dict[str, Any]:
    """Return gunicorn's own configuration of logging, with our handler in the place of its own."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {},
        "handlers": {"one": {"()": "server.logs.Handler", "kind": kind}},
        "root": {"level": "WARNING", "handlers": ["one"]},
        "loggers": {
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what an event says beside its message."""
    fields: dict[str, Any] = dict(getattr(record, "fields", {}))
    if request_id.get():
        fields["id"] = request_id.get()
    return fields
