"""Giving the cards that a learner has already their days for an exam, once it is set or moved.

Answers given afterwards choose their days by themselves (``queries/due_days.py``). The days follow
from the log and what is wished for now (``planning/course_days.py``); where they differ from the
log's, a move says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import Enrolment
from app.cards.queries import moves
from app.cards.queries.answers import map_answers
from app.cards.queries.schedules import get_plan, get_schedule, list_changes, lock_enrolment
from app.cards.service.folding import (
    MOMENT,
    NOT_FOLDED,
    read_starts,
    standing,
    with_events,
    with_start,
)
from app.db import db
from app.domain.errors import Conflict
from app.domain.scheduling.log.answering import days_after
from app.domain.scheduling.log.replaying import replay, without_exam_days
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning.course_days import MetCard, PlannedExam, exam_days, own_days
from app.planning.queries import course_days, due_days
from app.planning.service.storing_days import Given, store_days

# So many cards are planned while the learner waits; the job does it for more.
AT_ONCE: Final = 1000
# A change so many days before a review was made before it, in whatever zones.
_SURELY_BEFORE: Final = timedelta(days=3)


def plan_exam(learner: User, course_id: int, *, now: datetime) -> int:
    """Give a learner's cards of a course the days that the course's exam asks for.

    Days given for another date are taken back, whether by this or at an answer. Returns how many
    cards got another day than they had; doing it twice is doing it once.
    """
    enrolment = lock_enrolment(learner.id, course_id)
    exam_on = get_plan(course_id).exam_on
    if enrolment is None:
        return 0
    if enrolment.planned_exam_on == exam_on and not enrolment.plan_is_stale:
        return 0
    return _plan(enrolment, exam_on, today_of(learner, now), now)


def plan_again(learner: User, *, now: datetime) -> None:
    """Plan anew for the exams ahead, since what the learner wishes has changed.

    Where there are many cards, they are left to the job.
    """
    today = today_of(learner, now)
    ahead = course_days.list_exams_ahead(learner.id, today)
    if not ahead:
        return
    is_quick = course_days.count_cards(learner.id, [course_id for course_id, _ in ahead]) <= AT_ONCE
    for course_id, exam_on in ahead:
        enrolment = lock_enrolment(learner.id, course_id)
        if enrolment is None:
            continue
        enrolment.plan_is_stale = True
        if is_quick:
            _plan(enrolment, exam_on, today, now)
    db.session.flush()


def _plan(enrolment: Enrolment, exam_on: date | None, today: date, now: datetime) -> int:
    course = _Course(enrolment, now)
    days = course.days(exam_on, today)
    count = store_days(enrolment, course.given(days), now=course.after_all)
    enrolment.planned_exam_on = exam_on
    enrolment.plan_is_stale = False
    db.session.flush()
    return count


@dataclass(slots=True)
class _Tail:
    """What a log says of the day of its card: without any exam, and but for the moves for one."""

    own_on: date
    logged_on: date
    is_open: bool


class _Course:
    """One learner's cards of a course, locked, with their logs."""

    def __init__(self, enrolment: Enrolment, now: datetime) -> None:
        self._learner_id = enrolment.learner_id
        self._course_id = enrolment.course_id
        self._changes = standing(list_changes(self._learner_id, self._course_id))
        self._starts = read_starts(self._course_id, self._changes)
        self.after_all = self._find_end(now)
        self._rows = course_days.lock_met(self._learner_id, self._course_id, self.after_all)
        self._moves: Mapping[int, list[moves.Timed]] = {}
        self._exam_moves: Mapping[int, int] = {}
        if self._rows:
            self._moves = moves.map_learners_moves(self._learner_id, *self._ends)
            self._exam_moves = moves.count_exam_moves(self._learner_id, *self._ends)
        self._chosen = course_days.map_chosen(self._learner_id, self._course_id)
        self._tails = dict(self._find_tails())

    def days(self, exam_on: date | None, today: date) -> Mapping[int, date]:
        """Return by question the day of each card."""
        wishes = due_days.get_wishes(self._learner_id, self._course_id, today)
        habits = due_days.get_habits(self._learner_id, wishes, today)
        loads = (
            due_days.count_due_elsewhere(self._learner_id, self._course_id, today)
            if habits.balances
            else {}
        )
        schedule = get_schedule(self._learner_id, self._course_id)
        factors: Mapping[int, float] = {}
        if schedule.pooled_start is not None:
            factors = self._starts[schedule.pooled_start]
        cards = [self._met(row, factors.get(row.question_id, 1.0)) for row in self._rows]
        if exam_on is None or exam_on <= today:
            return own_days(cards, schedule, habits, loads)
        return exam_days(
            cards,
            self._grades_of,
            self._ahead(exam_on, today, wishes.reviews_per_day),
            today,
            schedule,
            habits,
            loads,
        )

    @property
    def _ends(self) -> tuple[int, int]:
        return self._rows[0].question_id, self._rows[-1].question_id

    def _grades_of(self, question_id: int) -> Sequence[tuple[int, date]]:
        return self._grades.get(question_id, ())

    @cached_property
    def _grades(self) -> Mapping[int, Sequence[tuple[int, date]]]:
        """Return all grades by question; they are read where some card needs them."""
        return course_days.map_grades(self._learner_id, *self._ends)

    def given(self, days: Mapping[int, date]) -> Iterator[Given]:
        """Yield what is to be stored of each card: its day, and which of its moves stand."""
        for row in self._rows:
            day = days[row.question_id]
            standing_moves = self._exam_moves.get(row.question_id, 0)
            needs_move = day != self._tails[row.question_id].logged_on
            if needs_move and standing_moves == 1 and row.due_on == day:
                continue
            if needs_move or standing_moves or row.due_on != day:
                yield Given(
                    question_id=row.question_id,
                    due_on=day,
                    was_due_on=row.due_on,
                    is_late=row.is_late,
                    takes_back=standing_moves > 0,
                    needs_move=needs_move,
                )

    def _find_end(self, now: datetime) -> datetime:
        """Return a moment after all that happened to the cards beside answers."""
        happened = [moment for moment, _ in self._changes]
        happened.append(moves.find_last_move_at(self._learner_id, self._course_id))
        return max([now, *(moment + MOMENT for moment in happened if moment is not None)])

    def _met(self, row: Any, start_factor: float) -> MetCard:
        tail = self._tails[row.question_id]
        return MetCard(
            learner_id=self._learner_id,
            question_id=row.question_id,
            answers=row.answers,
            own_on=tail.own_on,
            reviewed_on=row.reviewed_on,
            begins_anew=not row.interval_days,
            is_open=tail.is_open,
            start_factor=start_factor,
        )

    def _ahead(self, exam_on: date, today: date, limit: int | None) -> PlannedExam:
        questions = due_days.count_questions(self._course_id)
        taken: Mapping[date, int] = {}
        if limit is not None:
            ahead = course_days.list_exams_ahead(self._learner_id, today)
            sooner = [
                course_id for course_id, on in ahead if (on, course_id) < (exam_on, self._course_id)
            ]
            taken = due_days.count_due_in(self._learner_id, sooner, exam_on) if sooner else {}
        return PlannedExam(exam_on, questions, limit, taken)

    def _find_tails(self) -> Iterator[tuple[int, _Tail]]:
        """Yield what the log says of each card's day.

        Of nearly all it is the last review that says it; the others' logs are replayed.
        """
        changed_at = max((moment for moment, _ in self._changes if moment), default=None)
        settled_on = date.min if changed_at is None else changed_at.date() + _SURELY_BEFORE
        replayed = set()
        for row in self._rows:
            if row.reviewed_on <= settled_on or row.question_id in self._moves:
                replayed.add(row.question_id)
            else:
                yield row.question_id, self._tail_of_review(row)
        yield from self._replayed(replayed)

    def _tail_of_review(self, row: Any) -> _Tail:
        own_on = days_after(row.reviewed_on, row.interval_days)
        chosen = self._chosen.get(row.question_id)
        if chosen is None:
            return _Tail(own_on, own_on, is_open=False)
        if chosen.moved_for == "exam":
            return _Tail(own_on, chosen.moved_to, is_open=True)
        return _Tail(chosen.moved_to, chosen.moved_to, is_open=False)

    def _replayed(self, questions: Collection[int]) -> Iterator[tuple[int, _Tail]]:
        if not questions:
            return
        answers = map_answers(self._learner_id, min(questions), max(questions))
        for question_id in sorted(questions):
            log = answers.get(question_id, ())
            changes = with_start(self._changes, self._starts, question_id)
            events = list(with_events(log, changes, self._moves.get(question_id, ())))
            seed = fuzz.seed_of(self._learner_id, question_id)
            try:
                own = replay(without_exam_days(events), seed=seed)
                logged = replay(events, seed=seed)
            except ValueError as error:
                raise Conflict(NOT_FOLDED) from error
            if own is None or logged is None:
                raise Conflict(NOT_FOLDED)
            yield question_id, _Tail(own.due_on, logged.due_on, own.due_on != logged.due_on)
