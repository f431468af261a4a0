"""What a scheduler is, and the ones Myelin has.

A scheduler moves only what it remembers of a card by. Days, versions, counts and the cap on
intervals are the same under every scheduler and belong to ``answering``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final, Protocol

from app.domain.scheduling import sm2
from app.domain.scheduling.state import CardState

DEFAULT_SCHEDULER: Final = "sm2"


class Scheduler(Protocol):
    """Decides how long a card can wait, from its state and the grade of an answer."""

    def begin(self, *, today: date, answered_at: datetime) -> CardState:
        """Return a card of version 0 that is about to get its first review."""

    def review(self, state: CardState, *, grade: int, today: date) -> CardState:
        """Return the state with its memory, ``interval_days`` and ``drill`` moved on.

        ``today`` less ``state.reviewed_on`` is how long the card really waited.
        """

    def drill(self, state: CardState, *, grade: int) -> CardState:
        """Return the state after an answer to its open drill; interval and ease stay."""


class Sm2:
    """SM-2 on a card's state: its memory is the ease, the repetition and the interval."""

    def begin(self, *, today: date, answered_at: datetime) -> CardState:
        """Return a card with SM-2's first values, due today."""
        start = sm2.Memory()
        return CardState(
            version=0,
            scheduler="sm2",
            ease_hundredths=start.ease_hundredths,
            repetition=start.repetition,
            interval_days=start.interval_days,
            drill=start.drill,
            drill_on=None,
            due_on=today,
            introduced_on=today,
            reviewed_on=today,
            answered_at=answered_at,
            lapses=0,
            right_in_a_row=0,
        )

    def review(self, state: CardState, *, grade: int, today: date) -> CardState:
        """Return the state after SM-2's review."""
        del today  # a late review counts as on time
        return _with(state, sm2.review(_memory(state), grade))

    def drill(self, state: CardState, *, grade: int) -> CardState:
        """Return the state after SM-2's drill."""
        return _with(state, sm2.drill(_memory(state), grade))


def _memory(state: CardState) -> sm2.Memory:
    return sm2.Memory(state.ease_hundredths, state.repetition, state.interval_days, state.drill)


def _with(state: CardState, memory: sm2.Memory) -> CardState:
    return replace(
        state,
        ease_hundredths=memory.ease_hundredths,
        repetition=memory.repetition,
        interval_days=memory.interval_days,
        drill=memory.drill,
    )


SCHEDULERS: Final[Mapping[str, Scheduler]] = {"sm2": Sm2()}
