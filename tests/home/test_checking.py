"""``flask config check``: an exit status for scripts, and words for people."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.home.cli import checking
from tests.conftest import make_app, migrate, second_app
from tests.home.test_readiness import read_only

SAFE = {
    "PRODUCTION": True,
    "BASE_URL": "https://learn.example.org",
    "TRUSTED_PROXY_HOPS": 1,
}


def _check(app: Flask, *options: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["config", "check", *options])
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "runs_as_root", lambda: False)


def test_settings_that_are_fit_are_said_to_be(app: Flask) -> None:
    app.config["DATA_DIR"].chmod(0o700)
    for path in app.config["DATA_DIR"].glob("myelin.db*"):
        path.chmod(0o600)
    with second_app(app, **SAFE) as site:
        assert _check(site, "--strict") == (0, "The settings can be used.\n")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"PRODUCTION": False}, "MYELIN_ENV is not production"),
        ({"BASE_URL": ""}, "BASE_URL is not set"),
        ({"TRUSTED_PROXY_HOPS": 0}, "TRUSTED_PROXY_HOPS is 0"),
    ],
)
def test_what_is_seldom_meant_is_a_warning(
    app: Flask, change: dict[str, object], word: str
) -> None:
    with second_app(app, **(SAFE | change)) as site:
        status, output = _check(site)
        assert status == 0
        assert f"warning: {word}" in output
        assert _check(site, "--strict")[0] == 1


def test_a_database_that_stores_nothing_is_an_error(app: Flask) -> None:
    with second_app(app, **SAFE) as site, read_only():
        status, output = _check(site)
    assert status == 1
    assert output.startswith("error: Nothing can be saved: ")
    assert "Traceback" not in output


def test_a_shifted_clock_is_a_warning(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "MYELIN_CLOCK_SHIFT_SECONDS" not in _check(app)[1]
    monkeypatch.setattr(clock.clock, "shift_seconds", -3600.0)
    assert "warning: MYELIN_CLOCK_SHIFT_SECONDS is set" in _check(app)[1]


def test_running_as_root_warns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "runs_as_root", lambda: True)
    assert "warning: Myelin runs as root" in _check(app)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_sqlites_files_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        url = f"sqlite:///{tmp_path / 'myelin.db'}"
        migrate(url, tmp_path)
    finally:
        os.umask(before)
    app = make_app(url, tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("myelin.db*")}
    assert set(modes.values()) == {0o600}
    (tmp_path / "myelin.db").chmod(0o644)
    with app.app_context(), second_app(app, **SAFE) as site:
        assert f"chmod go= {tmp_path / 'myelin.db'}" in _check(site)[1]
