"""Locks that the processes of one machine share by a file; whoever ends gives theirs back.

``server.lock`` is held, shared, by everything that serves; who migrates or restores holds it alone.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: the database itself still tells whether somebody has it open
    fcntl = None  # type: ignore[assignment]

SERVER = "server.lock"
WRITE = "write.lock"


class Taken(Exception):
    """Another process holds the lock."""


class ServerRuns(Taken):
    """A server runs on the data directory, or its jobs do; ``pids`` are their first processes."""

    def __init__(self, pids: Sequence[int]) -> None:
        super().__init__("a server runs on this data directory")
        self.pids = pids


def serve_from(data_dir: Path) -> None:
    """Show until this process ends, or what it becomes, that a server runs on a data directory.

    Raises:
        Taken: somebody is migrating or restoring.
    """
    handle = _open(data_dir / SERVER)
    if _take(handle, shared=False):  # the first one: nobody whose id is in the file runs any more
        os.ftruncate(handle, 0)
    if not _take(handle, shared=True):
        os.close(handle)
        raise Taken
    os.lseek(handle, 0, os.SEEK_END)
    os.write(handle, f"{os.getpid()}\n".encode())
    os.set_inheritable(handle, True)  # the server that this process becomes holds it on


@contextlib.contextmanager
def no_server(data_dir: Path) -> Iterator[None]:
    """Keep servers from starting inside the block.

    Raises:
        ServerRuns: one is running.
    """
    handle = _open(data_dir / SERVER)
    try:
        if not _take(handle, shared=False):
            noted = os.pread(handle, 1000, 0).split()
            raise ServerRuns([int(one) for one in noted if one.isdigit() and _runs(int(one))])
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(path: Path, *, patience_seconds: float) -> Iterator[None]:
    """Hold a lock inside the block, first come, first served.

    Raises:
        Taken: the wait took longer than we have patience for.
    """
    waiting = _Waiting(_open(path))
    if not waiting.wait(patience_seconds):
        raise Taken
    try:
        yield
    finally:
        waiting.leave()


class _Waiting:
    """A place in the queue for a lock.

    Only a call that blocks stands in the queue; asking again and again would never get a turn from
    a busy server. So a thread of its own blocks, and whoever loses patience leaves it behind.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._guard = threading.Lock()
        self._has_left = False
        self._taken = threading.Event()
        threading.Thread(target=self._block, name="waiting for a lock", daemon=True).start()

    def _block(self) -> None:
        if fcntl is not None:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._guard:
            self._taken.set()
            if self._has_left:
                os.close(self._handle)

    def wait(self, seconds: float) -> bool:
        """Wait for the lock; tell whether it is ours. If it is not, the place is given up."""
        if self._taken.wait(seconds):
            return True
        self.leave()
        return False

    def leave(self) -> None:
        """Give the lock back, or the place in the queue."""
        with self._guard:
            self._has_left = True
            if self._taken.is_set():
                os.close(self._handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(handle: int, *, shared: bool) -> bool:
    """Take a lock if it is free; tell whether it was."""
    if fcntl is not None:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _runs(pid: int) -> bool:
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
