"""What the planner is to bring, held against what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bench.simulation.arms import FITTED, PLANNED
from bench.simulation.habits import HABITS, STEADY
from bench.simulation.report import Row
from bench.simulation.worlds import WorldName

# The least gain on the exam, in per cent; the worlds not named are those that nothing is tuned on.
GAINS: Final[dict[WorldName, float]] = {"FSRS-6": 5.0, "ACT-R": 9.0}
GAIN_ELSEWHERE: Final = 2.0
EVE: Final = "misses the eve"
EVE_COSTS: Final = 3.0
PEAK_DAY: Final = 2.2
BIAS: Final = 3.0


def print_targets(rows: Sequence[Row]) -> None:
    """Print for each target whether the figures reach it, by their middle."""
    print()
    for text, reached in _targets(rows):
        print(f"{'yes' if reached else 'NO ':4}{text}")


def _targets(rows: Sequence[Row]) -> Iterator[tuple[str, bool]]:
    found = {(row.world, row.habit, row.arm): row for row in rows}
    for world in dict.fromkeys(row.world for row in rows):
        planned = found.get((world, STEADY, PLANNED))
        if planned is None:
            continue
        least = GAINS.get(world, GAIN_ELSEWHERE)
        gain = planned.gain.value
        yield f"{world}: the planner gains {least:.0f} % or more ({gain:.1f})", gain >= least
        fitted = found.get((world, STEADY, FITTED))
        if fitted is not None:
            more = fitted.exam.value - planned.exam.value
            yield f"{world}: FSRS optimised is not below SM-2 ({more:+.1f} points)", more >= 0
        eve = found.get((world, EVE, PLANNED))
        if eve is not None and eve.cost is not None:
            cost = eve.cost.value
            text = f"{world}: missing the eve costs less than {EVE_COSTS:.0f} points ({cost:.1f})"
            yield text, cost < EVE_COSTS
        peak = planned.peak_day.value
        text = f"{world}: the fullest day is at most {PEAK_DAY} usual ones ({peak:.1f})"
        yield text, peak <= PEAK_DAY
    # Nobody can foretell that somebody will stay away.
    coming = [row for row in rows if HABITS[row.habit].comes_always] or rows
    worst = max(coming, key=_worst_bias)
    bias, where = _worst_bias(worst), f"{worst.world}, {worst.habit}, {worst.arm.title}"
    text = f"forecasts for those who come are within {BIAS:.0f} points (worst: {bias:.1f}, {where})"
    yield text, bias <= BIAS


def _worst_bias(row: Row) -> float:
    return max(abs(row.bias_week_before.value), abs(row.bias_morning.value))
