"""Prove that every card is the fold of its reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.scheduling import fuzz
from app.domain.scheduling.answering import Answered, replay
from app.domain.scheduling.state import CardState
from app.study.models import Card, Review, ScheduleChange
from app.study.queries.situation import STATE_FIELDS, state_of
from app.study.service.rescheduling import standing, with_changes


@dataclass(frozen=True, slots=True)
class Difference:
    """A card that its log does not explain."""

    learner_id: int
    question_id: int
    message: str


Changes = Mapping[tuple[int, int], Sequence[ScheduleChange]]


def verify(
    cards: Iterable[Card], reviews: Iterable[Review], changes: Changes
) -> Iterator[Difference]:
    """Yield every difference between stored cards and their replayed logs.

    ``changes`` are all changes of schedules by learner and course. The others come ordered by learner and question (reviews by number too), and are read once,
    so that memory stays flat however long the log is.
    """
    stored = iter(cards)
    card = next(stored, None)
    for key, group in groupby(reviews, key=lambda review: (review.learner_id, review.question_id)):
        while card is not None and (card.learner_id, card.question_id) < key:
            yield _without_reviews(card)
            card = next(stored, None)
        log = list(group)
        if card is None or (card.learner_id, card.question_id) != key:
            yield Difference(*key, f"{len(log)} reviews but no card")
            continue
        yield from _compare(card, log, changes.get((card.learner_id, card.course_id), ()))
        card = next(stored, None)
    while card is not None:
        yield _without_reviews(card)
        card = next(stored, None)


def as_answered(review: Review) -> Answered:
    """Return a review as far as replaying needs it."""
    return Answered(
        kind=review.kind,  # type: ignore[arg-type]  # the table's check constraint allows no other
        grade=review.grade,
        correct=review.correct or bool(review.grade_reason),
        today=review.learner_on,
        answered_at=review.answered_at,
        moved_to=review.moved_to,
    )


def _without_reviews(card: Card) -> Difference:
    return Difference(card.learner_id, card.question_id, "a card but no reviews")


def _compare(
    card: Card, log: list[Review], changes: Sequence[ScheduleChange]
) -> Iterator[Difference]:
    key = (card.learner_id, card.question_id)
    numbers = [review.number for review in log]
    if numbers != list(range(1, len(log) + 1)):
        yield Difference(*key, f"the log is numbered {numbers}")
    try:
        folded = replay(
            with_changes([as_answered(review) for review in log], standing(changes)),
            seed=fuzz.seed_of(*key),
        )
    except ValueError as error:
        yield Difference(*key, f"the log cannot be replayed: {error}")
        return
    actual = state_of(card)
    for name in STATE_FIELDS:
        if getattr(actual, name) != getattr(folded, name):
            yield Difference(
                *key,
                f"{name} is {getattr(actual, name)!r}, "
                f"but replaying the log gives {getattr(folded, name)!r}",
            )
    # What a review noted was true of the schedule of its time.
    if not changes and CardState.from_json(log[-1].state_after) != folded:
        yield Difference(*key, "the last review's state differs from the replayed log")
