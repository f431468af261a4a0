"""No acknowledged answer is lost and none is stored twice, whatever happens to the server."""

from __future__ import annotations

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.service import start_session
from app.bank.models import Question
from app.cards.models import Card, Preferences, Review
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from tests import postgresql
from tests.conftest import make_app, migrate
from tests.durability.learner import Learner
from tests.learning.content import make_course
from tests.people import make_user
from tests.serving import Server

LEARNERS = 20
ANSWERS_EACH = 10
ANSWERS = LEARNERS * ANSWERS_EACH
AT_ONCE = 40
KILLS = 3
SERVER_PROCESSES = "3"


@dataclass
class Site:
    """A running server, the learners in it, and the app to look into its database."""

    server: Server
    app: Flask
    learners: list[Learner]
    question_ids: list[int]

    def check(self) -> None:
        """Compare what was acknowledged with what was stored, and replay the whole log."""
        acknowledged = Counter(id_ for learner in self.learners for id_ in learner.acknowledged)
        db.session.rollback()
        stored = Counter(db.session.scalars(select(Review.id)))
        assert set(stored) == set(acknowledged), "answers were lost, or came from nowhere"
        per_card = db.session.execute(
            select(func.count(Review.id), Card.answers)
            .join(
                Card,
                (Card.learner_id == Review.learner_id) & (Card.question_id == Review.question_id),
            )
            .group_by(Card.learner_id, Card.question_id, Card.answers)
        ).all()
        assert all(reviews == answers for reviews, answers in per_card)
        assert "Traceback" not in self.server.output
        verified = self.app.test_cli_runner().invoke(args=["study", "verify"])
        assert "Every card is the fold of its reviews." in verified.output


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """Return a real server of several processes with twenty enrolled learners."""
    with contextlib.ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            cluster: postgresql.Server = request.getfixturevalue("postgresql_server")
            database = cluster.create_database()
            stack.callback(cluster.drop_database, database)
            url = database.url
            cluster.commit_at_once(database)
        server = Server(tmp_path, url, WEB_CONCURRENCY=SERVER_PROCESSES)
        stack.callback(server.kill)
        url = url or f"sqlite:///{tmp_path / 'myelin.db'}"
        migrate(url, tmp_path)
        app = make_app(url, tmp_path)
        with app.app_context():
            stack.callback(db.engine.dispose)
            learners, question_ids = _fill(server.port)
            server.start()
            yield Site(server, app, learners, question_ids)
            db.session.remove()


def _fill(port: int) -> tuple[list[Learner], list[int]]:
    make_user("admin")
    course = make_course(questions=ANSWERS_EACH, topics=2)
    learners = []
    for _ in range(LEARNERS):
        user = make_user("learner")
        with transaction():
            token = start_session(user.id, remembered=False, now=clock.now())
            enrol(course, actor=user, now=clock.now())
            db.session.add(Preferences(learner_id=user.id, new_per_day=200))
        learners.append(Learner(port, user.id, token))
    return learners, list(db.session.scalars(select(Question.id).order_by(Question.id)))


def _forms(site: Site, learner: Learner) -> list[dict[str, str]]:
    """Return a form for each question, as if the learner had opened them in ten tabs."""
    first = learner.form()
    return [
        first | {"review_id": str(new_id()), "question_id": str(id_), "answers": "0"}
        for id_ in site.question_ids
    ]


def test_two_hundred_answers_at_once_each_sent_twice(site: Site) -> None:
    work = [(learner, form) for learner in site.learners for form in _forms(site, learner) * 2]
    random.Random(7).shuffle(work)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(lambda item: item[0].answer(item[1]), work))
    site.check()
    counts = db.session.execute(select(Review.learner_id, func.count()).group_by(Review.learner_id))
    assert dict(counts.all()) == {learner.id: ANSWERS_EACH for learner in site.learners}


def test_two_tabs_answering_one_card_make_one_review(site: Site) -> None:
    """Every learner answers every card from two tabs at once, each with a review id of its own."""
    work = [
        (learner, form)
        for learner in site.learners
        for _ in range(2)
        for form in _forms(site, learner)
    ]
    random.Random(11).shuffle(work)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        stored = Counter(pool.map(lambda item: item[0].answer(item[1]), work))
    assert stored == {True: ANSWERS, False: ANSWERS}
    site.check()


def test_a_server_killed_in_mid_load_loses_nothing(site: Site) -> None:
    halfway = [threading.Semaphore(0) for _ in range(KILLS)]

    def study(learner: Learner) -> None:
        for number in range(ANSWERS_EACH):
            assert learner.answer(learner.form())
            if number < KILLS:
                halfway[number].release()

    with ThreadPoolExecutor(LEARNERS) as pool:
        studying = [pool.submit(study, learner) for learner in site.learners]
        for gate in halfway:
            # Half of the learners have their n-th answer; the others are in the middle of it.
            assert all(gate.acquire(timeout=60) for _ in range(LEARNERS // 2))
            site.server.kill()
            site.server.start()
        for future in studying:
            future.result(timeout=120)
    assert sum(learner.sent_again for learner in site.learners) > 0, "nobody noticed the kills"
    assert {len(learner.acknowledged) for learner in site.learners} == {ANSWERS_EACH}
    acknowledged: set[UUID] = {id_ for learner in site.learners for id_ in learner.acknowledged}
    assert len(acknowledged) == ANSWERS
    site.check()
