"""A real server for the tests of this folder that do no harm to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.serving import Server

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a server with its shipped settings."""
    server = Server(tmp_path_factory.mktemp("server"), as_shipped=True)
    try:
        server.start()
        yield server.port
        assert "Traceback" not in server.output
    finally:
        server.kill()
