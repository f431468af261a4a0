"""How fast the schedulers are: answers alone, and whole logs on a change of the schedule."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app import clock
from app.accounts.models import User
from app.bank.models import Course
from app.cards.models import Review
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.db import db, transaction
from app.domain.scheduling.log.answering import answer, kind_of_answer
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import SM2, Schedule

FSRS = Schedule("fsrs")
CARDS = 5_000
REVIEWS_OF_A_CARD = 10
BEGAN_ON = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRADES = (4, 4, 3, 4, 5, 2, 4, 4, 4, 5)
# What a change of the schedule over a million reviews may take, in seconds.
CHANGE_LIMIT = 60


@dataclass(frozen=True)
class Change:
    """A change of everybody's schedule: reviews, seconds, and MB that the process grew by."""

    reviews: int
    seconds: float
    grown_mb: float


def reviews_a_second(schedule: Schedule) -> float:
    """Return how many answers a second are scheduled, each on the day that it is due."""
    began = time.perf_counter()
    for card in range(CARDS):
        state: CardState | None = None
        seed = fuzz.seed_of(1, card)
        today = BEGAN_ON
        for grade in GRADES[:REVIEWS_OF_A_CARD]:
            state = answer(
                state,
                kind=kind_of_answer(state, today),
                grade=grade,
                correct=grade >= 3,
                today=today,
                answered_at=NOON,
                schedule=schedule,
                seed=seed,
            )
            today = max(state.due_on, today + timedelta(days=1))
    return CARDS * REVIEWS_OF_A_CARD / (time.perf_counter() - began)


def change_everybody(learners: int) -> Change:
    """Change the schedule of all learners to FSRS, each in a transaction of its own."""
    course = db.session.query(Course).one()
    reviews = db.session.query(Review).count()
    before = _peak_mb()
    began = time.perf_counter()
    for learner_id in range(1, learners + 1):
        with transaction():
            learner = db.session.get_one(User, learner_id)
            change_schedule(
                course, WantedSchedule(FSRS, moves_due=True), actor=learner, now=clock.now()
            )
        db.session.remove()
    return Change(reviews, time.perf_counter() - began, _peak_mb() - before)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report() -> None:
    """Print how many answers a second each scheduler takes."""
    print("answers scheduled a second, one process")
    for name, schedule in (("SM-2", SM2), ("FSRS", FSRS)):
        print(f"{name:12}{reviews_a_second(schedule):>10,.0f}")


def report_change(kind: str, change: Change) -> None:
    """Print how long the change of everybody's schedule took."""
    print(
        f"\n{kind}: from SM-2 to FSRS, {change.reviews:,} reviews replayed in "
        f"{change.seconds:.0f} s (limit {CHANGE_LIMIT}), {change.grown_mb:.0f} MB more at the peak"
    )
