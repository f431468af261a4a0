"""What an answer makes of its card, on the day that is chosen for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.queries.due import find_first_unmet
from app.domain import grades
from app.domain.scheduling.log import answering
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning.due_day import Picked
from app.planning.queries.due_days import Subject, Wishes, choose_days
from app.study.queries.answer_context import AnswerContext


def after_answer(
    subject: Subject,
    before: CardState | None,
    wishes: Wishes,
    *,
    kind: Kind,
    grade: int,
    correct: bool,
    today: date,
    answered_at: datetime,
) -> tuple[CardState, Picked | None]:
    """Return the card after an answer, and the day it was given instead of the scheduler's own."""
    fold = partial(
        answering.outcomes,
        before,
        kind=kind,
        correct=correct,
        today=today,
        answered_at=answered_at,
        schedule=subject.schedule,
        seed=fuzz.seed_of(subject.learner_id, subject.question_id),
    )
    if kind != "review" or wishes.are_none:
        return fold(grades=[grade])[grade], None
    afters = fold(grades=[*range(grades.PASSING_GRADE, grade), grade])
    picked = choose_days(subject, afters, today, wishes)[grade]
    after = afters[grade]
    return (after if picked is None else replace(after, due_on=picked.day)), picked


def moved_for(picked: Picked | None) -> str | None:
    """Return what the log says of who chose a day."""
    if picked is None:
        return None
    return "exam" if picked.for_exam else "load"


def dated(now: datetime, today: date, context: AnswerContext, actor: User) -> tuple[datetime, date]:
    """Return the moment and the learner's day of an answer.

    An answer is dated after the ones it follows, also where the clock went back meanwhile.
    """
    state = context.state
    before = max(context.changed_at or now, state.answered_at if state else now)
    if before <= now:
        return now, today
    return before, max(today, today_of(actor, before))


def place_after(question_id: int, context: AnswerContext, learner_id: int) -> int | None:
    """Return the enrolment's new place when a question is met, None when it stays.

    It moves forward with the question, but never past one not met yet.
    """
    order = context.introduction_order
    if order is None or order <= context.introduced_up_to:
        return None
    first = find_first_unmet(learner_id, context.course_id, context.introduced_up_to)
    return order if first == question_id else None
