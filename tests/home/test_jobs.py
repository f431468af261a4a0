"""Jobs: run by cron, by a process of their own or beside the server, and by one at a time."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import clock
from app.db import db, transaction
from app.home import jobs
from app.home.models import JobRun
from app.home.queries import jobs as queries
from app.home.service.claiming import CLAIMED_FOR, claim, finish
from app.web.jobs import Job, run_soon, wait_for_turn
from tests.conftest import StoppedClock, second_app
from tests.people import make_user
from tests.serving import PATIENCE_SECONDS, Server

At = Callable[[str], StoppedClock]


@pytest.fixture
def stopped(app: Flask, at: At) -> StoppedClock:
    return at("2026-03-01T09:00")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Have one job only, every hour, and return the moments at which it ran."""
    moments: list[datetime] = []

    def run(now: datetime) -> str:
        moments.append(now)
        return f"{len(moments)} done"

    monkeypatch.setattr(jobs, "JOBS", (Job("test", "A test", timedelta(hours=1), run),))
    return moments


def command(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["jobs", *arguments])
    db.session.rollback()
    db.session.expire_all()
    return result.exit_code, result.output


def waiting() -> list[str]:
    return [outcome for _, outcome in jobs.run_waiting()]


def test_a_job_runs_when_its_time_comes(stopped: StoppedClock, ran: list[datetime]) -> None:
    assert waiting() == ["1 done"]
    assert waiting() == []
    stopped.advance(minutes=59)
    assert waiting() == []
    stopped.advance(minutes=1)
    assert waiting() == ["2 done"]
    assert ran == [clock.now() - timedelta(hours=1), clock.now()]


def test_cron_runs_them_early_and_twice(
    app: Flask, stopped: StoppedClock, ran: list[datetime]
) -> None:
    assert command(app, "run") == (0, "test: 1 done\n")
    assert command(app, "run", "test") == (0, "test: 2 done\n")
    status, output = command(app, "run", "nothing")
    assert (status, "There is no job nothing. There are: test." in output) == (1, True)


def test_who_asks_waits_for_all_of_it_and_the_server_for_nothing(
    app: Flask, stopped: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = timedelta(minutes=1)
    job = Job("long", "Long", every, lambda now: "begun", run_to_the_end=lambda now: "done")
    monkeypatch.setattr(jobs, "JOBS", (job,))
    assert waiting() == ["begun"]
    assert command(app, "run") == (0, "long: done\n")


def test_the_real_jobs_have_nothing_to_do_on_a_new_site(app: Flask) -> None:
    make_user("admin")
    for _ in range(2):
        status, output = command(app, "run")
        assert status == 0
        assert output.splitlines() == [f"{job.name}: nothing to do" for job in jobs.JOBS]


def test_who_is_running_a_job_is_left_alone(
    app: Flask, stopped: StoppedClock, ran: list[datetime]
) -> None:
    (job,) = jobs.JOBS
    with transaction():
        assert claim(job, now=clock.now())
    assert command(app, "run") == (0, "test: is running elsewhere\n")
    stopped.advance(hours=0)
    assert waiting() == []
    with transaction():
        finish(job, outcome="", now=clock.now())
    assert command(app, "run") == (0, "test: 1 done\n")


def test_who_was_killed_holds_a_job_up_for_a_quarter(
    stopped: StoppedClock, ran: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "JOBS", (replace(jobs.JOBS[0], every=timedelta(minutes=1)),))
    with transaction():
        assert claim(jobs.JOBS[0], now=clock.now())
    stopped.advance(minutes=14)
    assert waiting() == []
    stopped.moment += CLAIMED_FOR
    assert waiting() == ["1 done"]


def test_a_clock_that_goes_back_keeps_no_job_waiting(
    stopped: StoppedClock, ran: list[datetime]
) -> None:
    with transaction():
        assert claim(jobs.JOBS[0], now=clock.now())
    stopped.moment -= timedelta(days=20)
    assert waiting() == ["1 done"]
    assert waiting() == []
    stopped.advance(hours=1)
    assert waiting() == ["2 done"]


def test_two_processes_at_once_run_it_once(
    app: Flask, stopped: StoppedClock, ran: list[datetime]
) -> None:
    start = threading.Barrier(2)

    def run(other: Flask) -> None:
        with other.app_context():
            start.wait(30)
            list(jobs.run_waiting())
            db.session.remove()

    with second_app(app) as other, ThreadPoolExecutor(2) as threads:
        list(threads.map(run, [app, other]))
    assert len(ran) == 1


def test_a_job_that_fails_is_told_and_does_not_stop_the_others(
    app: Flask, stopped: StoppedClock, ran: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(now: datetime) -> str:
        raise ValueError("secret words")

    broken = Job("broken", "Fails", timedelta(hours=1), fail)
    monkeypatch.setattr(jobs, "JOBS", (broken, *jobs.JOBS))
    status, output = command(app, "run")
    assert status == 1
    assert "broken: failed: ValueError\ntest: 1 done\n" in output
    assert "secret words" not in output
    assert db.session.get_one(JobRun, "broken").busy_until is None


def test_the_list_says_when_each_ran_last(
    app: Flask, stopped: StoppedClock, ran: list[datetime]
) -> None:
    assert "never" in command(app, "list")[1]
    command(app, "run")
    assert "2026-03-01 09:00 UTC\t1 done\tA test" in command(app, "list")[1]


def ticks(number: int) -> Callable[[float], bool]:
    """Return a wait that lets so many minutes pass at once, and then says to stop."""
    left = iter([False] * number)
    return lambda seconds: next(left, True)


def test_the_loop_goes_on_whatever_happens(
    app: Flask, stopped: StoppedClock, ran: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    claiming = claim
    calls = []

    def at_first_locked(*arguments: Any, **named: Any) -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("UPDATE", None, Exception("database is locked"))
        return claiming(*arguments, **named)

    monkeypatch.setattr(jobs, "claim", at_first_locked)
    jobs.keep_running(app, ticks(3))
    assert len(ran) == 1


def test_an_outage_is_a_line_of_the_log_and_no_traceback(
    app: Flask, ran: list[datetime], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = f"sqlite:///{tmp_path / 'nowhere' / 'myelin.db'}"
    with second_app(app, SQLALCHEMY_DATABASE_URI=away) as site:
        jobs.keep_running(site, ticks(4))
    assert caplog.text.count("database error (OperationalError)") == 1
    assert "Traceback" not in caplog.text
    assert ran == []


def test_a_job_that_meets_an_outage_is_a_line_of_the_log(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def run(now: datetime) -> str:
        raise OperationalError("UPDATE", None, Exception("database is locked"))

    monkeypatch.setattr(jobs, "JOBS", (Job("test", "A test", timedelta(hours=1), run),))
    assert waiting() == ["failed: OperationalError"]
    assert "Traceback" not in caplog.text


def test_a_data_directory_that_is_away_does_not_end_the_loop(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def unwritable(*_arguments: Any, **_named: Any) -> bool:
        calls.append(1)
        raise PermissionError("write.lock")

    monkeypatch.setattr(jobs, "claim", unwritable)
    jobs.keep_running(app, ticks(3))
    assert len(calls) == 3
    assert caplog.text.count("jobs could not be run (PermissionError)") == 1


def test_a_process_of_its_own_runs_them_until_it_is_stopped(
    app: Flask, stopped: StoppedClock, ran: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(wanted: Flask, wait: object) -> None:
        assert wanted is app
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "keep_running", interrupted)
    status, output = command(app, "serve")
    assert (status, "Stopped" in output) == (0, True)


def test_a_job_that_somebody_waits_for_does_not_wait_for_the_minute(
    app: Flask, ran: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    has_run, turns = threading.Event(), [False, True]

    def wait(seconds: float) -> bool:
        if ran:
            has_run.set()
        wait_for_turn(seconds)
        return turns.pop(0)

    monkeypatch.setattr(jobs, "FIRST_SECONDS", 10 * PATIENCE_SECONDS)
    monkeypatch.setattr(jobs, "TICK_SECONDS", 10 * PATIENCE_SECONDS)
    thread = threading.Thread(target=jobs.keep_running, args=(app, wait), daemon=True)
    thread.start()
    run_soon()
    assert has_run.wait(PATIENCE_SECONDS)
    run_soon()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_what_is_asked_for_right_after_another_task_does_not_wait_either(
    stopped: StoppedClock,
) -> None:
    measure = next(job for job in jobs.JOBS if job.name == "measure")
    with transaction():
        assert claim(measure, now=clock.now())
        finish(measure, outcome="begun", now=clock.now())
    assert measure in queries.list_waiting(jobs.JOBS, clock.now())


def test_a_server_runs_them_beside_unless_it_is_told_not_to(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = threading.Event()
    monkeypatch.setattr(jobs, "keep_running", lambda app, wait: started.set())
    app.config["JOBS"] = False
    assert jobs.start(app) is None
    app.config["JOBS"] = True
    thread = jobs.start(app)
    thread.join(30)
    assert started.is_set()
    assert thread.daemon


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs POSIX")
def test_the_real_server_runs_them(tmp_path: Path) -> None:
    server = Server(tmp_path, as_shipped=True)
    server.start()
    started = "SELECT count(*) FROM job_runs WHERE started_at IS NOT NULL"
    try:
        with contextlib.closing(sqlite3.connect(tmp_path / "myelin.db")) as connection:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while connection.execute(started).fetchone() != (len(jobs.JOBS),):
                assert time.monotonic() < deadline, "a job did not start"
                time.sleep(0.1)
        assert "never" not in server.flask("jobs", "list")
    finally:
        server.stop()
