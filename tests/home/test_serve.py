"""``flask serve``: what it checks, what it prints, and what it becomes."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.models import SiteSettings
from app.accounts.service.credentials.tokens import digest
from app.db import db, transaction
from tests.conftest import make_app
from tests.people import make_user
from tests.serving import ROOT, Server, free_port


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command that ``flask serve`` becomes, in place of becoming it."""
    command: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _program, arguments: command.extend(arguments))
    monkeypatch.chdir(ROOT)
    return command


def _serve(app: Flask, *arguments: str, **environ: str) -> tuple[int, str]:
    port = ("--port", str(free_port())) if "--port" not in arguments else ()
    result = app.test_cli_runner().invoke(args=["serve", *port, *arguments], env=environ)
    return result.exit_code, result.output


def test_it_becomes_the_production_server(app: Flask, became: list[str]) -> None:
    port = str(free_port())
    status, _ = _serve(app, "--port", port, WEB_CONCURRENCY="3", THREADS="5")
    assert status == 0
    assert became[:3] == [sys.executable, "-m", "gunicorn"]
    options = dict(zip(became[3::2], became[4::2], strict=True))
    assert options["--bind"] == f"127.0.0.1:{port}"
    assert options["--workers"] == "3"
    assert options["--threads"] == "5"
    assert Path(options["--config"]).is_file()


def test_the_setup_token_is_printed_until_there_is_an_admin(app: Flask, became: list[str]) -> None:
    port = str(free_port())
    _, output = _serve(app, "--host", "0.0.0.0", "--port", port)
    assert f"http://127.0.0.1:{port}/setup" in output
    token = re.search(r"^ {4}(\S+)$", output, re.MULTILINE)[1]
    db.session.rollback()
    assert db.session.get(SiteSettings, 1).setup_token_hash == digest(token)

    make_user("admin")
    _, output = _serve(app)
    assert "/setup" not in output


def test_another_address_is_kept_as_it_is(app: Flask, became: list[str]) -> None:
    port = str(free_port())
    _, output = _serve(app, "--host", "localhost", "--port", port)
    assert f"http://localhost:{port}/setup" in output
    assert f"localhost:{port}" in became


@pytest.mark.parametrize("as_root", [True, False])
def test_running_as_root_is_warned_of(
    app: Flask, became: list[str], monkeypatch: pytest.MonkeyPatch, *, as_root: bool
) -> None:
    monkeypatch.setattr("app.home.cli.serve.runs_as_root", lambda: as_root)
    status, output = _serve(app)
    assert status == 0
    assert ("Warning: Myelin runs as root" in output) is as_root


def test_a_taken_port_is_named(app: Flask, became: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, output = _serve(app, "--port", port)
    assert status == 1
    assert f"Port {port} is taken" in output
    assert not became


def test_an_address_of_another_machine_is_refused(app: Flask, became: list[str]) -> None:
    status, output = _serve(app, "--host", "192.0.2.1")
    assert status == 1
    assert "cannot listen on 192.0.2.1" in output
    assert not became


def test_missing_browser_files_are_named(app: Flask, became: list[str], tmp_path: Path) -> None:
    app.static_folder = str(tmp_path)
    status, output = _serve(app)
    assert status == 1
    assert "make install" in output
    assert not became


def test_migrations_are_caught_up(
    blank_database_url: str, became: list[str], tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        status, output = _serve(app)
        assert status == 0, output
        assert "Bringing the database up to date" in output
        _, output = _serve(app)
        assert "Bringing the database up to date" not in output
        db.engine.dispose()


def test_a_database_from_the_future_is_refused(app: Flask, became: list[str]) -> None:
    change = text("UPDATE alembic_version SET version_num = :version")
    version = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    with transaction():
        db.session.execute(change, {"version": "later"})
    try:
        status, output = _serve(app)
    finally:
        with transaction():
            db.session.execute(change, {"version": version})
    assert status == 1
    assert "newer Myelin" in output
    assert not became


def test_production_does_not_start_without_a_key_of_its_own(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env={"MYELIN_ENV": "production", "MYELIN_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: MYELIN_ENV=production needs SECRET_KEY")
    assert "Traceback" not in result.stderr


def test_it_serves_and_stops_at_a_signal(tmp_path: Path) -> None:
    server = Server(tmp_path, as_shipped=True)
    try:
        server.start()
        assert f"Myelin is serving {server.url}" in server.output
        assert server.end(signal.SIGINT) == 0
        server.start()
        assert server.end(signal.SIGTERM) == 0
        assert "Traceback" not in server.output
    finally:
        server.kill()


def test_no_header_says_under_which_path_it_serves(tmp_path: Path) -> None:
    server = Server(tmp_path, as_shipped=True)
    try:
        server.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        with contextlib.closing(connection):
            # Gunicorn's own way to be told, which it takes from every client on this machine.
            headers = {"SCRIPT_NAME": "/sign", "X-Forwarded-Prefix": "/sign"}
            connection.request("GET", "/sign-in", headers=headers)
            assert connection.getresponse().headers["Location"] == "/setup"
    finally:
        server.kill()
