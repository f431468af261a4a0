"""Clients that send a byte now and then, for as long as the server lets them."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time

from tests.server.raw import connect

HALF_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /setup HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


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
