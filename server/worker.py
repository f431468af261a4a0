"""A process of gunicorn that reads as waitress does.

Gunicorn starts the processes, shares the listening socket among them, puts a new one in the place
of one that died or hangs, and hands signals on.
"""

from __future__ import annotations

import os
from types import FrameType

from gunicorn.workers.base import Worker
from waitress import wasyncore

from server.front import Loop
from server.limits import Limits

# Who stops the server waits so long for a request that was only half sent.
HALF_SECONDS = 2
# At Ctrl-C, a running request has so long.
QUICK_SECONDS = 5


class Wakeup(wasyncore.file_dispatcher):
    """The end of a pipe that a signal writes to, so that the loop sees it at once."""

    def writable(self) -> bool:
        """Tell that nothing is ever written here."""
        return False

    def handle_read(self) -> None:
        """Forget what was written; the signal's own handler has done the rest."""
        self.recv(512)


class BufferingWorker(Worker):
    """One server process."""

    grace_seconds: float = 0

    def run(self) -> None:
        """Serve until told to stop, then let running requests end."""
        from app.web.requests.headers import HEADERS  # only here may the app be loaded

        limits = Limits.of(getattr(self.wsgi, "config", {}), headers=HEADERS)
        self.grace_seconds = self.grace_seconds or self.cfg.graceful_timeout
        loop = Loop(self.wsgi, self.sockets, threads=self.cfg.threads, limits=limits)
        Wakeup(self.PIPE[0], map=loop.map)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            loop.turn()
        loop.drain(seconds=self.grace_seconds, half_seconds=HALF_SECONDS, note=self.notify)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Stop soon: a running request has a few seconds."""
        self.grace_seconds = QUICK_SECONDS
        self.alive = False
