"""From single years to a comparison at equal study time, one row for each arm."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from bench.simulation.arms import Arm
from bench.simulation.habits import HabitName
from bench.simulation.intervals import Estimate, estimate
from bench.simulation.learners import Outcome
from bench.simulation.policies import Policy
from bench.simulation.worlds import WorldName

Of = Callable[[Outcome], float]


@dataclass(frozen=True, slots=True)
class Point:
    """A policy at one setting of its knob: what it came to for each learner, in their order."""

    policy: Policy
    outcomes: Sequence[Outcome]

    def mean(self, of: Of, learners: Sequence[int] | None = None) -> float:
        """Return the mean of something over some learners (from 0), or over all."""
        outcomes = self.outcomes if learners is None else [self.outcomes[one] for one in learners]
        return fmean(of(outcome) for outcome in outcomes)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a policy comes to at a time; ``outside`` tells that no setting takes as long or short."""

    value: float
    outside: bool


def at_hours(
    points: Sequence[Point],
    hours: float,
    of: Of,
    time: Of,
    learners: Sequence[int] | None = None,
) -> Reached:
    """Interpolate a policy to a study time: on the line between the settings beside it."""
    places = sorted((point.mean(time, learners), point.mean(of, learners)) for point in points)
    for (earlier, low), (later, high) in itertools.pairwise(places):
        if earlier <= hours <= later:
            share = (hours - earlier) / (later - earlier) if later > earlier else 0.0
            return Reached(low + share * (high - low), outside=False)
    nearest = places[0] if hours < places[0][0] else places[-1]
    return Reached(nearest[1], outside=hours != nearest[0])


@dataclass(frozen=True, slots=True)
class Row:
    """An arm in one world with one habit, at the time that plain SM-2 takes until the exam.

    ``gain`` is in per cent of plain SM-2; ``cost`` (what the habit costs the arm on the exam) and the
    biases (foretold less true) are in points of a hundred.
    ``peak_day`` is the fullest day of the month before the exam in days of its mean, ``minutes`` what
    the arm takes until the exam; ``outside`` tells that no setting takes as long or as short as plain
    SM-2, and the nearest one was taken. ``year`` is what is known on day 365 at equal time until then.
    """

    world: WorldName
    habit: HabitName
    arm: Arm
    exam: Estimate
    gain: Estimate
    cost: Estimate | None
    bias_week_before: Estimate
    bias_morning: Estimate
    bias_uncorrected: Estimate
    peak_day: Estimate
    minutes: float
    outside: bool
    year: float | None

    def as_json(self) -> str:
        """Return the row as one JSON object; intervals are [low, high]."""
        values: dict[str, Any] = {
            "world": self.world,
            "habit": self.habit,
            "arm": self.arm.title,
            "exam_percent": self.exam.value,
            "gain_percent": self.gain.value,
            "low": self.gain.low,
            "high": self.gain.high,
        }
        if self.cost is not None:
            values["cost_points"] = self.cost.value
            values["cost_points_interval"] = [self.cost.low, self.cost.high]
        for name in ("bias_week_before", "bias_morning", "bias_uncorrected", "peak_day"):
            found = getattr(self, name)
            values[name] = found.value
            values[f"{name}_interval"] = [found.low, found.high]
        values |= {"minutes": self.minutes, "outside": self.outside, "day_365_percent": self.year}
        return json.dumps(_rounded(values))


def _rounded(value: Any) -> Any:
    """Return values as JSON has them: two decimals, and null where there is no number."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, float):
        return round(value, 2) if math.isfinite(value) else None
    return value


@dataclass(frozen=True, slots=True)
class Compared:
    """The settings of an arm beside plain SM-2 of the same learners."""

    points: Sequence[Point]
    plain: Point

    def at_equal_time(self, of: Of, learners: Sequence[int] | None = None) -> float:
        """Return what the arm comes to at the time that plain SM-2 takes until the exam."""
        hours = self.plain.mean(_exam_hours, learners)
        return at_hours(self.points, hours, of, _exam_hours, learners).value

    def gain(self, learners: Sequence[int] | None = None) -> float:
        """Return how much more is known on the exam than with plain SM-2, in per cent."""
        return (self.at_equal_time(_exam, learners) / self.plain.mean(_exam, learners) - 1) * 100


def row_of(
    world: WorldName,
    habit: HabitName,
    arm: Arm,
    compared: Compared,
    *,
    steady: Compared | None = None,
    whole_year: bool = False,
) -> Row:
    """Return the row of an arm; ``steady`` is the same arm with the habit that the others are held to."""
    plain = compared.plain

    def estimated(of: Of, scale: float = 100.0) -> Estimate:
        return estimate(
            lambda learners: compared.at_equal_time(of, learners) * scale, len(plain.outcomes)
        )

    def cost(than: Compared) -> Estimate:
        return estimate(
            lambda learners: (
                (than.at_equal_time(_exam, learners) - compared.at_equal_time(_exam, learners))
                * 100
            ),
            len(plain.outcomes),
        )

    points = compared.points
    hours = at_hours(points, plain.mean(_exam_hours), _exam_hours, _exam_hours)
    year = at_hours(points, plain.mean(_year_hours), lambda one: one.year, _year_hours)
    return Row(
        world=world,
        habit=habit,
        arm=arm,
        exam=estimated(_exam),
        gain=estimate(compared.gain, len(plain.outcomes)),
        cost=None if steady is None else cost(steady),
        bias_week_before=estimated(lambda one: one.week_before - one.exam),
        bias_morning=estimated(lambda one: one.predicted - one.exam),
        bias_uncorrected=estimated(lambda one: one.uncorrected - one.exam),
        peak_day=estimated(lambda one: one.peak_day, 1.0),
        minutes=hours.value * 60,
        outside=hours.outside,
        year=year.value * 100 if whole_year else None,
    )


def print_header(learners: int, questions: int) -> None:
    """Print what the columns of ``print_row`` are."""
    print(
        f"{learners} learners, {questions} questions, exam on day 180; all at the study time of plain"
        "\nSM-2 with the same habit, with 95 % intervals over learners; biases are foretold less true."
        "\n* no setting takes as long or as short as plain SM-2: the nearest one\n"
    )
    print(
        f"{'world':8}{'habit':26}{'arm':26}{'exam %':>7}{'gain %':>20}{'habit costs':>18}{'bias a week before':>20}"
        f"{'morning':>18}{'peak day':>19}{'minutes':>9}{'day 365':>9}"
    )


def print_row(row: Row) -> None:
    """Print one row of the table."""
    year = "" if row.year is None else f"{row.year:.1f}"
    print(
        f"{row.world[-7:]:8}{row.habit:26}{row.arm.title:26}{row.exam.value:>7.1f}"
        f"{_cell(row.gain, '+.1f'):>20}{_cell(row.cost, '.1f'):>18}{_cell(row.bias_week_before, '+.1f'):>20}"
        f"{_cell(row.bias_morning, '+.1f'):>18}{_cell(row.peak_day, '.1f'):>19}"
        f"{row.minutes:>8.0f}{'*' if row.outside else ' '}{year:>9}",
        flush=True,
    )


def _cell(found: Estimate | None, form: str) -> str:
    if found is None:
        return ""
    if math.isnan(found.low):
        return format(found.value, form)
    return f"{found.value:{form}} ({found.low:{form}} {found.high:{form}})"


def _exam(outcome: Outcome) -> float:
    return outcome.exam


def _exam_hours(outcome: Outcome) -> float:
    return outcome.exam_hours


def _year_hours(outcome: Outcome) -> float:
    return outcome.year_hours
