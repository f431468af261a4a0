"""Requests as bytes: what is proper is served, what could be read in two ways is refused."""

from __future__ import annotations

import pytest

from app.web.requests.headers import HEADERS
from tests.server.raw import connect, exchange, parse, read_all, receive

HOST = b"Host: 127.0.0.1\r\n"
CLOSE = b"Connection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\n" + HOST


def _post(*headers: bytes) -> bytes:
    return b"POST /setup HTTP/1.1\r\n" + HOST + FORM + b"".join(headers) + b"\r\n"


def test_one_request_after_another_on_a_connection(port: int) -> None:
    with connect(port) as connection:
        for _ in range(3):
            connection.sendall(HEALTH + b"\r\n")
            assert receive(connection).status == 200


def test_requests_sent_together_are_answered_in_their_order(port: int) -> None:
    missing = b"GET /static/nothing HTTP/1.1\r\n" + HOST
    received = exchange(port, HEALTH + b"\r\n" + missing + b"\r\n" + HEALTH + CLOSE + b"\r\n")
    statuses = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [200, 404, 200]


def test_a_request_may_come_byte_by_byte(port: int) -> None:
    whole = HEALTH + CLOSE + b"\r\n"
    received = exchange(port, *(whole[n : n + 1] for n in range(len(whole))))
    assert parse(received).status == 200


def test_head_has_the_headers_of_get_and_no_body(port: int) -> None:
    got = parse(exchange(port, HEALTH + CLOSE + b"\r\n"))
    head = parse(exchange(port, HEALTH.replace(b"GET", b"HEAD") + CLOSE + b"\r\n"))
    assert head.status == 200
    assert got.rest
    assert head.rest == b""
    assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize(
    ("header", "body"),
    [(b"Content-Length: 7\r\n", b"token=x"), (b"Transfer-Encoding: chunked\r\n", b"")],
    ids=["whole", "in chunks"],
)
def test_a_body_reaches_the_form_however_it_is_sent(port: int, header: bytes, body: bytes) -> None:
    # A wrong CSRF token is what the form says to a body that has arrived whole.
    body = body or b"3\r\ntok\r\n4\r\nen=x\r\n0\r\n\r\n"
    answer = parse(exchange(port, _post(header, CLOSE) + body))
    assert answer.status == 400
    assert answer.headers["content-type"].startswith("text/html")


def test_who_asks_first_is_told_to_continue(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(_post(b"Content-Length: 7\r\n", b"Expect: 100-continue\r\n", CLOSE))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"token=x")
        assert parse(read_all(connection)).status == 400


TWO_LENGTHS = _post(b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n"
REFUSED = {
    "both lengths": (TWO_LENGTHS, 400),
    "two lengths": (_post(b"Content-Length: 5\r\n", b"Content-Length: 6\r\n") + b"abcdef", 400),
    "same length twice": (_post(b"Content-Length: 5\r\n" * 2) + b"abcde", 400),
    "listed length": (_post(b"Content-Length: 5, 5\r\n") + b"abcde", 400),
    "signed length": (_post(b"Content-Length: +5\r\n") + b"abcde", 400),
    "two encodings": (_post(b"Transfer-Encoding: chunked\r\n" * 2) + b"0\r\n\r\n", 400),
    "unknown encoding": (_post(b"Transfer-Encoding: gzip, chunked\r\n") + b"0\r\n\r\n", 501),
    "hidden encoding": (_post(b"Transfer-Encoding: \x0bchunked\r\n") + b"0\r\n\r\n", 400),
    "space before colon": (_post(b"Content-Length : 5\r\n") + b"abcde", 400),
    "chunks in 1.0": (
        _post(b"Transfer-Encoding: chunked\r\n").replace(b"1.1", b"1.0") + b"0\r\n\r\n",
        400,
    ),
    "wrong chunk": (_post(b"Transfer-Encoding: chunked\r\n") + b"zz\r\nab\r\n0\r\n\r\n", 400),
    "chunk too long": (_post(b"Transfer-Encoding: chunked\r\n") + b"1\r\nab\r\n0\r\n\r\n", 400),
    "endless chunk line": (_post(b"Transfer-Encoding: chunked\r\n") + b"0" * 5000, 400),
    "endless trailer": (
        _post(b"Transfer-Encoding: chunked\r\n") + b"0\r\n" + b"a: b\r\n" * 3000,
        400,
    ),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
    "two hosts": (HEALTH + HOST + b"\r\n", 400),
    "bare line feed": (b"GET /healthz HTTP/1.1\nHost: a\n\n\r\n\r\n", 400),
    "other version": (HEALTH.replace(b"1.1", b"3.0") + b"\r\n", 400),
    "no request": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    "long header": (HEALTH + b"X-Long: " + b"x" * 40_000 + b"\r\n\r\n", 431),
    "long address": (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
    "large body": (_post(b"Content-Length: 90000000\r\n"), 413),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_be_read_in_two_ways_is_refused_with_all_headers(port: int, name: str) -> None:
    sent, status = REFUSED[name]
    received = exchange(port, sent)
    answer = parse(received)
    assert answer.status == status
    assert {key: answer.headers.get(key.lower()) for key in HEADERS} == HEADERS
    assert answer.headers["connection"] == "close"
    assert answer.rest.endswith(f"Request {answer.headers['x-request-id']}\n".encode())
    assert received.count(b"HTTP/1.") == 1


def test_a_body_without_end_is_cut_off(port: int) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with connect(port) as connection:
        connection.sendall(_post(b"Transfer-Encoding: chunked\r\n"))
        sent = 0
        try:
            while sent < 40:
                connection.sendall(chunk)
                sent += 1
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 40


def test_what_is_somewhat_too_large_gets_the_apps_own_page(port: int) -> None:
    body = b"token=" + b"x" * 3_000_000
    length = f"Content-Length: {len(body)}\r\n".encode()
    answer = parse(exchange(port, _post(length, CLOSE), body))
    assert answer.status == 413
    assert answer.headers["content-type"].startswith("text/html")
    assert "2 MB" in answer.rest.decode()
