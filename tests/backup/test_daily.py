"""The daily backup: made by the job, thinned out, and told of when it fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text

from app.backup.jobs import JOBS
from app.backup.service import files
from app.backup.service.manifest import list_backups
from app.db import db, transaction
from app.home import jobs
from tests.conftest import StoppedClock
from tests.people import make_user, sign_in


class Usage(NamedTuple):
    total: int
    used: int
    free: int


At = Callable[..., StoppedClock]


@pytest.fixture
def stopped(app: Flask, at: At, monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    monkeypatch.setitem(app.config, "BACKUPS", True)
    monkeypatch.setattr(jobs, "JOBS", JOBS)
    return at("2026-03-01T09:00")


def outcomes() -> list[str]:
    return [outcome for _, outcome in jobs.run_waiting()]


def page_of_today(app: Flask, role: str) -> str:
    client = app.test_client()
    sign_in(client, make_user(role))
    return client.get("/").get_data(as_text=True)


def kept(app: Flask) -> list[str]:
    return [one.name for one in list_backups(Path(app.config["BACKUP_DIR"]))]


def test_one_a_day_is_made_and_old_ones_go(
    app: Flask, stopped: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BACKUPS_KEPT", (2, 0, 0))
    assert outcomes() == [""], "nobody has an account yet"
    make_user("admin")
    for day in range(2, 5):
        stopped.advance(days=1)
        made = f"myelin-2026030{day}-090000-daily"
        deleted = ", 1 old ones deleted" if day == 4 else ""
        assert outcomes() == [f"{made} made{deleted}"]
        stopped.advance(minutes=1)
        assert outcomes() == []
        stopped.advance(minutes=-1)
    assert kept(app) == ["myelin-20260304-090000-daily", "myelin-20260303-090000-daily"]
    assert "backup failed" not in page_of_today(app, "admin")


def test_a_full_disk_is_told_to_admins_alone(
    app: Flask,
    stopped: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_user("admin")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 995 * 10**6, 5 * 10**6))
        (outcome,) = outcomes()
    assert outcome.startswith("failed: ")
    assert "has 5 MB free" in outcome
    assert kept(app) == []
    assert "the job backup failed" in caplog.text
    page = page_of_today(app, "admin")
    assert "The daily backup failed." in page
    assert "has 5 MB free" in page
    assert "backup failed" not in page_of_today(app, "educator")
    stopped.advance(days=1)
    assert len(outcomes()) == len(kept(app)) == 1
    assert "backup failed" not in page_of_today(app, "admin")


def test_a_backup_that_shrank_is_told_and_takes_none_away(
    app: Flask, stopped: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BACKUPS_KEPT", (1, 0, 0))
    ids = [make_user("admin").id for _ in range(10)]
    assert len(outcomes()) == 1
    stopped.advance(days=1)
    with transaction():
        db.session.execute(text(f"DELETE FROM users WHERE id IN ({ids[0]}, {ids[1]})"))
    (outcome,) = outcomes()
    assert outcome.startswith("failed: The backup was made, but it shrank: 10 people in myelin-")
    assert len(kept(app)) == 2
    assert "it shrank" in page_of_today(app, "admin")


def test_jobs_that_stand_still_are_told(app: Flask, stopped: StoppedClock) -> None:
    make_user("admin")
    outcomes()
    stopped.advance(hours=47)
    assert "backup failed" not in page_of_today(app, "admin")
    stopped.moment += timedelta(hours=2)
    assert "No backup has been made since" in page_of_today(app, "admin")


def test_one_that_is_being_made_is_not_doubled(app: Flask, stopped: StoppedClock) -> None:
    make_user("admin")
    with files.only_one(Path(app.config["BACKUP_DIR"]), patience_seconds=10):
        assert outcomes() == ["left to another process"]
    assert kept(app) == []
