"""The real server as its own processes, to test from outside: start, stop, kill, another day."""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from tests import launching, postgresql

ROOT = launching.ROOT
PATIENCE_SECONDS = 60


# Below the ports that systems give to clients.
FIRST_PORT, PORTS = 20_000, 10_000


def free_port() -> int:
    """Return a port of this machine that nobody listens on, nor any client is given.

    A client that tries again while a server is down may be given the server's own port. It then
    talks to itself, and the server cannot come back.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """``flask serve`` over a data directory and a database of its own, perhaps under a path.

    It starts the quick way (``tests/launching.py``), with one process that answers; ``as_shipped``
    it is ``python -m flask serve``, with two.
    """

    def __init__(
        self,
        data_dir: Path,
        database_url: str = "",
        *,
        path: str = "",
        as_shipped: bool = False,
        **environ: str,
    ) -> None:
        self._as_shipped = as_shipped
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{path}"
        if path:
            environ = {"SCRIPT_NAME": path, "BASE_URL": self.url} | environ
        self.shift = timedelta(0)
        self.log = data_dir / "server.log"
        self._process: launching.Command | subprocess.Popen[bytes] | None = None
        processes = {} if as_shipped else {"WEB_CONCURRENCY": "1"}
        self._environ = (
            processes
            | environ
            | {
                "MYELIN_DATA_DIR": str(data_dir),
                "DATABASE_URL": database_url,
                "PORT": str(self.port),
                "MYELIN_POSTGRESQL_BIN": postgresql.programs(),
            }
        )

    @property
    def environ(self) -> dict[str, str]:
        """Return the environment that the server and its commands run in."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TZ") if name in os.environ}
        shift = {"MYELIN_CLOCK_SHIFT_SECONDS": str(self.shift.total_seconds())}
        return kept | self._environ | shift

    @property
    def pid(self) -> int:
        """Return the id of the server's first process."""
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> str:
        """Return all that the server has printed."""
        return self.log.read_text(encoding="utf-8")

    @property
    def setup_token(self) -> str:
        """Return the token that the last start printed for the first admin."""
        _, _, tail = self.output.rpartition("enter this token")
        return tail.split("\n")[2].strip()

    def flask(self, *arguments: str, given: str | None = None) -> str:
        """Run a ``flask`` command beside the server and return what it prints.

        Raises:
            AssertionError: the command failed.
        """
        result = launching.run(
            *arguments, environ=self.environ, seconds=PATIENCE_SECONDS, given=given
        )
        command = " ".join(arguments)
        assert result.returncode == 0, f"flask {command}: {result.stdout}{result.stderr}"
        return result.stdout

    def start(self, *, host: str = "127.0.0.1") -> None:
        """Start the server and wait until it answers to the name ``host``.

        Raises:
            AssertionError: it gave up, or does not answer in time.
        """
        self._process = self._serve()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_healthy(host):
            assert self._process.poll() is None, f"the server gave up:\n{self.output}"
            assert time.monotonic() < deadline, f"the server does not answer:\n{self.output}"
            time.sleep(0.05)

    def _serve(self) -> launching.Command | subprocess.Popen[bytes]:
        if not self._as_shipped:
            return launching.Command(("serve",), self.environ, out=self.log, errors=self.log)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "flask", "serve"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _is_healthy(self, host: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/healthz", headers={"Host": host})
            return connection.getresponse().status == http.HTTPStatus.OK
        return False

    def stop(self) -> None:
        """Stop the server as Ctrl-C does: all its processes, in good order."""
        self.end(signal.SIGINT)

    def kill(self) -> None:
        """Kill all processes of the server at once, as a power cut would."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> int:
        """Send a signal to all processes of the server; return the exit status of the first."""
        process, self._process = self._process, None
        if process is None:
            return 0
        try:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            return process.wait(20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self, **later: float) -> None:
        """Stop the server and start it ``timedelta(**later)`` later, as its clock sees it."""
        self.stop()
        self.shift += timedelta(**later)
        self.start()
