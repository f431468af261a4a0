"""The orders in which a backlog could be worked through, from what the row of a card holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from app.domain.scheduling.forecasts.memory_trace import Trace, gain, seconds
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.queue.ordering import predicted_recall

OrderName = Literal[
    "longest due",
    "relative overdueness",
    "lowest recall",
    "highest recall",
    "shortest interval",
    "longest interval",
    "most gained today",
    "most lost by waiting",
    "random",
]
# Recall counts so many days after the backlog.
COUNTS_AFTER_DAYS: Final = 30
# SM-2's first ease is read as FSRS's middle difficulty, its lowest ease as the highest one.
_MIDDLE, _EASE, _EASE_A_STEP = 5.0, 250, 24


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that waits: its state, its seed, today, and how many days the backlog will take."""

    state: CardState
    seed: int
    today: date
    days: int

    @property
    def recall(self) -> float:
        """Return the predicted recall, as the app reckons it."""
        state = self.state
        days = (self.today - state.reviewed_on).days
        return predicted_recall(days, state.interval_days, state.stability)

    @property
    def trace(self) -> Trace:
        """Return FSRS's memory; that of an SM-2 card is read from its interval and its ease."""
        state = self.state
        if state.stability is not None and state.difficulty is not None:
            memory = fsrs.FsrsMemory(state.stability, state.difficulty)
        else:
            harder = (_EASE - state.ease_hundredths) / _EASE_A_STEP
            difficulty = min(max(_MIDDLE + harder, fsrs.LOWEST_DIFFICULTY), fsrs.HIGHEST_DIFFICULTY)
            memory = fsrs.FsrsMemory(float(max(state.interval_days, 1)), difficulty)
        return Trace(memory, state.reviewed_on)


def _gained_today(one: Waiting) -> float:
    """Return what being asked today adds to recall in the end, per second."""
    trace = one.trace
    return gain(trace, one.today, _counts_on(one)) / seconds(trace.recall_on(one.today))


def _lost_by_waiting(one: Waiting) -> float:
    """Return how much less that would be when the backlog ends."""
    trace, counts_on = one.trace, _counts_on(one)
    later = one.today + timedelta(days=one.days)
    lost = gain(trace, one.today, counts_on) - gain(trace, later, counts_on)
    return lost / seconds(trace.recall_on(one.today))


def _counts_on(one: Waiting) -> date:
    return one.today + timedelta(days=one.days + COUNTS_AFTER_DAYS)


# The lowest comes first; what is equal has waited longest.
ORDERS: Final[dict[OrderName, Callable[[Waiting], float]]] = {
    "longest due": lambda one: one.state.due_on.toordinal(),
    "relative overdueness": lambda one: (
        (one.state.due_on - one.today).days / max(one.state.interval_days, 1)
    ),
    "lowest recall": lambda one: one.recall,
    "highest recall": lambda one: -one.recall,
    "shortest interval": lambda one: one.state.interval_days,
    "longest interval": lambda one: -one.state.interval_days,
    "most gained today": lambda one: -_gained_today(one),
    "most lost by waiting": lambda one: -_lost_by_waiting(one),
    "random": lambda one: fuzz.share(one.seed, one.today.toordinal()),
}
