"""A backup made while everybody answers, a server that dies, and a restore: on both databases."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Row
from sqlalchemy.pool import NullPool

from app import clock
from app.accounts.service import start_session
from app.cards.models import Preferences, Review
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from tests import postgresql
from tests.backup.site import count_sessions, digest_tables, opened
from tests.conftest import migrate
from tests.durability.learner import Learner
from tests.learning.content import make_course
from tests.people import make_user
from tests.serving import PATIENCE_SECONDS, Server

CLIENTS = 8
ANSWERS_BEFORE = 24


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Return a site to back up and an empty place to restore it into."""
    folders = [tmp_path / "site", tmp_path / "fresh"]
    for folder in folders:
        folder.mkdir()
    with contextlib.ExitStack() as stack:
        urls = [f"sqlite:///{folder / 'myelin.db'}" for folder in folders]
        if request.param == "postgresql":
            cluster: postgresql.Server = request.getfixturevalue("postgresql_server")
            databases = [cluster.create_database() for _ in folders]
            for database in databases:
                stack.callback(cluster.drop_database, database)
            cluster.commit_at_once(databases[0])
            urls = [database.url for database in databases]
        site, fresh = (
            Server(folder, url, WEB_CONCURRENCY="2")
            for folder, url in zip(folders, urls, strict=True)
        )
        stack.callback(site.kill)
        migrate(urls[0], folders[0])
        yield site, fresh


def fill(site: Server) -> list[Learner]:
    learners = []
    with opened(site.environ["DATABASE_URL"], site.data_dir):
        make_user("admin")
        course = make_course(questions=150, topics=3)
        for _ in range(CLIENTS):
            user = make_user("learner")
            with transaction():
                token = start_session(user.id, remembered=False, now=clock.now())
                enrol(course, actor=user, now=clock.now())
                db.session.add(Preferences(learner_id=user.id, new_per_day=200))
            learners.append(Learner(site.port, user.id, token))
    return learners


@contextlib.contextmanager
def answering(learners: list[Learner]) -> Iterator[None]:
    """Have all learners answer at full rate inside the block, whatever happens to the server."""
    over = threading.Event()

    def go_on(learner: Learner) -> None:
        while not over.is_set():
            assert learner.answer(learner.form())

    with ThreadPoolExecutor(len(learners)) as pool:
        studying = [pool.submit(go_on, learner) for learner in learners]
        try:
            yield
        finally:
            over.set()
        for future in studying:
            future.result(2 * PATIENCE_SECONDS)


def acknowledged(learners: list[Learner]) -> set[UUID]:
    return {id_ for learner in learners for id_ in list(learner.acknowledged)}


def wait_for(learners: list[Learner], count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(acknowledged(learners)) < count:
        assert time.monotonic() < deadline, "nobody can answer"
        time.sleep(0.01)


def read_reviews(url: str) -> dict[UUID, Row[tuple[object, ...]]]:
    table = Review.__table__
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {row.id: row for row in connection.execute(select(table))}


def test_what_was_acknowledged_before_a_backup_is_in_it(places: tuple[Server, Server]) -> None:
    site, fresh = places
    learners = fill(site)
    site.start()
    with answering(learners):
        wait_for(learners, ANSWERS_BEFORE)
        before = acknowledged(learners)
        said = site.flask("backup", "create")
        meanwhile = acknowledged(learners)
        assert len(meanwhile) > len(before), "nobody answered while the backup was made"
        wait_for(learners, len(meanwhile) + CLIENTS)
        site.kill()
        backup = Path(said.splitlines()[0].removeprefix("Made "))
        counts = json.loads((backup / "manifest.json").read_text())["counts"]

        fresh.flask("backup", "restore", str(backup))
        assert "Every card is the fold of its reviews." in fresh.flask("study", "verify")
        site.start()  # those who wait for an answer get one
    site.stop()

    url, restored = (one.environ["DATABASE_URL"] for one in (site, fresh))
    reviews, all_reviews = read_reviews(restored), read_reviews(url)
    assert before <= set(reviews) <= set(all_reviews)
    assert acknowledged(learners) <= set(all_reviews)
    assert all(row == all_reviews[id_] for id_, row in reviews.items())
    found = digest_tables(restored)
    assert {name: found[name][0] for name in counts if name != "user_sessions"} == {
        name: count for name, count in counts.items() if name != "user_sessions"
    }
    assert count_sessions(restored) == 0
    if url.startswith("sqlite"):
        assert digest_tables(f"sqlite:///{backup / 'myelin.db'}") == found
