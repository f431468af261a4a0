"""How much of what came up was recalled, and how sure that figure is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.statistics.chance import Z_95, wilson_interval

# With fewer, a share says little: its interval spans more than 40 of 100 in the middle.
FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """So many answers as were hoped for (recalled, or right), of so many in all.

    Leave out drills and practice, and each card's first answer, where recall is meant: what was
    never learned cannot be recalled.
    """

    hits: int = 0
    total: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both taken together."""
        return Tally(self.hits + other.hits, self.total + other.total)

    @property
    def share(self) -> float | None:
        """Return the share of hits, 0 to 1; None without any answer."""
        return self.hits / self.total if self.total else None

    @property
    def is_enough(self) -> bool:
        """Return whether there are enough answers for the share to say something."""
        return self.total >= FEW

    def bounds(self, z: float = Z_95) -> tuple[float | None, float | None]:
        """Return Wilson's interval of the share, of 95 % unless another ``z`` is given.

        None and None without any answer.
        """
        return wilson_interval(self.hits, self.total, z) if self.total else (None, None)


def together(tallies: Iterable[Tally]) -> Tally:
    """Return all tallies taken together."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Wait:
    """Reviews after ``first`` to ``last`` days (None: or more) since the one before."""

    first: int
    last: int | None
    tally: Tally


# Each span is about twice as long as the one before, as memories fade ever more slowly.
WAITS: Final = ((0, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 120), (121, 240))
LONGEST_WAIT: Final = 241


def recall_by_wait(tallies: Mapping[int, Tally]) -> list[Wait]:
    """Return recall by the days since the last review, in spans that double.

    ``tallies`` are those of single numbers of days. A review on the day of the last one (after a
    journey west) counts with those of the next day.
    """
    spans: list[tuple[int, int | None]] = [*WAITS, (LONGEST_WAIT, None)]
    return [
        Wait(
            max(first, 1),
            last,
            together(
                tally
                for days, tally in tallies.items()
                if days >= first and (last is None or days <= last)
            ),
        )
        for first, last in spans
    ]


def stands_out(tallies: Mapping[int, Tally], z: float) -> int | None:
    """Return the key whose share is best, if it is clearly above that of all others together.

    Clearly: the lower bound of its interval lies above the others' share. Only keys with enough
    answers are looked at; None where none stands out.
    """
    enough = {key: tally for key, tally in tallies.items() if tally.is_enough}
    if not enough:
        return None
    best = max(enough, key=lambda key: (enough[key].share or 0.0, enough[key].total))
    others = together(tally for key, tally in tallies.items() if key != best).share
    low, _ = enough[best].bounds(z)
    return best if others is not None and low is not None and low > others else None
