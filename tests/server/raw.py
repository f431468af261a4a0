"""Bytes to a server and back, without a library that would make them proper."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """One answer as it came: its status, its headers in lower case, what followed."""

    status: int
    headers: dict[str, str]
    rest: bytes


def connect(port: int) -> socket.socket:
    """Return an open connection to a server on this machine."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def exchange(port: int, *parts: bytes) -> bytes:
    """Send the parts one after another and return all that comes until the server ends it."""
    with connect(port) as connection:
        for part in parts:
            connection.sendall(part)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Return all that comes until the server ends the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while data := connection.recv(65536):
            received += data
    return received


def parse(received: bytes) -> Answer:
    """Read the first of the answers in ``received``."""
    head, _, rest = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split(" ")[1]), headers, rest)


def receive(connection: socket.socket) -> Answer:
    """Return one answer of a connection that goes on."""
    received = b""
    while True:
        data = connection.recv(65536)
        assert data, f"the connection ended: {received!r}"
        received += data
        if b"\r\n\r\n" in received:
            answer = parse(received)
            if len(answer.rest) >= int(answer.headers["content-length"]):
                return answer
