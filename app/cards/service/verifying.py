"""Prove that every card is the fold of its reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.cards.models import Card, CardMove, Review, ScheduleChange
from app.cards.queries import moves
from app.cards.queries.reviews import stream_cards, stream_reviews
from app.cards.queries.schedules import Starts, map_all_starts, map_changes
from app.cards.queries.states import STATE_FIELDS, state_of
from app.cards.service.folding import given_days, standing, with_events, with_start
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz


@dataclass(frozen=True, slots=True)
class Difference:
    """A card that its log does not explain."""

    learner_id: int
    question_id: int
    message: str


def verify() -> Iterator[Difference]:
    """Yield every difference between stored cards and their replayed logs.

    All is read once, in the order of learners and questions, so that memory stays flat however long
    the log is.
    """
    changes = map_changes()
    starts = map_all_starts()
    given = _Given(moves.stream_moves())
    stored = iter(stream_cards())
    card = next(stored, None)
    for key, group in groupby(
        stream_reviews(), key=lambda review: (review.learner_id, review.question_id)
    ):
        while card is not None and (card.learner_id, card.question_id) < key:
            yield _without_reviews(card)
            card = next(stored, None)
        answers = list(group)
        if card is None or (card.learner_id, card.question_id) != key:
            yield Difference(*key, f"{len(answers)} reviews but no card")
            continue
        yield from _compare(
            card,
            answers,
            changes.get((card.learner_id, card.course_id), ()),
            starts.get(card.course_id, {}),
            given.of(key),
        )
        card = next(stored, None)
    while card is not None:
        yield _without_reviews(card)
        card = next(stored, None)


class _Given:
    """Moves as they pass by, handed out card by card."""

    def __init__(self, rows: Iterable[CardMove]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, key: tuple[int, int]) -> list[CardMove]:
        """Return the moves of a card; cards are asked for in order."""
        found = []
        while (row := self._next) is not None and (row.learner_id, row.question_id) <= key:
            if (row.learner_id, row.question_id) == key:
                found.append(row)
            self._next = next(self._rows, None)
        return found


def as_answered(review: Review) -> Answered:
    """Return a review as far as replaying needs it."""
    return Answered(
        kind=review.kind,  # type: ignore[arg-type]  # the table's check constraint allows no other
        grade=review.grade,
        correct=review.correct or bool(review.grade_reason),
        today=review.learner_on,
        answered_at=review.answered_at,
        moved_to=review.moved_to,
        for_exam=review.moved_for == "exam",
    )


def _without_reviews(card: Card) -> Difference:
    return Difference(card.learner_id, card.question_id, "a card but no reviews")


def _compare(
    card: Card,
    answers: list[Review],
    changes: Sequence[ScheduleChange],
    starts: Starts,
    given: Sequence[CardMove],
) -> Iterator[Difference]:
    key = (card.learner_id, card.question_id)
    numbers = [review.number for review in answers]
    if numbers != list(range(1, len(answers) + 1)):
        yield Difference(*key, f"the log is numbered {numbers}")
    try:
        folded = replay(
            with_events(
                [as_answered(review) for review in answers],
                with_start(standing(changes), starts, card.question_id),
                given_days(given),
            ),
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
    # What a review noted was true of the schedule of its time, and of the days given until then.
    if not changes and not given and CardState.from_json(answers[-1].state_after) != folded:
        yield Difference(*key, "the last review's state differs from the replayed log")
