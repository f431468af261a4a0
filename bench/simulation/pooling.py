"""``python -m bench.simulation.pooling``: what a pooled start brings, in worlds where questions differ or not.

Some learners study a course by FSRS; their first recalls are pooled. Others, who had no part in that,
study it too: without the pooled start, and with it whether it is kept or not. Told are the log loss of
their first recalls, and what they know on the day of the exam beside what FSRS alone gives for the same
hours: it is run at some retentions, and its score at those hours is read off between them.

``--made-up`` counts instead how often a pooled start is kept in many courses that are quickly made, with
questions that are all alike or differ.

All is deterministic.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import pairwise
from multiprocessing.pool import Pool
from statistics import fmean, stdev
from typing import Final

import numpy as np

from app.domain.scheduling.forecasts.first_recalls import (
    FirstRecalls,
)
from app.domain.scheduling.forecasts.pooling import (
    pool,
)
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import Schedule, rating_of
from bench.simulation.days import study_day
from bench.simulation.fast import FastDesk
from bench.simulation.learners import EXAM_DAY, RIGHT, WRONG, Given, Learner, answered
from bench.simulation.policies import Policy
from bench.simulation.worlds import (
    ACTR_LEARNERS,
    ACTR_TAU,
    FSRS_LEARNERS,
    KNOWN_BEFORE,
    ActR,
    Fsrs,
    memories,
)

# Learners who are not among those pooled.
FIRST_OTHER: Final = 5001
# First recalls are over by then.
POOLED_ON_DAY: Final = 90
RETENTION: Final = 0.9
RETENTIONS: Final = (0.85, 0.88, 0.9, 0.92, 0.94)
# Of the logarithm of first stability between questions, in a world of its own.
FIRST_SPREAD: Final = 0.5
COURSES: Final = (
    "ACT-R",
    "ACT-R, all questions alike",
    "MCM",
    "FSRS-6, difficulty differs",
    "FSRS-6, first stability differs too",
)


def learner_of(course: str, number: int, questions: int) -> Learner:
    """Return a learner of one of the courses."""
    world = course.split(",", maxsplit=1)[0]
    learner = Learner(world, number, questions)
    if course.endswith("alike"):
        own = random.Random(f"{world} learner {number}").gauss(0, ACTR_LEARNERS)
        learner.memories = [ActR(ACTR_TAU + own) for _ in range(questions)]
    if course.endswith("too"):
        for place, memory in enumerate(memories(world, number, questions)):
            assert isinstance(memory, Fsrs)
            chance = random.Random(f"{course} question {place}").gauss(0, FIRST_SPREAD)
            first = tuple(weight * math.exp(chance) for weight in memory.weights[:4])
            learner.memories[place] = Fsrs((*first, *memory.weights[4:]), memory.harder)
    return learner


def study(
    number: int,
    course: str,
    questions: int,
    retention: float,
    factors: Mapping[int, float],
    *,
    days: int = EXAM_DAY,
) -> Learner:
    """Return a learner who has studied so many days by FSRS."""
    learner = learner_of(course, number, questions)
    policy = Policy("FSRS default", plans=False, schedule=Schedule("fsrs", retention))
    desk = FastDesk(learner, policy, factors)
    for day in range(days):
        study_day(desk, day)
    return learner


def begin(number: int, course: str, questions: int) -> list[list[Answered]]:
    """Return the logs of a learner who has studied until the first recalls are over."""
    learner = study(number, course, questions, RETENTION, {}, days=POOLED_ON_DAY)
    return learner.answers_before(POOLED_ON_DAY)


def recalls_of(learners: Iterable[list[list[Answered]]]) -> FirstRecalls:
    """Return the first recalls in the logs of some learners."""
    recalls = FirstRecalls()
    for number, logs in enumerate(learners):
        for question, log in enumerate(logs):
            recalls.add_card(number, question, log)
    return recalls


def _score(number: int, course: str, questions: int, factors: Mapping[int, float]) -> list[float]:
    """Return a learner's losses without and with, points gained at equal hours, and more hours (%)."""
    plain = [study(number, course, questions, retention, {}) for retention in RETENTIONS]
    by_hours = sorted((one.seconds, one.retained(EXAM_DAY)) for one in plain)
    pooled = study(number, course, questions, RETENTION, factors)
    usual = plain[RETENTIONS.index(RETENTION)]
    table = recalls_of([usual.answers_before(POOLED_ON_DAY)]).table()
    logarithms = [math.log(factors.get(int(one), 1.0)) for one in table.question_ids]
    losses = []
    for some in ([0.0] * len(logarithms), logarithms):
        chance, _ = table.forecasts(np.array(some)[table.questions], fsrs.DEFAULT_WEIGHTS)
        right = zip(chance.tolist(), table.recalled.tolist(), strict=True)
        losses.append(fmean(-math.log(one if recalled else 1 - one) for one, recalled in right))
    gained = 100 * (pooled.retained(EXAM_DAY) - _between(by_hours, pooled.seconds))
    return [*losses, gained, 100 * (pooled.seconds / usual.seconds - 1)]


def _between(points: list[tuple[int, float]], seconds: int) -> float:
    """Return what is known after some time, on the line through the two nearest points."""
    for (low, known), (high, more) in pairwise(points):
        if seconds <= high or high == points[-1][0]:
            return known + (more - known) * (seconds - low) / (high - low)
    raise AssertionError


def made_up(number: int, spread: float, learners: int, questions: int) -> tuple[bool, float]:
    """Return whether a pooled start is kept in a course whose memories are FSRS's, and its gain.

    First stabilities differ between questions by a factor with a standard deviation of ``spread`` in
    its logarithm, and between learners as in the world of FSRS. The gain is in log loss, over
    learners held out.
    """
    chance = random.Random(f"made up {number} {spread}")
    factors = [math.exp(chance.gauss(0, spread)) for _ in range(questions)]
    recalls = FirstRecalls()
    for learner in range(learners):
        own = math.exp(chance.gauss(0, FSRS_LEARNERS))
        for question, factor in enumerate(factors):
            log = [Given(0, "review", RIGHT if chance.random() < KNOWN_BEFORE else WRONG)]
            if log[0].grade == WRONG:
                log.append(Given(0, "drill", RIGHT))
            truth, known = (_after_first_day(log, one) for one in (factor * own, 1.0))
            days = max(round(known.stability * chance.uniform(0.8, 1.5)), 1)
            recalled = chance.random() < fsrs.retrievability(days, truth.stability)
            log.append(Given(days, "review", RIGHT if recalled else WRONG))
            recalls.add_card(learner, question, map(answered, log))
    found = pool(recalls)
    return found.is_kept, (found.before.log_loss or 0.0) - (found.after.log_loss or 0.0)


def _after_first_day(log: list[Given], factor: float) -> fsrs.FsrsMemory:
    memory = fsrs.first(rating_of(log[0].grade), start_factor=factor)
    for one in log[1:]:
        memory = fsrs.review(memory, rating_of(one.grade), 0)
    return memory


def _print_made_up(workers: Pool, asked: argparse.Namespace) -> None:
    """Print how often a pooled start is kept, by how far questions differ."""
    for spread in (0.0, 0.3, 0.5, 0.8):
        found = workers.map(
            partial(made_up, spread=spread, learners=asked.learners, questions=asked.questions),
            range(asked.made_up),
        )
        gains = sorted(gain for _, gain in found)
        print(
            f"made up, questions differ by {spread}: {sum(kept for kept, _ in found)} of "
            f"{asked.made_up} kept; gain in log loss {_with_error(gains)}, "
            f"from {gains[0]:+.4f} to {gains[-1]:+.4f}",
            flush=True,
        )


def _with_error(values: list[float]) -> str:
    return f"{fmean(values):+.4f} ± {stdev(values) / math.sqrt(len(values)):.4f}"


def main() -> None:
    """Print a line for each course."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20, help="pooled, and so many others")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--made-up", type=int, metavar="COURSES", help="count how often it is kept")
    asked = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as workers:
        if asked.made_up:
            _print_made_up(workers, asked)
            return
        for course in COURSES:
            begun = partial(begin, course=course, questions=asked.questions)
            numbers = range(1, asked.learners + 1)
            found = pool(recalls_of(workers.map(begun, numbers, chunksize=1)))
            others = range(FIRST_OTHER, FIRST_OTHER + asked.learners)
            score = partial(_score, course=course, questions=asked.questions, factors=found.factors)
            rows = workers.map(score, others, chunksize=1)
            without, pooled, gained, hours = (list(column) for column in zip(*rows, strict=True))
            factors = [found.factors.get(one, 1.0) for one in range(asked.questions)]
            print(
                f"{course}: {'kept' if found.is_kept else 'not kept'}, "
                f"factors spread by {stdev(map(math.log, factors)):.2f}; "
                f"log loss of others {fmean(without):.4f} -> {fmean(pooled):.4f}, gain "
                f"{_with_error([one - other for one, other in zip(without, pooled, strict=True)])}; "
                f"exam at equal hours {_with_error(gained)} points; "
                f"hours {_with_error(hours)} %",
                flush=True,
            )


if __name__ == "__main__":
    main()
