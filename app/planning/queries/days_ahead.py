"""A learner's days to come, read so that they can be followed (``planning/days_ahead.py``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import and_, select

from app.bank.models import Question, Topic
from app.cards.models import Card, StudyNote
from app.cards.queries.answers import map_answers
from app.cards.queries.due import WINDOW, count_introduced
from app.cards.queries.limits import limits_of
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import count_recalls_today
from app.cards.queries.schedules import map_factors, map_schedules
from app.cards.queries.scopes import list_scopes
from app.cards.queries.states import STATE_COLUMNS, state_in
from app.db import db
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import SM2
from app.domain.scheduling.planning.days_ahead import (
    DaysAhead,
)
from app.domain.scheduling.planning.followed import (
    Begun,
    CourseAhead,
    Followed,
    Grader,
)
from app.domain.scheduling.planning.load import EVERY_DAY, Habits
from app.domain.scheduling.queue.day import DayPlan
from app.domain.scheduling.queue.ordering import Order, Waiting, key_of, through_window
from app.domain.scheduling.queue.picking import Candidate
from app.planning.queries.due_days import list_pauses
from app.planning.queries.exams import list_exams, list_recalls_of_days

_questions = Question.__table__.c
_cards = Card.__table__.c
_notes = StudyNote.__table__.c


@dataclass(frozen=True, slots=True)
class LearnerAhead:
    """What is ahead of a learner: the courses they study, and their questions, met or not.

    ``topics`` holds the topic of each question, ``answers`` the log of those that were read. What
    FSRS makes of it is for whoever follows the days to fill in.
    """

    learner_id: int
    today: date
    courses: Sequence[CourseAhead]
    questions: Sequence[Followed]
    topics: Mapping[int, int]
    answers: Mapping[int, Sequence[Answered]]
    _places: Mapping[int, tuple[int, int]]

    def follow(self, grade: Grader) -> DaysAhead:
        """Return the days ahead with whoever gives the grades; what is handed in moves with them."""
        preferences = get_preferences(self.learner_id)
        weekdays = preferences.weekday_percents
        return DaysAhead(
            self.courses,
            self.questions,
            self.today,
            limits_of(preferences, self.today),
            grade,
            habits=Habits(
                bool(preferences.smooths_load),
                tuple(weekdays) if weekdays else EVERY_DAY,
                tuple(list_pauses(self.learner_id, self.today)),
            ),
            begun=Begun(
                count_introduced(self.learner_id, self.today),
                count_recalls_today(self.learner_id, self.today),
            ),
            recalls_of_days=partial(list_recalls_of_days, self.learner_id, self.today),
            in_order=partial(self._in_order, cast(Order, preferences.queue_order)),
        )

    def _in_order(
        self, order: Order, cards: Sequence[Followed], today: date, plan: DayPlan
    ) -> Sequence[Followed]:
        del plan
        key = key_of(order, learner_id=self.learner_id, today=today)
        waiting = [
            _waiting(one.question_id, one.state, self._places[one.question_id], today)
            for one in cards
            if one.state is not None
        ]
        return [cards[place] for place in through_window(waiting, key, WINDOW)]


def _waiting(question_id: int, state: CardState, place: tuple[int, int], today: date) -> Waiting:
    days = (today - state.reviewed_on).days
    candidate = Candidate(question_id, place[1], 0)  # by objective nothing is ordered
    return Waiting(candidate, place, days, state.interval_days, state.stability)


def read_ahead(learner_id: int, course_id: int, today: date) -> LearnerAhead:
    """Return what is ahead of a learner over all courses that they study.

    A look-up each for the courses, their exams, their schedules and their questions, and one for
    the log of ``course_id`` and of each course with an exam ahead; one more for each course that
    makes use of a pooled start.
    """
    scopes = list_scopes(learner_id)
    course_ids = [scope.course_id for scope in scopes]
    exams = {one.course_id: one for one in list_exams(learner_id, course_ids, today)}
    found = map_schedules(learner_id, course_ids)
    courses = {
        one: CourseAhead(
            one,
            exams[one].questions if one in exams else 0,
            found.get(one, SM2),
            exams[one].exam_on if one in exams else None,
        )
        for one in course_ids
    }
    factors = {one: map_factors(one, ahead.schedule) for one, ahead in courses.items()}
    reached = {scope.course_id: scope.introduced_up_to for scope in scopes}
    rows = _list_questions(learner_id, course_ids)
    answers: dict[int, Sequence[Answered]] = {}
    for one in {course_id, *exams}:
        met = [row.id for row in rows if row.course_id == one and row.card_answers]
        if met:
            answers.update(map_answers(learner_id, min(met), max(met)))
    followed = [
        _followed(
            learner_id,
            row,
            courses[row.course_id],
            reached[row.course_id],
            today,
            factors[row.course_id].get(row.id, 1.0),
        )
        for row in rows
    ]
    turns = {course_id: turn for turn, course_id in enumerate(course_ids)}
    return LearnerAhead(
        learner_id,
        today,
        list(courses.values()),
        followed,
        {row.id: row.topic_id for row in rows},
        answers,
        {row.id: (turns[row.course_id], row.topic_position) for row in rows},
    )


def _list_questions(learner_id: int, course_ids: Sequence[int]) -> Sequence[Any]:
    return db.session.execute(
        select(
            _questions.id,
            _questions.course_id,
            _questions.topic_id,
            _questions.introduction_order,
            Topic.position.label("topic_position"),
            _notes.suspended_at,
            _notes.buried_on,
            *STATE_COLUMNS,
        )
        .join(Topic, Topic.id == _questions.topic_id)
        .outerjoin(
            Card.__table__,
            and_(_cards.learner_id == learner_id, _cards.question_id == _questions.id),
        )
        .outerjoin(
            StudyNote.__table__,
            and_(_notes.learner_id == learner_id, _notes.question_id == _questions.id),
        )
        .where(
            _questions.course_id.in_(course_ids),
            _questions.published_number.is_not(None),
            _questions.retired_at.is_(None),
        )
        .order_by(_questions.introduction_order)
    ).all()


def _followed(
    learner_id: int,
    row: Any,
    course: CourseAhead,
    reached: int,
    today: date,
    start_factor: float,
) -> Followed:
    asked_from = date.min
    state = state_in(row)
    if row.suspended_at is not None or (state is None and row.introduction_order <= reached):
        asked_from = date.max
    elif row.buried_on is not None and row.buried_on >= today:
        asked_from = row.buried_on + timedelta(days=1)
    return Followed(
        row.id,
        course,
        fuzz.seed_of(learner_id, row.id),
        state,
        asked_from=asked_from,
        start_factor=start_factor,
    )
