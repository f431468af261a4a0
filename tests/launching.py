"""``flask`` commands as processes of their own, without importing Myelin anew for each.

To import it takes more than two seconds of a processor, and a run of the tests has hundreds of
commands, and a server for many a journey. One process for each process of tests imports it once, and
forks for each command. ``tests/home/test_serve.py`` and others that are about starting and stopping
take the real way (``Server(as_shipped=True)``).
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from flask.cli import main

from app import clock
from app.db import db

ROOT = Path(__file__).resolve().parent.parent
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.preloading"])


class Command:
    """A ``flask`` command that runs, in a session of its own: ``pid``, ``poll``, ``wait``."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        environ: Mapping[str, str],
        *,
        out: Path | str = os.devnull,
        errors: Path | str = os.devnull,
        given: Path | str = os.devnull,
    ) -> None:
        # It is killed when the tests end, whatever becomes of them.
        self._process = _context.Process(
            target=_become,
            args=(arguments, dict(environ), str(given), str(out), str(errors)),
            daemon=True,
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Return the id of the process, which is that of its session too."""
        pid = self._process.pid
        assert pid is not None
        return pid

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for the end and return the exit status.

        Raises:
            subprocess.TimeoutExpired: it takes longer.
        """
        self._process.join(seconds)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired("flask", seconds or 0)
        return status


def run(
    *arguments: str, environ: Mapping[str, str], seconds: float, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it came to; ``given`` is its standard input.

    Raises:
        subprocess.TimeoutExpired: it takes longer than so many seconds.
    """
    with tempfile.TemporaryDirectory(prefix="myelin-command-") as name:
        folder = Path(name)
        (folder / "in").write_text(given or "", encoding="utf-8")
        out, errors = folder / "out", folder / "errors"
        command = Command(arguments, environ, out=out, errors=errors, given=folder / "in")
        status = command.wait(seconds)
        texts = [path.read_text(encoding="utf-8") for path in (out, errors)]
    return subprocess.CompletedProcess(["flask", *arguments], status, *texts)


def _become(
    arguments: tuple[str, ...], environ: dict[str, str], given: str, out: str, errors: str
) -> None:
    """Make this process what ``python -m flask`` would be."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path, how in ((0, given, os.O_RDONLY), (1, out, write), (2, errors, write)):
        opened = os.open(path, how, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    # It read the environment when it was imported.
    clock.clock = clock.Clock(float(environ.get("MYELIN_CLOCK_SHIFT_SECONDS", "0")))
    sys.path.insert(0, str(ROOT))
    os.execv = _go_on_as  # type: ignore[assignment]
    sys.argv = ["flask", *arguments]
    main()


def _go_on_as(program: str, command: list[str]) -> None:
    """Run ``python -m module ...`` in this process, which has imported Myelin already."""
    assert command[:2] == [program, "-m"], command
    for engine in db.engines.values():
        engine.dispose()
    sys.argv = command[2:]
    runpy.run_module(command[2], run_name="__main__", alter_sys=True)
