"""The day that a card is made due on, where something speaks for another than the scheduler's own.

What speaks for it: an exam ahead, the load of the days, easy days, pauses. The choice is made once,
when the answer is stored, and kept in the log (``reviews.moved_to``), so that a replay needs none
of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, literal_column, select

from app.bank.models import Question
from app.cards.models import Card, CoursePlan, Enrolment, Preferences
from app.cards.queries.answers import map_answers
from app.db import db
from app.domain.scheduling.forecasts.memory_trace import trace_of
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.due_day import BeforeExam, Picked, pick_days, possible_days
from app.domain.scheduling.planning.load import EVERY_DAY, Habits, Pause, chance_of_day
from app.planning.models import StudyPause

_cards = Card.__table__.c
_questions = Question.__table__.c
_enrolments = Enrolment.__table__.c
_pauses = StudyPause.__table__.c
_plans = CoursePlan.__table__.c
_preferences = Preferences.__table__.c


@dataclass(frozen=True, slots=True)
class Wishes:
    """What may speak for another day: the exam, habits, and whether there is a pause to come.

    ``reviews_per_day`` is the learner's limit, None without one.
    """

    exam_on: date | None = None
    smooths: bool = False
    weekdays: tuple[int, ...] = EVERY_DAY
    has_pauses: bool = False
    reviews_per_day: int | None = None

    @property
    def are_none(self) -> bool:
        """Tell whether the scheduler's day stays in any case."""
        return self == Wishes(reviews_per_day=self.reviews_per_day)


@dataclass(frozen=True, slots=True)
class Subject:
    """The card that a day is chosen for, and which of its answers it is (from 1)."""

    learner_id: int
    course_id: int
    question_id: int
    number: int
    schedule: Schedule


def wish_columns(learner: ColumnElement[int], course: ColumnElement[int]) -> list[Any]:
    """Return the columns of ``wishes_in``, for a statement that knows learner and course.

    The statement joins the learner's preferences, and binds ``today``.
    """
    exam_on = select(_plans.exam_on).where(
        _plans.course_id == course, _plans.exam_on > bindparam("today")
    )
    pause: Select[int] = (
        select(literal_column("1"))
        .select_from(cast(Table, StudyPause.__table__))
        .where(_pauses.learner_id == learner, _pauses.last_on >= bindparam("today"))
    )
    return [
        exam_on.scalar_subquery().label("exam_on"),
        _preferences.smooths_load,
        _preferences.weekday_percents,
        pause.exists().label("has_pauses"),
        _preferences.reviews_per_day,
    ]


def wishes_in(row: Any) -> Wishes:
    """Return what a row with ``wish_columns`` says."""
    return Wishes(
        exam_on=row.exam_on,
        smooths=bool(row.smooths_load),
        weekdays=tuple(row.weekday_percents) if row.weekday_percents else EVERY_DAY,
        has_pauses=bool(row.has_pauses),
        reviews_per_day=row.reviews_per_day,
    )


_WISHES = (
    select(*wish_columns(_enrolments.learner_id, _enrolments.course_id))
    .select_from(
        cast(Table, Enrolment.__table__).outerjoin(
            cast(Table, Preferences.__table__), _preferences.learner_id == _enrolments.learner_id
        )
    )
    .where(
        _enrolments.learner_id == bindparam("learner_id"),
        _enrolments.course_id == bindparam("course_id"),
    )
)


def get_wishes(learner_id: int, course_id: int, today: date) -> Wishes:
    """Return what may speak for another day than the scheduler's, for cards of a course."""
    values = {"learner_id": learner_id, "course_id": course_id, "today": today}
    row = db.session.execute(_WISHES, values).one_or_none()
    return Wishes() if row is None else wishes_in(row)


def list_pauses(learner_id: int, today: date) -> list[Pause]:
    """Return the learner's pauses that are not over, in order."""
    rows = db.session.execute(
        select(_pauses.first_on, _pauses.last_on)
        .where(_pauses.learner_id == learner_id, _pauses.last_on >= today)
        .order_by(_pauses.first_on)
    )
    return [Pause(first_on, last_on) for first_on, last_on in rows]


def get_habits(learner_id: int, wishes: Wishes, today: date) -> Habits:
    """Return how the learner's work is to be spread: a look-up more if there are pauses to come."""
    pauses = list_pauses(learner_id, today) if wishes.has_pauses else ()
    return Habits(wishes.smooths, wishes.weekdays, tuple(pauses))


def choose_days(
    subject: Subject, afters: Mapping[int, CardState], today: date, wishes: Wishes
) -> dict[int, Picked | None]:
    """Return by grade the day to make the card due on; None where the scheduler's own stays.

    ``afters`` are the states after a review of today with each grade. A better grade never waits
    less for the sake of the load. Takes one look-up each for the pauses, the card's log (before an
    exam) and the loads, if they matter.
    """
    if wishes.are_none:
        return dict.fromkeys(afters)
    habits = get_habits(subject.learner_id, wishes, today)
    before = _before_exam(subject, wishes, today)
    possible = possible_days(afters, today, subject.schedule, habits, before)
    days = [day for one in possible.values() for day in one.days]
    loads = _loads(subject, days) if habits.balances else {}
    seed = fuzz.seed_of(subject.learner_id, subject.question_id)
    chance = chance_of_day(seed, subject.number)
    picked = pick_days(possible, loads, habits, chance, has_exam=before is not None)
    return {
        grade: None if one.day == afters[grade].due_on else one for grade, one in picked.items()
    }


def _before_exam(subject: Subject, wishes: Wishes, today: date) -> BeforeExam | None:
    if wishes.exam_on is None:
        return None
    room = _get_room(subject, wishes.exam_on, wishes.reviews_per_day, today)
    log = map_answers(subject.learner_id, subject.question_id, subject.question_id)
    answers = log.get(subject.question_id, [])[: subject.number - 1]
    schedule = subject.schedule
    trace = trace_of(answers, schedule.weights, schedule.start_factor)
    return BeforeExam(wishes.exam_on, room, trace)


def _get_room(subject: Subject, exam_on: date, limit: int | None, today: date) -> exam.Room:
    """Return the room of the days before a course's exam for one more card: two counts.

    A limit is shared with the cards of other exams ahead, and with what waits for today's part.
    """
    others = _cards.question_id != subject.question_id
    questions = count_questions(subject.course_id)
    if limit is None:
        of_course = _cards.course_id == subject.course_id
        loads = count_due(subject.learner_id, today, exam_on, of_course, others)
        return exam.room_for(questions, loads)
    loads = count_due(subject.learner_id, date.min, exam_on, has_exam_ahead(today), others)
    return exam.room_for(questions, exam.with_waiting(loads, today, limit), limit)


def has_exam_ahead(today: date) -> ColumnElement[bool]:
    """Tell whether a card is of a course with an exam ahead."""
    return _cards.course_id.in_(select(_plans.course_id).where(_plans.exam_on > today))


def count_questions(course_id: int) -> int:
    """Return how many questions of a course are asked."""
    return (
        db.session.scalar(
            select(func.count()).where(
                _questions.course_id == course_id,
                _questions.published_number.is_not(None),
                _questions.retired_at.is_(None),
            )
        )
        or 0
    )


def _loads(subject: Subject, days: Sequence[date]) -> dict[date, int]:
    """Return how many other cards of the learner are due on the days in question."""
    return count_due(
        subject.learner_id, min(days), max(days), _cards.question_id != subject.question_id
    )


def count_due_elsewhere(learner_id: int, course_id: int, today: date) -> dict[date, int]:
    """Return how many cards of the learner's other courses are due on each day from today on."""
    return count_due(learner_id, today, date.max, _cards.course_id != course_id)


def count_due_in(learner_id: int, course_ids: Sequence[int], until: date) -> dict[date, int]:
    """Return how many cards of some courses are due on each day up to one."""
    return count_due(learner_id, date.min, until, _cards.course_id.in_(course_ids))


def count_due(
    learner_id: int, first_on: date, last_on: date, *conditions: ColumnElement[bool]
) -> dict[date, int]:
    """Return how many cards of the courses that a learner takes are due on each of some days."""
    courses = (
        select(_enrolments.course_id)
        .where(_enrolments.learner_id == learner_id, _enrolments.left_at.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(_cards.due_on, func.count())
        .where(
            and_(
                _cards.learner_id == learner_id,
                _cards.course_id.in_(courses),
                _cards.due_on.between(first_on, last_on),
                *conditions,
            )
        )
        .group_by(_cards.due_on)
    )
    return {day: count for day, count in rows}
