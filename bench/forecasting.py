"""How long it takes to compare forecasts over a log, and to fit weights to it."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.db import db
from app.domain.scheduling.forecasts.fitting import Fit, Log, fit
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.state import Kind
from app.domain.scheduling.memory import fsrs
from app.forecasts.queries.logs import stream_logs
from app.forecasts.service.comparing import Comparison, compare

SIZES = (1_000, 10_000, 100_000)
BEGAN_AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRADES = {1: 1, 2: 3, 3: 4, 4: 5}
FIRST: Sequence[fsrs.Rating] = (1, 3, 3, 3, 4)
RECALLED: Sequence[fsrs.Rating] = (2, 3, 3, 3, 4)
# What a fit to 100,000 reviews may take, in seconds.
FIT_LIMIT = 120
# A learner who forgets sooner than most.
TRUTH = (
    *(0.08, 0.4, 0.8, 3.0),
    *(6.9, 0.9, 2.4, 0.01, 1.0, 0.35, 0.7),
    *(0.9, 0.06, 0.2, 1.2, 0.7, 1.5),
    *(0.4, 0.2, 0.1, 0.45),
)


@dataclass(frozen=True)
class Measured:
    """What was done over so many reviews, in seconds, and the MB that the process grew by."""

    reviews: int
    seconds: float
    grown_mb: float


def report() -> None:
    """Print how long fits to made-up logs take, and what they are worth on held-out reviews."""
    print("weights fitted to reviews that can be forecast, one process")
    for size in SIZES:
        log = made_up(size)
        began = time.perf_counter()
        found = fit(log)
        _report_fit(log.reviews, time.perf_counter() - began, found)


def _report_fit(reviews: int, seconds: float, found: Fit) -> None:
    limit = f" (limit {FIT_LIMIT})" if reviews >= SIZES[-1] else ""
    print(
        f"{reviews:>10,}{seconds:>8.1f} s{limit}, log loss of the last fifth "
        f"{found.before.log_loss:.4f} → {found.after.log_loss:.4f}",
        flush=True,
    )


def made_up(reviews: int) -> Log:
    """Return a log of so many reviews, by a learner whose memory is FSRS with other weights."""
    chance = random.Random(reviews)
    log = Log()
    while log.reviews < reviews:
        log.add_card(_card(chance))
    return log


def _card(chance: random.Random) -> Iterator[Answered]:
    moment = BEGAN_AT + timedelta(days=chance.randrange(365), seconds=chance.randrange(3600))
    rating: fsrs.Rating = chance.choice(FIRST)
    truth, known = fsrs.first(rating, TRUTH), fsrs.first(rating)
    yield _answered("review", rating, moment)
    for _ in range(chance.randrange(4, 16)):
        if rating == fsrs.AGAIN:
            yield _answered("drill", 3, moment)
            truth, known = fsrs.review(truth, 3, 0, TRUTH), fsrs.review(known, 3, 0)
        wanted = fsrs.interval_days(known.stability, 0.9) * chance.uniform(0.8, 1.4)
        days = min(max(1, round(wanted)), 365)
        moment += timedelta(days=days)
        recalled = chance.random() < fsrs.retrievability(days, truth.stability, TRUTH)
        rating = chance.choice(RECALLED) if recalled else 1
        yield _answered("review", rating, moment)
        truth = fsrs.review(truth, rating, days, TRUTH)
        known = fsrs.review(known, rating, days)


def _answered(kind: Kind, rating: fsrs.Rating, moment: datetime) -> Answered:
    grade = GRADES[rating]
    return Answered(kind, grade, grade >= 3, moment.date(), moment)


def compare_everybody() -> tuple[Comparison, Measured]:
    """Compare forecasts over the whole log of a database."""
    before, began = _peak_mb(), time.perf_counter()
    comparison = compare(None)
    seconds = time.perf_counter() - began
    return comparison, Measured(comparison.reviews, seconds, _peak_mb() - before)


def fit_to(learner_id: int) -> tuple[Fit, Measured]:
    """Fit weights to all that a learner answered, reading it included."""
    before, began = _peak_mb(), time.perf_counter()
    log = Log()
    for answers in stream_logs(learner_id, None):
        log.add_card(answers)
    db.session.rollback()
    found = fit(log)
    return found, Measured(log.reviews, time.perf_counter() - began, _peak_mb() - before)


def report_database(kind: str, learner_id: int) -> None:
    """Print both over a database."""
    comparison, compared = compare_everybody()
    print(
        f"\n{kind}: forecasts of {compared.reviews:,} reviews compared in {compared.seconds:.1f} s "
        f"({comparison.learners} learners), {compared.grown_mb:.0f} MB more at the peak"
    )
    _, fitted = fit_to(learner_id)
    print(
        f"{kind}: weights fitted to {fitted.reviews:,} reviews of one learner in "
        f"{fitted.seconds:.1f} s (limit {FIT_LIMIT}), {fitted.grown_mb:.0f} MB more at the peak"
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
