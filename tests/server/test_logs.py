"""A log that nobody can write into: control characters are escapes, a line is a line."""

from __future__ import annotations

import json
import logging
import signal
import sys
from pathlib import Path

import pytest

from server.logs import JsonFormatter, TextFormatter, plain
from tests.server.raw import exchange, parse
from tests.serving import Server

HOSTILE = "a\r\nFAKE\x1b[31m\x00\x85\u2028\u202e\ud800b"


def _record(message: str, *, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("name", logging.ERROR, "file", 1, message, None, info)
    record.fields = {"path": message}
    return record


def test_what_steers_a_terminal_or_ends_a_line_becomes_an_escape() -> None:
    assert plain(HOSTILE) == r"a\r\nFAKE\x1b[31m\x00\x85\u2028\u202e\ud800b"
    assert plain("Grüße, 名前 – ok") == "Grüße, 名前 – ok"


def test_a_text_line_is_one_line() -> None:
    assert "\n" not in TextFormatter().format(_record(HOSTILE))


def test_a_traceback_cannot_pass_for_a_line() -> None:
    try:
        raise ValueError(f"{HOSTILE}\n2026-01-01T00:00:00.000Z info forged")
    except ValueError as error:
        lines = TextFormatter().format(_record("broken", error=error)).split("\n")
    assert len(lines) > 3
    assert all(line.startswith("    ") for line in lines[1:])
    assert "\x1b" not in "".join(lines)


def test_json_is_an_object_a_line() -> None:
    line = JsonFormatter().format(_record(HOSTILE))
    assert "\n" not in line
    event = json.loads(line)
    assert event["message"] == event["path"] == HOSTILE
    assert event["level"] == "error"


END = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HOSTILE_PATH = b"GET /a%0d%0aFAKE%1b[31m%00%c2%85 HTTP/1.1" + END
HOSTILE_HEADERS = b"GET / HTTP/1.1\r\nUser-Agent: x\x1b[31my\r\nReferer: \x1b[2J" + END


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs POSIX")
@pytest.mark.parametrize("kind", ["text", "json"])
def test_the_real_servers_log_stays_clean(tmp_path: Path, kind: str) -> None:
    server = Server(tmp_path, as_shipped=True, MYELIN_LOG_FORMAT=kind)
    try:
        server.start()
        before = len(server.output)
        assert parse(exchange(server.port, HOSTILE_PATH)).status == 303
        assert parse(exchange(server.port, HOSTILE_HEADERS)).status == 400
        for host in (b".", b"a..b", b"x" * 64):
            request = b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
            assert parse(exchange(server.port, request)).status == 400
        server.end(signal.SIGTERM)
        written = server.log.read_bytes()[before:].decode()
    finally:
        server.kill()
    lines = written.splitlines()
    assert len(lines) == 4, lines
    assert all(character.isprintable() for line in lines for character in line)
    assert not any(line.startswith("FAKE") for line in lines)
    if kind == "json":
        assert [json.loads(line)["status"] for line in lines] == [303, 400, 400, 400]
