"""A year of study through the services, as the app runs them, on a database of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert

from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Revision, Topic
from app.cards.models import Card, CoursePlan, Preferences
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import get_review
from app.cards.queries.scopes import list_scopes
from app.cards.queries.states import state_of
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.scheduling.log.answering import kind_of_answer
from app.domain.scheduling.memory.scheduler import SM2
from app.factory import create_app
from app.forecasts.queries.exams import foresee_exam
from app.planning.models import StudyPause
from app.study.queries.next_card import find_next, get_workload
from app.study.queries.sessions import find_open_session
from app.study.service.answering import Answer, answer_card
from bench.simulation.fast import FIRST_ID
from bench.simulation.learners import EXAM_ON, UNSURE, WRONG, Learner, day_on, moment_on
from bench.simulation.policies import Policy

SECRET_KEY = "a secret key that only the simulation uses, long enough"
CONTENT: dict[str, Any] = {
    "stem": "Which one is right?",
    "explanation": "The first one.",
    "keep_order": True,
    "choices": [{"text": "This one", "key": True}, {"text": "That one"}],
}


class ServiceDesk:
    """One learner at the real services; the clock is handed to them."""

    def __init__(self, learner: Learner, policy: Policy) -> None:
        self.learner = learner
        self.policy = policy
        self._second = 0
        with transaction():
            _write_course(learner.questions)
            user = User(
                id=learner.number,
                email=f"learner{learner.number}@example.org",
                email_key=f"learner{learner.number}@example.org",
                name="A learner",
                role="learner",
                password_hash="",
                time_zone="UTC",
                day_turns_at_hour=4,
                created_at=moment_on(-1),
            )
            db.session.add(user)
            db.session.flush()
            db.session.add_all(_wishes(user.id, policy))
            course = db.session.get_one(Course, 1)
            enrol(course, actor=user, now=moment_on(-1))
            if policy.plans:
                db.session.add(CoursePlan(course_id=course.id, exam_on=EXAM_ON))
            if policy.schedule != SM2:
                change_schedule(
                    course, WantedSchedule(policy.schedule), actor=user, now=moment_on(-1)
                )
        self._user = user
        self._met = 0

    def study_spaced(self, day: int) -> None:
        """Answer what the app asks until it asks nothing more."""
        today = day_on(day)
        while True:
            scopes = list_scopes(self._user.id)
            preferences = get_preferences(self._user.id)
            session = find_open_session(self._user.id, today, None)
            workload = get_workload(self._user.id, scopes, today, preferences)
            card = find_next(self._user.id, scopes, today, workload, session)
            if card is None:
                return
            self.give(card.text.question_id - FIRST_ID, day)

    def foresee(self, day: int) -> float:
        """Return what the exam's page says on a morning that will be known on the day."""
        outlook = foresee_exam(
            self._user.id,
            1,
            questions={1: self.learner.questions},
            today=day_on(day),
            exam_on=EXAM_ON,
        )
        return outlook.whole.studied

    def take_new(self, day: int) -> list[int]:
        """Return the questions to meet on a day, as many as the app allows."""
        scopes = list_scopes(self._user.id)
        preferences = get_preferences(self._user.id)
        new = get_workload(self._user.id, scopes, day_on(day), preferences).new
        first, self._met = self._met, self._met + new
        return list(range(first, self._met))

    def due_on(self, question: int) -> date:
        """Return when a question that was met is due."""
        return self._card(question).due_on

    def _card(self, question: int) -> Card:
        return db.session.get_one(Card, (self._user.id, question + FIRST_ID))

    def answer_to_the_end(self, question: int, day: int) -> None:
        """Answer a question, and what it is drilled for."""
        self.give(question, day)
        while self._card(question).drill:
            self.give(question, day)

    def give(self, question: int, day: int) -> None:
        """Answer a question once."""
        card = db.session.get(Card, (self._user.id, question + FIRST_ID))
        kind = kind_of_answer(None if card is None else state_of(card), day_on(day))
        grade = self.learner.answer(question, day, kind)
        self._second = self._second + 1 if self._second < 3600 * 8 else 1
        given = Answer(
            review_id=new_id(),
            question_id=question + FIRST_ID,
            revision_number=1,
            answers=0 if card is None else card.answers,
            one_course=False,
            response={"choice": "2" if grade == WRONG else "1"},
            certainty="unsure" if grade == UNSURE else "",
            milliseconds=0,
        )
        with transaction():
            answer_card(given, actor=self._user, now=moment_on(day, self._second))
        review = get_review(self._user.id, given.review_id)
        assert (review.grade, review.kind) == (grade, kind)

    def check(self) -> None:
        """Prove that every card is the fold of its log."""
        db.session.rollback()
        differences = list(verify())
        assert not differences, differences[:3]


def _wishes(learner_id: int, policy: Policy) -> list[Any]:
    """Return the rows of what a learner wants of their days."""
    habits = policy.habits
    preferences = Preferences(
        learner_id=learner_id,
        new_per_day=policy.new_a_day,
        reviews_per_day=policy.reviews_a_day,
        smooths_load=habits.smooths,
        weekday_percents=list(habits.weekdays),
        time_counts=False,
    )
    pauses = [
        StudyPause(learner_id=learner_id, first_on=pause.first_on, last_on=pause.last_on)
        for pause in habits.pauses
    ]
    return [preferences, *pauses]


def _write_course(questions: int) -> None:
    made_at = moment_on(-1)
    db.session.add(Course(id=1, slug="course", title="A course", created_at=made_at))
    db.session.flush()
    db.session.add(Topic(id=1, course_id=1, slug="topic", title="A topic", position=1))
    db.session.flush()
    db.session.add(
        Objective(
            id=1,
            course_id=1,
            topic_id=1,
            code="O1",
            claim="A claim.",
            evidence="established",
            position=1,
        )
    )
    db.session.flush()
    numbers = range(FIRST_ID, FIRST_ID + questions)
    db.session.execute(
        insert(Question),
        [
            {
                "id": number,
                "course_id": 1,
                "topic_id": 1,
                "objective_id": 1,
                "slug": f"q{number}",
                "type": "single_choice",
                "position": number,
                "latest_number": 1,
                "published_number": 1,
                "introduction_order": number,
                "created_at": made_at,
            }
            for number in numbers
        ],
    )
    db.session.execute(
        insert(Revision),
        [
            {
                "question_id": number,
                "number": 1,
                "content": CONTENT,
                "level": "recall",
                "tags": [],
                "section": "",
                "created_at": made_at,
            }
            for number in numbers
        ],
    )


@contextmanager
def empty_app() -> Iterator[None]:
    """Open an app over an empty, migrated SQLite database, which is thrown away in the end."""
    with tempfile.TemporaryDirectory(prefix="myelin-simulation-") as name:
        folder = Path(name)
        app = create_app(
            {
                "DATA_DIR": folder,
                "SECRET_KEY": SECRET_KEY,
                "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'simulation'}.db",
            }
        )
        with app.app_context():
            upgrade()
            yield
            db.session.remove()
            db.engine.dispose()
