"""Measure over HTTP: eight clients against the production server, for some seconds."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from app.db import new_id

CLIENTS = 8
SECONDS = 3.0
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Send = Callable[[], bool]


class NothingLeftError(Exception):
    """A client has answered all that it had; the measurement ends there for all."""


@dataclass(frozen=True)
class Client:
    """A learner's browser: its session token, and the due cards as (question, answers)."""

    learner_id: int
    token: str
    due: list[tuple[int, int]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(module: str, environ: dict[str, str], health: str) -> Iterator[int]:
    """Serve a WSGI module with the settings of ``flask serve`` and yield the port."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        module,
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "2",
    ]
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        _wait_for(port, health)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, path: str) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def answering(port: int, client: Client) -> Send:
    """Return a function that answers one due card as one learner, and says if it was stored."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cookies = f"myelin_session={client.token}"
    connection.request("GET", "/study", headers={"Cookie": cookies})
    page = connection.getresponse()
    text = page.read().decode()
    found = TOKEN.search(text)
    assert found is not None, text[:2000]
    for name, value in page.getheaders():
        if name.lower() == "set-cookie":
            cookies += "; " + value.partition(";")[0]
    headers = {**FORM, "Cookie": cookies}
    cards = iter(client.due)

    def send() -> bool:
        question, answers = next(cards, (None, None))
        if question is None:
            raise NothingLeftError
        body = urlencode(
            {
                "csrf_token": found[1],
                "review_id": str(new_id()),
                "question_id": question,
                "revision": 1,
                "answers": answers,
                "scope": "",
                "milliseconds": 4000,
                "choice": "a",
            }
        )
        connection.request("POST", "/study/answer", body, headers)
        response = connection.getresponse()
        response.read()
        return response.status == 303

    return send


def bare(port: int, client: Client) -> Send:
    """Return a function that posts to the bare view once."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = urlencode({"learner": client.learner_id, "said": "x" * 600})

    def send() -> bool:
        connection.request("POST", "/bare", body, FORM)
        response = connection.getresponse()
        response.read()
        return response.status == 204

    return send


def rate(make: Callable[[int, Client], Send], port: int, clients: list[Client]) -> float:
    """Return requests a second of all clients; every one of them must have succeeded."""
    sends = [make(port, client) for client in clients]
    counts = [0] * len(clients)
    failures: list[object] = []
    stop = time.perf_counter() + SECONDS
    over = threading.Event()

    def work(client: int) -> None:
        try:
            while time.perf_counter() < stop and not over.is_set():
                if not sends[client]():
                    failures.append(client)
                    return
                counts[client] += 1
        except NothingLeftError:
            over.set()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(client,)) for client in range(len(clients))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"requests failed: {failures[:3]}")
    return sum(counts) / (time.perf_counter() - began)
