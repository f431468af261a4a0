"""What is planned for a learner's days: a pause, an exam ahead, a backlog to work off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.bank.models import Question
from app.db import db
from app.domain.scheduling.planning import backlog, exam
from app.domain.scheduling.planning.backlog import Backlog
from app.domain.scheduling.planning.load import Pause
from app.study.models import Card, CoursePlan, Review, StudyPause


def find_pause(learner_id: int, today: date) -> Pause | None:
    """Return the pause that lasts today, or None."""
    row = db.session.execute(
        select(StudyPause.first_on, StudyPause.last_on).where(
            StudyPause.learner_id == learner_id,
            StudyPause.first_on <= today,
            StudyPause.last_on >= today,
        )
    ).first()
    return None if row is None else Pause(row[0], row[1])


def lock_pauses(learner_id: int, first_on: date, last_on: date) -> Sequence[StudyPause]:
    """Return the pauses that touch a span of days, locked."""
    return db.session.scalars(
        select(StudyPause)
        .where(
            StudyPause.learner_id == learner_id,
            StudyPause.first_on <= last_on,
            StudyPause.last_on >= first_on,
        )
        .with_for_update()
    ).all()


def count_pauses(learner_id: int, today: date) -> int:
    """Return how many of a learner's pauses are not over."""
    ahead = select(func.count()).where(
        StudyPause.learner_id == learner_id, StudyPause.last_on >= today
    )
    return db.session.scalar(ahead) or 0


@dataclass(frozen=True, slots=True)
class ExamAhead:
    """An exam to come: its day, the questions of its course, and how many the learner has met."""

    course_id: int
    exam_on: date
    questions: int
    met: int

    def plan(self, chosen: int, today: date, introduced: int = 0) -> exam.NewPlan | None:
        """Return the plan for the questions not met by this morning.

        ``introduced`` counts those of the course that were met today: a day's part does not shrink
        while one works through it.
        """
        unmet = max(self.questions - self.met + introduced, 0)
        return exam.plan_new(unmet, chosen, today, self.exam_on)

    def is_near(self, today: date) -> bool:
        """Tell whether these are its last weeks."""
        return exam.stretch_begins_on(self.exam_on) <= today < self.exam_on


def list_exams(learner_id: int, course_ids: Sequence[int], today: date) -> list[ExamAhead]:
    """Return the exams ahead of some courses."""
    asked = (Question.published_number.is_not(None), Question.retired_at.is_(None))
    questions = (
        select(func.count())
        .select_from(Question)
        .where(Question.course_id == CoursePlan.course_id, *asked)
        .correlate(CoursePlan)
        .scalar_subquery()
    )
    met = (
        select(func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(Card.learner_id == learner_id, Card.course_id == CoursePlan.course_id, *asked)
        .correlate(CoursePlan)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(CoursePlan.course_id, CoursePlan.exam_on, questions, met)
        .where(CoursePlan.course_id.in_(course_ids), CoursePlan.exam_on > today)
        .order_by(CoursePlan.exam_on)
    )
    return [ExamAhead(row[0], row[1], row[2], row[3]) for row in rows if row[1] is not None]


def needed_new(
    exams: Sequence[ExamAhead], introduced: Mapping[int, int], today: date
) -> Mapping[int, int]:
    """Return by course how many new questions it takes today to meet all before the exam.

    ``introduced`` counts those met today already, by course; they are part of it.
    """
    plans = {one.course_id: one.plan(0, today, introduced.get(one.course_id, 0)) for one in exams}
    return {course_id: plan.a_day for course_id, plan in plans.items() if plan is not None}


def find_backlog(
    learner_id: int, waiting: int, done_today: int, today: date, most_a_day: int | None
) -> Backlog | None:
    """Return the backlog that so many waiting cards make of a learner's days, if it is one.

    ``most_a_day`` is the learner's own limit.
    """
    # Cheap to say for nearly everybody: so few are no backlog whatever is usual.
    if waiting + done_today <= backlog.USUAL_DAYS * backlog.LEAST_USUAL:
        return None
    recalls = db.session.scalars(
        select(func.count())
        .where(
            Review.learner_id == learner_id,
            Review.learner_on < today,
            Review.waited_days.is_not(None),
            Review.undone_at.is_(None),
        )
        .group_by(Review.learner_on)
        .order_by(Review.learner_on.desc())
        .limit(backlog.USUAL_OVER_DAYS)
    ).all()
    usual = backlog.usual_day(recalls)
    return backlog.find_backlog(waiting, done_today, usual, most_a_day)
