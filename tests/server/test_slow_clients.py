"""Clients that send slowly, or never end, take nothing away from the others."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.raw import connect, exchange, receive
from tests.serving import Server

HEADER_SECONDS, BODY_SECONDS = 3, 6
SLOW = 100
HALF_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /setup HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the server as it is shipped, with shorter deadlines."""
    running = Server(
        tmp_path_factory.mktemp("slow"),
        as_shipped=True,
        REQUEST_HEADER_SECONDS=str(HEADER_SECONDS),
        REQUEST_BODY_SECONDS=str(BODY_SECONDS),
    )
    try:
        running.start()
        yield running
        assert "Traceback" not in running.output
    finally:
        running.kill()


class Trickling:
    """Sockets that each send one more byte, every half second, until the server ends them."""

    def __init__(self, port: int, beginnings: list[bytes]) -> None:
        self.began = time.monotonic()
        self.open: dict[socket.socket, int] = {}
        self.ended: list[tuple[int, float]] = []
        for number, beginning in enumerate(beginnings):
            connection = connect(port)
            connection.sendall(beginning)
            self.open[connection] = number

    def run(self, stop: threading.Event) -> None:
        """Trickle until told to stop; ``ended`` gets who was ended and after how many seconds."""
        while not stop.wait(0.5) and self.open:
            readable, _, _ = select.select(list(self.open), [], [], 0)
            for connection in list(self.open):
                with contextlib.suppress(OSError):
                    connection.sendall(b"a")
                    if connection not in readable or connection.recv(65536):
                        continue
                self.ended.append((self.open.pop(connection), time.monotonic() - self.began))
                connection.close()


def _seconds_to_answer(port: int) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", "/setup")
        assert connection.getresponse().status == 200
    return time.monotonic() - began


def test_two_hundred_half_open_sockets_stop_nobody_and_end_at_their_deadline(
    server: Server,
) -> None:
    _seconds_to_answer(server.port)  # the first one compiles the page
    slow = Trickling(server.port, [HALF_HEADER] * SLOW + [HALF_BODY] * SLOW)
    stop = threading.Event()
    thread = threading.Thread(target=slow.run, args=(stop,))
    thread.start()
    try:
        while time.monotonic() - slow.began < HEADER_SECONDS - 1:
            assert _seconds_to_answer(server.port) < 1
        assert len(slow.open) == 2 * SLOW, "they must have been open meanwhile"
        thread.join(BODY_SECONDS + 20)
    finally:
        stop.set()
        thread.join()
    assert not slow.open
    headers = [seconds for number, seconds in slow.ended if number < SLOW]
    bodies = [seconds for number, seconds in slow.ended if number >= SLOW]
    assert min(headers) >= HEADER_SECONDS
    assert min(bodies) >= BODY_SECONDS
    assert max(headers) < HEADER_SECONDS + 10
    assert max(bodies) < BODY_SECONDS + 10


def test_who_connects_and_says_nothing_is_let_go(server: Server) -> None:
    with connect(server.port) as connection:
        assert connection.recv(1) == b""


def test_a_slow_reader_holds_no_thread(server: Server) -> None:
    """Four who ask for a large file and read nothing are as many as there are threads."""
    page = exchange(server.port, b"GET /setup HTTP/1.0\r\n\r\n")
    largest = re.findall(rb'(?:href|src)="(/static/build/[^"]+\.(?:css|js))"', page)[0]
    request = b"GET " + largest + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            reader = stack.enter_context(connect(server.port))
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            reader.sendall(request * 20)
        time.sleep(0.5)
        assert _seconds_to_answer(server.port) < 1


def _workers(server: Server) -> list[int]:
    first = server.pid
    children = Path(f"/proc/{first}/task/{first}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    return [int(number) for number in children.read_text().split()]


def test_a_killed_process_is_replaced_and_the_site_goes_on(tmp_path: Path) -> None:
    server = Server(tmp_path, as_shipped=True)
    try:
        server.start()
        first, second = _workers(server)
        os.kill(first, signal.SIGKILL)
        assert _seconds_to_answer(server.port) < 5
        deadline = time.monotonic() + 60
        while len(_workers(server)) < 2 or first in _workers(server):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert second in _workers(server)
        assert server.end(signal.SIGTERM) == 0
    finally:
        server.kill()


def test_a_running_request_ends_before_the_server_does(server: Server) -> None:
    """A body whose last byte comes after the signal is still read and answered."""
    with connect(server.port) as connection:
        body = b"token=x"
        head = HALF_BODY.replace(b"100000", str(len(body)).encode())
        connection.sendall(head + body[:-1])
        time.sleep(0.3)
        status: list[int] = []
        thread = threading.Thread(target=lambda: status.append(server.end(signal.SIGTERM)))
        thread.start()
        time.sleep(0.5)
        connection.sendall(body[-1:])
        answer = receive(connection)
        assert answer.status == 400
        assert answer.headers["connection"] == "close"
        thread.join(30)
    assert status == [0]
