"""What is expected of an exam: the plan is followed, and as many are recalled as is likely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from statistics import mean

import pytest

from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning.days_ahead import (
    NOON,
    DaysAhead,
)
from app.domain.scheduling.planning.followed import (
    DayAsked,
    Followed,
)
from app.domain.scheduling.planning.outlook import Expectation, foresee
from app.domain.scheduling.queue.day import Limits
from tests.domain.scheduling.planning.test_days_ahead import MONDAY, course_of, day, unmet


class Forgetful:
    """Whose memory is FSRS's to the letter; keeps the log."""

    def __init__(self) -> None:
        self.log: dict[int, list[Answered]] = {}

    def __call__(self, question: Followed, today: date, kind) -> int:
        log = self.log.setdefault(question.question_id, [])
        recall = 0.3
        if question.trace is not None:
            recall = question.trace.recall_on(today)
        recalled = kind == "drill" or fuzz.share(question.seed, len(log)) < recall
        grade = 4 if recalled else 2
        log.append(Answered(kind, grade, recalled, today, datetime.combine(today, NOON)))
        return grade

    def known_on(self, exam_on: date, days: DaysAhead) -> float:
        traces = [one.trace for one in days.questions]
        return sum(one.recall_on(exam_on) for one in traces if one) / len(traces)


def _counts(days: Sequence[DayAsked]) -> list[tuple[int, int]]:
    return [(one.recalls, one.new) for one in days]


def read(forgetful: Forgetful, weights=DEFAULT_WEIGHTS) -> Expectation:
    expectation = Expectation(weights)
    for question_id, log in forgetful.log.items():
        expectation.read(question_id, log)
    return expectation


@pytest.mark.parametrize("limit", [None, 12])
@pytest.mark.parametrize("before", [7, 30])
def test_it_comes_as_foretold(limit, before) -> None:
    course, forgetful = course_of(120, exam_in=80), Forgetful()
    days = DaysAhead([course], unmet(course), MONDAY, Limits(6, limit), forgetful)
    days.follow_until(day(80 - before))
    begin = partial(days.copy, day(80 - before))
    foreseen = foresee(begin, read(forgetful), 1, day(80))
    assert foreseen == foresee(begin, read(forgetful), 1, day(80))
    asked = days.follow_until(day(80))
    assert mean(foreseen.studied.values()) == pytest.approx(
        forgetful.known_on(day(80), days), abs=0.03
    )
    assert mean(foreseen.idle.values()) < mean(foreseen.studied.values())
    # What the first day asks is known; after that it depends on what is forgotten.
    assert _counts(foreseen.days)[0] == _counts(asked)[0]
    total = sum(sum(one) for one in _counts(asked))
    assert sum(sum(one) for one in _counts(foreseen.days)) == pytest.approx(total, rel=0.1)
    assert foreseen.unmet == 0


def test_what_a_limit_holds_back_is_told() -> None:
    course, forgetful = course_of(100, exam_in=40), Forgetful()
    days = DaysAhead([course], unmet(course), MONDAY, Limits(5, 2), forgetful)
    foreseen = foresee(partial(days.copy, MONDAY), read(forgetful), 1, day(40))
    free = DaysAhead([course], unmet(course), MONDAY, Limits(5), forgetful)
    better = foresee(partial(free.copy, MONDAY), read(forgetful), 1, day(40))
    assert all(one.recalls <= 2 for one in foreseen.days)
    # Some are not even asked a second time.
    assert foreseen.waiting >= 100 - sum(one.recalls for one in foreseen.days) > 0
    assert better.waiting == 0
    assert mean(foreseen.studied.values()) < mean(better.studied.values())
    assert set(foreseen.idle.values()) == {0.0}
    assert not foreseen.is_corrected


def test_other_weights_and_other_courses_change_what_is_remembered_not_what_is_planned() -> None:
    course, other = course_of(30, exam_in=30), course_of(30, course_id=2, schedule=Schedule("fsrs"))
    forgetful = Forgetful()
    days = DaysAhead(
        [course, other], [*unmet(course), *unmet(other, 101)], MONDAY, Limits(6, 8), forgetful
    )
    days.follow_until(day(10))
    forgets = (*DEFAULT_WEIGHTS[:20], 0.6)
    usual, quick = (
        foresee(partial(days.copy, day(10)), read(forgetful, weights), 1, day(30))
        for weights in (DEFAULT_WEIGHTS, forgets)
    )
    assert set(usual.studied) == set(quick.studied) == set(range(1, 31))
    assert mean(quick.idle.values()) < mean(usual.idle.values())
    assert all(one.recalls <= 8 for one in usual.days)


def test_grades_are_dealt_as_the_learner_gives_them() -> None:
    course = course_of(40, exam_in=20)
    expectation = Expectation()
    for number in range(1, 101):
        log = [
            Answered("review", 5, True, MONDAY - timedelta(9), datetime.combine(MONDAY, NOON)),
            Answered("review", 3, True, MONDAY - timedelta(5), datetime.combine(MONDAY, NOON)),
            Answered("practice", 0, False, MONDAY - timedelta(2), datetime.combine(MONDAY, NOON)),
        ]
        trace = expectation.read(number + 1000, log)
        assert trace is not None
        assert trace.answered_on == MONDAY - timedelta(2)
    assert expectation.read(2000, []) is None
    answers = expectation.answers(1, day(20))
    grades = [answers.answer(one, MONDAY, "review") for one in unmet(course)]
    # A hundred first answers, all easy, weigh ten times what is taken for usual.
    assert grades.count(5) > 30
    assert 0 < grades.count(2) < 5
    assert answers.new[MONDAY] == 40


def test_the_forecast_follows_the_log_where_the_plan_has_a_pooled_start() -> None:
    exam_on, found = day(60), []
    for factor in (1.0, 0.25):
        course = course_of(6, exam_in=60, schedule=Schedule("fsrs"))
        questions = unmet(course)
        for one in questions:
            one.start_factor = factor
        days = DaysAhead([course], questions, MONDAY, Limits(6), lambda *_: 4)
        days.follow(MONDAY)
        expectation = Expectation()
        for one in questions:
            log = [Answered("review", 4, True, MONDAY, datetime.combine(MONDAY, NOON))]
            expectation.read(one.question_id, log)
        foreseen = foresee(partial(days.copy, day(1)), expectation, course.course_id, exam_on)
        found.append(foreseen.idle)
    assert found[0] == found[1]
