"""Fill an empty, migrated database with a bank, learners and their histories."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from app.accounts.models import User
from app.accounts.service import start_session
from app.bank.models import Course, Objective, Question, Revision, Topic
from app.cards.models import Card, Enrolment, Preferences, Review
from app.db import db, transaction
from bench.history import History, histories

LEARNERS = 200
QUESTIONS = 10_000
TOPICS = 20
OBJECTIVES = 2_000
NEW_LEFT = 1_000
BATCH = 5_000
# One learner with a log like no other, over five years, who always says how sure they are.
KEEN_LEARNER = LEARNERS
KEEN_REVIEWS = 100_000
KEEN_DAYS = 5 * 365


def fill(
    reviews: int, *, today: date, now: datetime, say: Callable[[str], None], keen: bool = False
) -> None:
    """Write the bank, 200 learners and about ``reviews`` reviews, in a few large transactions.

    ``keen`` adds the reviews of the keen learner.
    """
    made_at = now - timedelta(days=400)
    with transaction():
        course_id = _write_bank(made_at)
        _write_people(course_id, made_at)
    each = reviews // LEARNERS
    for learner_id in range(1, LEARNERS + (0 if keen else 1)):
        questions = list(range(1, QUESTIONS - NEW_LEFT + 1))
        _write_histories(learner_id, questions, course_id, each, today)
        if learner_id % 50 == 0:
            say(f"{learner_id * each:,} reviews written")
    if keen:
        _write_keen_learner(course_id, today)
        say(f"{KEEN_REVIEWS:,} more of one learner written")


def fill_for_exam(learners: int, cards: int, days: int, *, today: date, now: datetime) -> None:
    """Write the bank and some learners who met so many questions over the last days."""
    made_at = now - timedelta(days=400)
    with transaction():
        course_id = _write_bank(made_at)
        _write_people(course_id, made_at)
        db.session.execute(
            update(Question).where(Question.id > cards).values(published_number=None)
        )
    questions = list(range(1, cards + 1))
    for learner_id in range(1, learners + 1):
        _write(
            histories(
                learner_id,
                questions,
                course_id,
                reviews=sys.maxsize,
                today=today,
                seed=learner_id,
                days=days,
            )
        )


def _write_bank(made_at: datetime) -> int:
    execute = db.session.execute
    course = Course(slug="bench", title="A large course", created_at=made_at)
    db.session.add(course)
    db.session.flush()
    execute(
        insert(Topic),
        [
            {"id": n, "course_id": course.id, "slug": f"t{n}", "title": f"Topic {n}", "position": n}
            for n in range(1, TOPICS + 1)
        ],
    )
    execute(
        insert(Objective),
        [
            {
                "id": n,
                "course_id": course.id,
                "topic_id": 1 + n % TOPICS,
                "code": f"O{n}",
                "claim": f"Claim number {n}.",
                "evidence": "established",
                "position": n,
            }
            for n in range(1, OBJECTIVES + 1)
        ],
    )
    questions, revisions = [], []
    for n in range(1, QUESTIONS + 1):
        objective = 1 + n % OBJECTIVES
        questions.append(
            {
                "id": n,
                "course_id": course.id,
                "topic_id": 1 + objective % TOPICS,
                "objective_id": objective,
                "slug": f"q{n}",
                "type": "single_choice",
                "position": n,
                "latest_number": 1,
                "published_number": 1,
                "introduction_order": n,
                "created_at": made_at,
            }
        )
        revisions.append(
            {
                "question_id": n,
                "number": 1,
                "content": _content(n),
                "level": "recall",
                "tags": [],
                "section": "",
                "created_at": made_at,
            }
        )
    execute(insert(Question), questions)
    execute(insert(Revision), revisions)
    return course.id


def _content(number: int) -> dict[str, Any]:
    return {
        "stem": f"Which of these belongs to statement {number}?",
        "explanation": f"The first one does, as statement {number} says.",
        "choices": [
            {"text": f"The right one of {number}", "key": True, "feedback": "Yes."},
            {"text": f"A wrong one of {number}", "feedback": "No, that is another."},
            {"text": f"Another wrong one of {number}", "feedback": "No, not this either."},
            {"text": f"The last wrong one of {number}", "feedback": "No."},
        ],
    }


def _write_people(course_id: int, made_at: datetime) -> None:
    people = [
        {
            "id": n,
            "email": f"learner{n}@example.org",
            "email_key": f"learner{n}@example.org",
            "name": f"Learner {n}",
            "role": "learner" if n < LEARNERS else "admin",
            "password_hash": secrets.token_hex(16),
            "time_zone": "UTC",
            "locale": "en_GB",
            "day_turns_at_hour": 4,
            "theme": "auto",
            "created_at": made_at,
        }
        for n in range(1, LEARNERS + 1)
    ]
    db.session.execute(insert(User), people)
    # Everybody has met most of the bank, so that the next new question lies far into it.
    db.session.execute(
        insert(Enrolment),
        [
            {
                "learner_id": n,
                "course_id": course_id,
                "enrolled_at": made_at,
                "introduced_up_to": QUESTIONS - NEW_LEFT,
            }
            for n in range(1, LEARNERS + 1)
        ],
    )
    db.session.execute(
        insert(Preferences),
        [
            {
                "learner_id": n,
                "new_per_day": 200,
                "time_counts": True,
                "asks_certainty": False,
                "shortcuts": True,
            }
            for n in range(1, LEARNERS + 1)
        ],
    )


def _write_histories(
    learner_id: int, questions: list[int], course_id: int, reviews: int, today: date
) -> None:
    _write(
        histories(learner_id, questions, course_id, reviews=reviews, today=today, seed=learner_id)
    )


def _write_keen_learner(course_id: int, today: date) -> None:
    questions = list(range(1, QUESTIONS - NEW_LEFT + 1))
    made = histories(
        KEEN_LEARNER,
        questions,
        course_id,
        reviews=KEEN_REVIEWS,
        today=today,
        seed=KEEN_LEARNER,
        days=KEEN_DAYS,
    )
    _write(_with_certainty(made))


def _with_certainty(made: Iterable[History]) -> Iterator[History]:
    for history in made:
        for row in history.reviews:
            row["certainty"] = "sure" if row["grade"] > 3 else "unsure"
        yield history


def _write(made: Iterable[History]) -> None:
    cards: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for history in made:
        cards.append(history.card)
        rows.extend(history.reviews)
    with transaction():
        db.session.execute(insert(Card), cards)
        for start in range(0, len(rows), BATCH):
            db.session.execute(insert(Review), rows[start : start + BATCH])


def list_due(learner_id: int, on: date) -> list[tuple[int, int]]:
    """Return the learner's cards due by a day as (question, answers)."""
    rows = db.session.execute(
        select(Card.question_id, Card.answers)
        .where(Card.learner_id == learner_id, Card.due_on <= on)
        .order_by(Card.due_on)
    )
    return [(row[0], row[1]) for row in rows]


def sign_in_learners(count: int, now: datetime) -> list[str]:
    """Return the session tokens of the first so many learners."""
    with transaction():
        return [start_session(n, remembered=True, now=now) for n in range(1, count + 1)]


def sign_in_learner(learner_id: int, now: datetime) -> str:
    """Return a session token of one learner."""
    with transaction():
        return start_session(learner_id, remembered=True, now=now)
