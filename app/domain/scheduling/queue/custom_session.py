"""What is left of a session over questions that the learner has chosen.

Each question is asked once, in the order chosen, and comes back until it went well: one that was
reviewed until its drill is closed, one that was practised until its answer was right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.scheduling.queue.drills import has_waited


@dataclass(frozen=True, slots=True)
class Left:
    """The questions not answered yet, in order, and those to ask again, longest ago first.

    ``waited`` is how many other answers were given since the first of those to ask again.
    """

    first: tuple[int, ...]
    again: tuple[int, ...]
    waited: int

    @property
    def total(self) -> int:
        """Return how many questions are left."""
        return len(self.first) + len(self.again)

    @property
    def asks_again(self) -> bool:
        """Tell whether one to ask again is next: it has waited long enough, or nothing else is."""
        return bool(self.again) and (not self.first or has_waited(self.waited))


def left_of(questions: Sequence[int], answered: Sequence[int], unsettled: Iterable[int]) -> Left:
    """Return what is left of ``questions``.

    ``answered`` are the questions of the answers given so far, oldest first; ``unsettled`` those
    whose last answer did not go well.
    """
    last = {question_id: place for place, question_id in enumerate(answered)}
    wanted = set(unsettled)
    again = sorted(
        (one for one in questions if one in wanted and one in last), key=last.__getitem__
    )
    return Left(
        first=tuple(one for one in questions if one not in last),
        again=tuple(again),
        waited=len(answered) - 1 - last[again[0]] if again else 0,
    )
