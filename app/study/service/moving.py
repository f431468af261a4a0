"""Giving cards another day, or having them begin anew; both are parts of the log and undone exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert

from app.accounts.models import User
from app.db import db
from app.domain.errors import Invalid
from app.domain.scheduling.answering import Moved
from app.study.models import Card, CardMove, Enrolment
from app.study.queries import log, moves, schedules
from app.study.service.answering import today_of
from app.study.service.folding import refold_cards

FURTHEST_DAYS: Final = 3660
# What happened at the moment of an answer happened before it.
_MOMENT: Final = timedelta(microseconds=1)


def reschedule_cards(
    question_ids: Sequence[int], due_on: date, *, batch_id: UUID, actor: User, now: datetime
) -> list[int]:
    """Ask the learner some questions on a day of their choice; what they remember stays.

    Returns the questions whose cards were moved: those that were met, are of a course that the
    learner takes, and are not due on that day already. A card is due on a day after its last review,
    which is tomorrow's for who flew back over the date line.

    Raises:
        Invalid: the day is past, or more than ten years ahead.
    """
    today = today_of(actor, now)
    if not today <= due_on <= today + timedelta(days=FURTHEST_DAYS):
        raise Invalid("Choose a day from today on, within the next ten years.", field="due_on")
    moved = []
    for enrolment, cards in _lock(question_ids, actor):
        given = [
            (card, Moved(due_on)) for card in cards if card.due_on != due_on > card.reviewed_on
        ]
        moved += move_cards(enrolment, given, why="learner", batch_id=batch_id, now=now)
    return moved


def reset_cards(
    question_ids: Sequence[int], *, batch_id: UUID, actor: User, now: datetime
) -> list[int]:
    """Have the learner's cards of some questions begin anew, as if they had never been answered.

    They come back in the order of the course, as many a day as the learner wants new questions.
    Returns the questions whose cards began anew.
    """
    today = today_of(actor, now)
    pace = max(log.get_preferences(actor.id).new_per_day, 1)
    taken = Counter(moves.count_beginning_anew(actor.id, today))
    order = moves.list_introduction_orders(question_ids)
    moved = []
    for enrolment, cards in _lock(question_ids, actor):
        given = []
        for card in sorted(cards, key=lambda card: order[card.question_id]):
            if not card.interval_days:
                continue  # it waits to begin anew already
            day = max(today, card.reviewed_on + timedelta(days=1))
            while taken[day] >= pace:
                day += timedelta(days=1)
            taken[day] += 1
            given.append((card, Moved(day, resets=True)))
        moved += move_cards(enrolment, given, why="learner", batch_id=batch_id, now=now)
    return moved


def undo_moves(batch_id: UUID, *, actor: User, now: datetime) -> list[int]:
    """Take back what was done together: the cards are as if it had never been done.

    Answers given meanwhile stay. Returns the questions whose cards were moved; twice is once.
    """
    undone: dict[int, list[int]] = {}
    for move in moves.list_batch(actor.id, batch_id):
        move.undone_at = now
        undone.setdefault(move.course_id, []).append(move.question_id)
    db.session.flush()
    for course_id, question_ids in sorted(undone.items()):
        schedules.lock_enrolment(actor.id, course_id)  # left since or not, its cards go back
        refold_cards(actor.id, course_id, question_ids)
    return sorted(question_id for some in undone.values() for question_id in some)


def move_cards(
    enrolment: Enrolment,
    given: Sequence[tuple[Card, Moved]],
    *,
    why: str,
    batch_id: UUID,
    now: datetime,
) -> list[int]:
    """Note the days that locked cards of a locked enrolment are given, and move them there.

    A card that was answered since ``now`` is moved after that answer, as it is what was seen here.
    """
    if not given:
        return []
    rows = [
        {
            "learner_id": enrolment.learner_id,
            "question_id": card.question_id,
            "batch_id": batch_id,
            "course_id": enrolment.course_id,
            "why": why,
            "resets": move.resets,
            "due_on": move.due_on,
            "made_at": max(now, card.answered_at + _MOMENT),
        }
        for card, move in given
    ]
    question_ids = sorted(card.question_id for card, _ in given)
    db.session.execute(insert(CardMove), rows)
    refold_cards(enrolment.learner_id, enrolment.course_id, question_ids)
    return question_ids


def _lock(question_ids: Sequence[int], actor: User) -> Iterator[tuple[Enrolment, Sequence[Card]]]:
    """Yield the enrolments that have cards of some questions, with these cards; all locked."""
    for course_id in moves.list_course_ids(actor.id, question_ids):
        enrolment = schedules.lock_enrolment(actor.id, course_id)
        if enrolment is not None:
            yield enrolment, schedules.lock_cards(actor.id, course_id, question_ids)
