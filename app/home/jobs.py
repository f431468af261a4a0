"""``flask jobs ...``, and the same inside the server: all that happens without being asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app import clock, locks
from app.accounts.jobs import JOBS as OF_ACCOUNTS
from app.backup.jobs import JOBS as OF_BACKUP
from app.db import db, transaction
from app.domain.errors import DomainError
from app.forecasts.jobs import JOBS as OF_FORECASTS
from app.home.queries import jobs as queries
from app.home.service.claiming import claim, finish
from app.planning.jobs import JOBS as OF_PLANNING
from app.reminders.jobs import JOBS as OF_REMINDERS
from app.web.jobs import Job, wait_for_turn
from app.web.requests.outages import OUT_OF_ORDER, tell, tell_of_database

JOBS: tuple[Job, ...] = (*OF_ACCOUNTS, *OF_REMINDERS, *OF_PLANNING, *OF_FORECASTS, *OF_BACKUP)
# A server that has just started has other things to do first.
FIRST_SECONDS = 5
TICK_SECONDS = 60
FAILED = "failed"

jobs_cli = AppGroup("jobs", help="Reminders, expiry, deletions: what happens without being asked.")


def run_waiting() -> Iterator[tuple[Job, str]]:
    """Run the jobs whose time has come, and yield each with what it came to."""
    for job in queries.list_waiting(JOBS, clock.now()):
        outcome = run_job(job)
        if outcome is not None:
            yield job, outcome


def run_job(job: Job, *, because_asked: bool = False) -> str | None:
    """Run a job unless another process has it; return what it came to, None if it did not run.

    Somebody who asked for it gets it early, and to the end: they wait for what would else go on in
    a process of its own. A job that fails is logged and tried again when its time comes.
    """
    with transaction():
        if not claim(job, now=clock.now(), even_if_early=because_asked):
            return None
    run = (because_asked and job.run_to_the_end) or job.run
    try:
        outcome = run(clock.now())
    except OUT_OF_ORDER as error:
        tell_of_database(error)
        outcome = f"{FAILED}: {type(error).__name__}"
    except Exception as error:
        current_app.logger.exception("the job %s failed", job.name)
        # What is written for people may be shown; other errors might quote what is in a row.
        said = error.message if isinstance(error, DomainError) else type(error).__name__
        outcome = f"{FAILED}: {said}"
    with transaction():
        finish(job, outcome=outcome, now=clock.now())
    return outcome


def keep_running(app: Flask, wait: Callable[[float], bool]) -> None:
    """Run what is due, minute by minute or when ``wait`` is over, until it says to stop."""
    pause = FIRST_SECONDS
    while not wait(pause):
        pause = TICK_SECONDS
        with app.app_context():
            try:
                for job, outcome in run_waiting():
                    app.logger.info("%s: %s", job.name, outcome or "nothing to do")
            # Full, locked or gone for a moment: the next minute may do.
            except SQLAlchemyError as error:
                tell_of_database(error)
            except OSError as error:
                tell(f"jobs could not be run ({type(error).__name__})", error, with_traceback=False)
            finally:
                db.session.remove()


def start(app: Flask) -> threading.Thread | None:
    """Run jobs in a thread beside this process's requests, unless ``MYELIN_JOBS`` says no.

    Each server process has one. They claim the jobs from one another, so one runs each.
    """
    if not app.config["JOBS"]:
        return None
    thread = threading.Thread(
        target=keep_running, args=(app, wait_for_turn), name="jobs", daemon=True
    )
    thread.start()
    return thread


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - as in cli.py
    return app


@jobs_cli.command("run")
@click.argument("names", nargs=-1, metavar="[JOB]...")
def run_command(names: tuple[str, ...]) -> None:
    """Run all jobs once, now and to the end, or the ones named. Made for cron; safe to run twice."""
    known = {job.name: job for job in JOBS}
    for name in names:
        if name not in known:
            raise click.ClickException(f"There is no job {name}. There are: {', '.join(known)}.")
    failed = False
    for job in [known[name] for name in names] or JOBS:
        outcome = run_job(job, because_asked=True)
        failed |= (outcome or "").startswith(FAILED)
        said = "is running elsewhere" if outcome is None else outcome or "nothing to do"
        click.echo(f"{job.name}: {said}")
    if failed:
        raise click.ClickException("Not every job could be done; the log says why.")


@jobs_cli.command("serve")
def serve_command() -> None:
    """Run jobs when their time comes, until stopped: a process of its own for them."""
    try:
        locks.serve_from(current_app.config["DATA_DIR"])
    except locks.Taken:
        raise click.ClickException("The database is being migrated or restored.") from None
    click.echo("Running jobs as their time comes (Ctrl-C stops it)")
    try:
        keep_running(_app(), threading.Event().wait)
    except KeyboardInterrupt:
        click.echo("Stopped")


@jobs_cli.command("list")
def list_command() -> None:
    """Show each job, how often it runs, when it ran last, and what it came to."""
    runs = queries.map_runs()
    for job in JOBS:
        run = runs.get(job.name)
        last = f"{run.started_at:%Y-%m-%d %H:%M} UTC" if run and run.started_at else "never"
        outcome = (run.outcome or "nothing to do") if run and run.finished_at else ""
        click.echo(f"{job.name}\tevery {job.every or 'minute'}\t{last}\t{outcome}\t{job.title}")
