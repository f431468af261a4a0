"""From single years to a comparison at equal study time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from bench.simulation.learners import Outcome
from bench.simulation.policies import USUAL_NEW_A_DAY, Policy
from bench.simulation.worlds import WorldName

TARGET_GAIN = 0.05
TARGET_MISS = 0.03


@dataclass(frozen=True, slots=True)
class Point:
    """A policy at one setting of its knob, in the mean over learners."""

    policy: Policy
    outcomes: Sequence[Outcome]

    def mean(self, of: Callable[[Outcome], float]) -> float:
        """Return the mean of something over the learners."""
        return mean(of(outcome) for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a policy comes to at a time; ``outside`` tells that no setting takes as long or short."""

    value: float
    outside: bool


def at_hours(
    points: Sequence[Point],
    hours: float,
    of: Callable[[Outcome], float],
    time: Callable[[Outcome], float],
) -> Reached:
    """Interpolate a policy to a study time: on the line between the settings beside it."""
    places = sorted((point.mean(time), point.mean(of)) for point in points)
    for (earlier, low), (later, high) in itertools.pairwise(places):
        if earlier <= hours <= later:
            share = (hours - earlier) / (later - earlier) if later > earlier else 0.0
            return Reached(low + share * (high - low), outside=False)
    nearest = places[0] if hours < places[0][0] else places[-1]
    return Reached(nearest[1], outside=True)


def print_world(world: WorldName, points: Sequence[Point]) -> bool:
    """Print the comparison of one world; return whether both targets are met."""
    plain = next(
        point
        for point in points
        if (point.policy.name, point.policy.plans) == ("SM-2", False)
        and point.policy.new_a_day == USUAL_NEW_A_DAY
    )
    exam_hours, year_hours = plain.mean(_exam_hours), plain.mean(_year_hours)
    sm2 = plain.mean(_exam)
    print(f"\n{world}: retained in per cent of all questions, at the study time of plain SM-2")
    print(f"({exam_hours:.1f} hours until the exam, {year_hours:.1f} until day 365)\n")
    print(f"{'':28}{'exam':>8}{'gain':>8}{'predicted':>11}{'FSRS alone':>12}{'day 365':>10}")
    gained = False
    missed = []
    for name, plans in dict.fromkeys((one.policy.name, one.policy.plans) for one in points):
        own = [one for one in points if (one.policy.name, one.policy.plans) == (name, plans)]
        exam = at_hours(own, exam_hours, _exam, _exam_hours)
        predicted = at_hours(own, exam_hours, lambda one: one.predicted, _exam_hours)
        alone = at_hours(own, exam_hours, lambda one: one.uncorrected, _exam_hours)
        year = at_hours(own, year_hours, lambda one: one.year, _year_hours)
        gain = exam.value / sm2 - 1
        print(
            f"{name + (' + planner' if plans else ''):28}{_percent(exam)}{gain:>+8.1%}"
            f"{predicted.value:>11.1%}{alone.value:>12.1%}{_percent(year):>10}"
        )
        if plans and name == "SM-2":
            gained = gain >= TARGET_GAIN
        if name != "no spacing":
            missed.append(abs(exam.value - predicted.value))
    print("\n* no setting takes as long (or as short): the nearest one")
    print(
        f"the planner gains {TARGET_GAIN:.0%} or more over plain SM-2: {_word(gained)}; "
        f"forecasts within {TARGET_MISS * 100:.0f} points: "
        f"{sum(miss <= TARGET_MISS for miss in missed)} of {len(missed)}"
    )
    return gained and all(miss <= TARGET_MISS for miss in missed)


def print_points(points: Sequence[Point]) -> None:
    """Print every setting: what the comparison was interpolated from."""
    print(f"\n{'':28}{'knob':>14}{'hours':>8}{'exam':>8}{'hours':>8}{'day 365':>9}{'recalled':>10}")
    for point in points:
        policy = point.policy
        print(
            f"{policy.name + (' + planner' if policy.plans else ''):28}{_knob(policy):>14}"
            f"{point.mean(_exam_hours):>8.1f}{point.mean(_exam):>8.1%}"
            f"{point.mean(_year_hours):>8.1f}{point.mean(lambda one: one.year):>9.1%}"
            f"{point.mean(lambda one: one.recalled):>10.1%}"
        )


def _knob(policy: Policy) -> str:
    if policy.massed:
        return f"{policy.massed} times"
    if policy.name == "SM-2":
        return f"{policy.new_a_day} new a day"
    return f"retention {policy.schedule.desired_retention:.2f}"


def _exam(outcome: Outcome) -> float:
    return outcome.exam


def _exam_hours(outcome: Outcome) -> float:
    return outcome.exam_hours


def _year_hours(outcome: Outcome) -> float:
    return outcome.year_hours


def _percent(reached: Reached) -> str:
    return f"{reached.value:>7.1%}{'*' if reached.outside else ' '}"


def _word(truth: bool) -> str:
    return "yes" if truth else "NO"
