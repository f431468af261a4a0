"""What a learner may expect of an exam: recall on the day by topic, and what lies before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Question
from app.db import db
from app.domain.scheduling.forecasts.correction import Correction, Record, expected_on
from app.domain.scheduling.forecasts.foresight import Trace, gain
from app.study.models import Card, Enrolment
from app.study.queries.schedules import map_answers


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of some questions on the day; those not met yet count as not known.

    ``idle`` is the share recalled without any more study, ``studied`` with each card answered once
    more, on the day it is due, if that comes before the exam.
    """

    questions: int
    met: int
    idle: float
    studied: float

    @property
    def studied_of_met(self) -> float:
        """Return the share of the questions met so far that is recalled with study."""
        return self.studied * max(self.questions, self.met) / self.met if self.met else 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of the exam as a whole and by topic, and how many cards are due when.

    ``is_corrected`` tells that the learner's own log was long enough to correct the forecast.
    """

    whole: Expected
    topics: Mapping[int, Expected]
    due: Sequence[tuple[date, int]]
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class _Met:
    topic_id: int
    due_on: date
    trace: Trace


def list_takers(course_id: int) -> Sequence[User]:
    """Return who takes a course now, but for those who left Myelin."""
    return db.session.scalars(
        select(User)
        .join(Enrolment, Enrolment.learner_id == User.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.left_at.is_(None),
            User.closed_at.is_(None),
            User.leaves_at.is_(None),
        )
        .order_by(User.id)
    ).all()


def foresee_exam(
    learner_id: int,
    course_id: int,
    *,
    questions: Mapping[int, int],
    today: date,
    exam_on: date,
) -> Outlook:
    """Return what a learner may expect of an exam ahead; ``questions`` counts them by topic.

    The forecast is FSRS's by its published weights, whichever scheduler is in use, folded from the
    learner's log of the course and corrected by it: two look-ups.
    """
    record = Record()
    met = _list_met(learner_id, course_id, record)
    correction = record.correction()
    by_topic = {
        topic_id: _expected(
            [one for one in met if one.topic_id == topic_id],
            count,
            correction,
            today,
            exam_on,
        )
        for topic_id, count in questions.items()
    }
    due = Counter(max(one.due_on, today) for one in met if one.due_on < exam_on)
    return Outlook(
        whole=_expected(met, sum(questions.values()), correction, today, exam_on),
        topics=by_topic,
        due=sorted(due.items()),
        is_corrected=correction != Correction(),
    )


def _list_met(learner_id: int, course_id: int, record: Record) -> list[_Met]:
    rows = db.session.execute(
        select(Card.question_id, Question.topic_id, Card.due_on)
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Card.course_id == course_id,
            Question.published_number.is_not(None),
            Question.retired_at.is_(None),
        )
        .order_by(Card.question_id)
    ).all()
    if not rows:
        return []
    answers = map_answers(learner_id, rows[0][0], rows[-1][0])
    met = []
    for question_id, topic_id, due_on in rows:
        trace = record.follow(answers.get(question_id, ()))
        if trace is not None:
            met.append(_Met(topic_id, due_on, trace))
    return met


def _expected(
    met: Sequence[_Met],
    questions: int,
    correction: Correction,
    today: date,
    exam_on: date,
) -> Expected:
    idle = studied = 0.0
    for one in met:
        alone = expected_on(exam_on, one.trace, correction)
        asked_on = max(one.due_on, today)
        gained = 0.0
        if asked_on < exam_on:
            gained = max(gain(one.trace, asked_on, exam_on), 0.0)
        idle += alone
        studied += min(alone + gained, 1.0)
    total = max(questions, len(met), 1)
    return Expected(questions, len(met), idle / total, studied / total)
