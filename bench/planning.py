"""How long it takes to give everybody's cards their days for an exam that is set, moved, given up."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from datetime import date, timedelta

from app import clock
from app.accounts.models import User
from app.bank.models import Course
from app.cards.models import CoursePlan, Review
from app.db import db, transaction
from app.planning.service.planning_exams import plan_exam

# What planning for one learner may take in milliseconds, and for a thousand in seconds.
ONE_LIMIT = 150
ALL_LIMIT = 60
LEARNERS = 1_000
# So many of them are planned for: the others would take as long each.
SAMPLE = 30
CARDS = 1_000
DAYS = 200


@dataclass(frozen=True)
class Planned:
    """What was done to the date: cards that got another day, and milliseconds of each learner."""

    what: str
    cards: int
    milliseconds: list[float]


def measure(today: date) -> list[Planned]:
    """Plan for every learner, in a transaction each, after every change of the date."""
    plan_everybody(today + timedelta(days=50))  # the first finds nothing prepared
    return [
        Planned("moved", *plan_everybody(today + timedelta(days=30))),
        Planned("given up", *plan_everybody(None)),
        Planned("set", *plan_everybody(today + timedelta(days=40))),
    ]


def plan_everybody(exam_on: date | None) -> tuple[int, list[float]]:
    """Set the date of the exam, and return the cards moved and the milliseconds of each learner."""
    course = db.session.query(Course).one()
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))
    gc.collect()
    gc.freeze()  # as the server does (see gunicorn.conf.py)
    cards, taken = 0, []
    for learner_id in range(1, SAMPLE + 1):
        began = time.perf_counter()
        with transaction():
            learner = db.session.get_one(User, learner_id)
            cards += plan_exam(learner, course.id, now=clock.now())
        db.session.remove()
        taken.append((time.perf_counter() - began) * 1000)
    return cards, taken


def report(kind: str, planned: list[Planned]) -> None:
    """Print how long each change of the date took."""
    reviews = db.session.query(Review).count() // SAMPLE
    print(
        f"\n{kind}: planning for an exam, {CARDS:,} cards and {reviews:,} answers each, "
        f"milliseconds of a learner (limit {ONE_LIMIT}), seconds for {LEARNERS:,} (limit {ALL_LIMIT})"
    )
    for one in planned:
        mean = statistics.mean(one.milliseconds)
        print(
            f"{one.what:12}{mean:>10.0f} (at most {max(one.milliseconds):.0f})"
            f"{mean * LEARNERS / 1000:>10.0f}   {one.cards // SAMPLE:,} cards moved",
            flush=True,
        )
