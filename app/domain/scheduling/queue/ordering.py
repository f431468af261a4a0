"""In which order cards that wait are asked, as the learner likes it.

Every order is one of the cards handed in, not of all that wait: the caller hands in those that have
waited longest, so that the next card stays a look-up however many there are.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.queue.picking import Candidate

Order = Literal["due", "weakest", "random", "topic"]
ORDERS: Final[tuple[Order, ...]] = ("due", "weakest", "random", "topic")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that waits, and what an order may go by.

    ``place`` is that of its topic: of the course among the learner's, of the topic in the course.
    ``days`` are those since its last review.
    """

    candidate: Candidate
    place: tuple[int, int]
    days: int
    interval_days: int
    stability: float | None


def predicted_recall(days: int, interval_days: int, stability: float | None) -> float:
    """Return how likely a card is recalled so many days after its last review, 0 to 1.

    With a stability it is FSRS's retrievability under the published weights: weights of one's own
    bend the curve and leave the order of a course's cards as it is. SM-2 claims no probability; the
    usual reading of its interval is 0.9^(days / interval).
    """
    if stability is not None:
        return fsrs.retrievability(days, stability)
    return float(fsrs.RECALL_AT_STABILITY ** (max(days, 0) / max(interval_days, 1)))


def key_of(order: Order, *, learner_id: int, today: date) -> Callable[[Waiting], Any]:
    """Return what an order sorts by, the lowest first.

    ``weakest`` begins with the lowest predicted recall, ``topic`` goes topic by topic, ``random``
    is another order for each learner and day, and the same all day long.
    """
    by: dict[Order, Callable[[Waiting], Any]] = {
        "due": lambda one: 0,
        "weakest": lambda one: predicted_recall(one.days, one.interval_days, one.stability),
        "random": lambda one: fuzz.share(
            fuzz.seed_of(learner_id, one.candidate.question_id), today.toordinal()
        ),
        "topic": lambda one: one.place,
    }
    return by[order]


def in_order(
    waiting: Iterable[Waiting], order: Order, *, learner_id: int, today: date
) -> list[Candidate]:
    """Return the cards in an order; what it leaves open stays as it was handed in."""
    key = key_of(order, learner_id=learner_id, today=today)
    return [one.candidate for one in sorted(waiting, key=key)]


def through_window(
    waiting: Sequence[Waiting], key: Callable[[Waiting], Any], size: int
) -> list[int]:
    """Return the places of all cards as they are asked one by one.

    Each time the first by ``key`` of the ``size`` foremost ones that are left is asked.
    """
    keys = [(key(one), place) for place, one in enumerate(waiting)]
    window, rest = keys[:size], keys[size:]
    heapq.heapify(window)
    asked = [heapq.heapreplace(window, one)[1] for one in rest]
    return [*asked, *(place for _, place in sorted(window))]
