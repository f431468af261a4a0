"""Giving cards another day, or having them begin anew; both are parts of the log and undone exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, update

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.bank.models import Course
from app.cards.models import Card, CardMove, Enrolment
from app.cards.queries import moves
from app.cards.queries.preferences import get_preferences
from app.cards.queries.schedules import list_cards_after, lock_cards, lock_enrolment
from app.cards.service.folding import MOMENT, refold_cards
from app.db import db
from app.domain.errors import Invalid, NotFound
from app.domain.scheduling.log.answering import Moved

FURTHEST_DAYS: Final = 3660
_DAY: Final = timedelta(days=1)


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
        moved += move_cards(enrolment, given, batch_id=batch_id, now=now)
    return moved


def reset_cards(
    question_ids: Sequence[int], *, batch_id: UUID, actor: User, now: datetime
) -> list[int]:
    """Have the learner's cards of some questions begin anew, as if they had never been answered.

    They come back in the order of the course, as many a day as the learner wants new questions.
    Returns the questions whose cards began anew.
    """
    beginners = _Beginners(actor, today_of(actor, now))
    moved = []
    for enrolment, cards in _lock(question_ids, actor):
        given = beginners.days_for(cards)
        moved += move_cards(enrolment, given, batch_id=batch_id, now=now)
    return moved


def reset_course(course: Course, *, batch_id: UUID, actor: User, now: datetime) -> int:
    """Have all of the learner's cards of a course begin anew; return how many.

    Raises:
        NotFound: the learner is not enrolled in the course.
    """
    enrolment = lock_enrolment(actor.id, course.id)
    if enrolment is None:
        raise NotFound("You are not enrolled in this course.")
    cards = list_cards_after(actor.id, course.id, 0, most=None, lock=True)
    given = _Beginners(actor, today_of(actor, now)).days_for(cards)
    return len(move_cards(enrolment, given, batch_id=batch_id, now=now))


class _Beginners:
    """Days for cards that begin anew: a learner's new questions of a day on each."""

    def __init__(self, learner: User, today: date) -> None:
        self._pace = max(get_preferences(learner.id).new_per_day, 1)
        self._taken = Counter(moves.count_beginning_anew(learner.id, today))
        self._first = today  # no day before it has room

    def days_for(self, cards: Sequence[Card]) -> list[tuple[Card, Moved]]:
        """Return days for cards in the order of their course, but for those that begin already."""
        order = moves.map_introduction_orders({card.course_id for card in cards})
        last = len(order)
        return [
            (card, Moved(self._next(card.reviewed_on), resets=True))
            for card in sorted(cards, key=lambda card: order.get(card.question_id, last))
            if card.interval_days
        ]

    def _next(self, reviewed_on: date) -> date:
        while self._taken[self._first] >= self._pace:
            self._first += _DAY
        day = max(self._first, reviewed_on + _DAY)
        while self._taken[day] >= self._pace:
            day += _DAY
        self._taken[day] += 1
        return day


def undo_moves(batch_id: UUID, *, actor: User, now: datetime) -> list[int]:
    """Take back what was done together: the cards are as if it had never been done.

    Answers given meanwhile stay. Returns the questions whose cards were moved; twice is once.
    """
    undone: dict[int, list[int]] = {}
    # At once: a batch may be a whole course.
    rows = db.session.execute(
        update(CardMove)
        .where(
            CardMove.learner_id == actor.id,
            CardMove.batch_id == batch_id,
            CardMove.why == "learner",
            CardMove.undone_at.is_(None),
        )
        .values(undone_at=now)
        .returning(CardMove.course_id, CardMove.question_id)
    )
    for course_id, question_id in rows:
        undone.setdefault(course_id, []).append(question_id)
    for course_id, question_ids in sorted(undone.items()):
        # Left since or not, its cards go back; what an exam chose at their answers may not count now.
        enrolment = lock_enrolment(actor.id, course_id)
        if enrolment is not None:
            enrolment.plan_is_stale = True
        refold_cards(actor.id, course_id, sorted(question_ids))
    return sorted(question_id for some in undone.values() for question_id in some)


def move_cards(
    enrolment: Enrolment,
    given: Sequence[tuple[Card, Moved]],
    *,
    batch_id: UUID,
    now: datetime,
) -> list[int]:
    """Note the days that a learner gives locked cards of a locked enrolment, and move them there.

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
            "why": "learner",
            "resets": move.resets,
            "due_on": move.due_on,
            "made_at": max(now, card.answered_at + MOMENT),
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
        enrolment = lock_enrolment(actor.id, course_id)
        if enrolment is not None:
            yield enrolment, lock_cards(actor.id, course_id, question_ids)
