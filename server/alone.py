"""One process without gunicorn, which does not run on Windows."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from server.front import Loop
from server.limits import Limits

if TYPE_CHECKING:
    from flask import Flask

BACKLOG = 1024


def serve(app: Flask, host: str, port: int, *, threads: int) -> None:
    """Serve an app until Ctrl-C."""
    from app.web.requests.headers import HEADERS

    limits = Limits.of(app.config, headers=HEADERS)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=BACKLOG) as listener:
        loop = Loop(app, [listener], threads=threads, limits=limits)
        print(f"Myelin is serving {host}, port {port} (Ctrl-C stops it)", file=sys.stderr)
        try:
            while True:
                loop.turn()
        except KeyboardInterrupt:
            loop.drain(seconds=5, half_seconds=0, note=lambda: None)
