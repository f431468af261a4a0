"""A little chance in intervals, so that cards met together do not come back together for ever.

The window is that of FSRS's makers: nothing under 2.5 days, then one day and 15 % of the part between
2.5 and 7 days, 10 % of that between 7 and 20, 5 % of the rest, to either side. Chance is a number
made from a seed, so that what a button promises is what happens, and a replay finds the same.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import Final

NONE_UNDER_DAYS: Final = 2.5
# SM-2 sets no limit and would leave the calendar after a dozen or so easy answers; a century of days
# is more than any learner needs.
LONGEST_INTERVAL_DAYS: Final = 36_500


def window(interval_days: float, most_days: int = LONGEST_INTERVAL_DAYS) -> tuple[int, int]:
    """Return the first and the last whole day that an interval may be moved to, both at least 1.

    Neither lies beyond ``most_days``: a longer interval has the window that ends there.
    """
    wanted = min(interval_days, float(most_days))
    if wanted < NONE_UNDER_DAYS:
        day = max(1, round(wanted))
        return day, day
    spread = 1.0 + 0.15 * (min(wanted, 7.0) - NONE_UNDER_DAYS)
    if wanted > 7.0:
        spread += 0.10 * (min(wanted, 20.0) - 7.0)
    if wanted > 20.0:
        spread += 0.05 * (wanted - 20.0)
    return max(2, round(wanted - spread)), min(round(wanted + spread), most_days)


def fuzzed(interval_days: float, chance: float, most_days: int = LONGEST_INTERVAL_DAYS) -> int:
    """Return the interval in whole days; ``chance`` (0 to 1, 1 excluded) picks from its window."""
    earliest, latest = window(interval_days, most_days)
    return earliest + math.floor(chance * (latest - earliest + 1))


def seed_of(learner_id: int, question_id: int) -> int:
    """Return the seed of a card."""
    digest = blake2b(f"{learner_id}/{question_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest)


def share(seed: int, answers: int) -> float:
    """Return the chance (0 to 1, 1 excluded) of the next review of a card with so many answers."""
    # SplitMix64 (Steele, Lea, Flood 2014): good bits from seeds that are near to one another.
    mixed = (seed + (answers + 1) * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)


_MASK: Final = (1 << 64) - 1
