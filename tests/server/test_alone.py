"""The one process that serves where gunicorn does not run: the same reading, the same end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.server.raw import connect, exchange, parse, receive
from tests.serving import ROOT, free_port

# Whoever is started in the background by a shell inherits that Ctrl-C is ignored.
PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from flask import Flask
from server.alone import serve
app = Flask("small")
app.config["REQUEST_HEADER_SECONDS"] = 1
app.add_url_rule("/", view_func=lambda: "here")
serve(app, "127.0.0.1", int(sys.argv[1]), threads=2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_it_serves_lets_slow_ones_go_and_stops_at_ctrl_c() -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert "is serving 127.0.0.1" in process.stderr.readline()
        with connect(port) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\n")
            request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            assert parse(exchange(port, request)).rest == b"here"
            began = time.monotonic()
            assert slow.recv(1) == b""
            assert time.monotonic() - began < 15
        with connect(port) as kept:
            kept.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert receive(kept).status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
