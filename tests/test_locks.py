"""Locks between processes: first come, first served; given up when patience ends."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import locks
from tests.serving import ROOT

HOLD = (
    "import sys, time, pathlib; from app import locks;"
    "locks.serve_from(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
)


def serve(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_servers_are_told_by_their_processes_as_long_as_they_run(tmp_path: Path) -> None:
    with serve(tmp_path) as first, serve(tmp_path) as second:
        try:
            with pytest.raises(locks.ServerRuns) as refusal, locks.no_server(tmp_path):
                pass
            assert refusal.value.pids == [first.pid, second.pid]
            first.kill()
            first.wait()
            with pytest.raises(locks.ServerRuns) as refusal, locks.no_server(tmp_path):
                pass
            assert refusal.value.pids == [second.pid]
        finally:
            first.kill()
            second.kill()
    with locks.no_server(tmp_path), pytest.raises(locks.Taken):
        locks.serve_from(tmp_path)
    with serve(tmp_path) as third:
        assert (tmp_path / "server.lock").read_text() == f"{third.pid}\n"
        third.kill()


def test_who_loses_patience_leaves_the_queue(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locks.alone(path, patience_seconds=10):
        begun = time.monotonic()
        with pytest.raises(locks.Taken), locks.alone(path, patience_seconds=0.1):
            pass
        assert time.monotonic() - begun < 5
    # The one that waited is given its turn after all, and must let go of it.
    for _ in range(3):
        with locks.alone(path, patience_seconds=10):
            pass
