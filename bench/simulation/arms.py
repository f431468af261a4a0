"""What is compared: ways of studying, each at some settings of the knob that makes it cost more or less.

No spacing: answers on the first day. SM-2 has no knob but how fast questions are met. FSRS: the desired
retention, at the usual pace without a planner and at SM-2's slowest with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.scheduling.memory.scheduler import Schedule
from bench.simulation.policies import USUAL_NEW_A_DAY, Policy, PolicyName

PACES: Final = (3, 5, 7, USUAL_NEW_A_DAY, 20)
FEW_PACES: Final = (4, 20)
RETENTIONS: Final = (0.7, 0.8, 0.9)
FEW_RETENTIONS: Final = (0.75, 0.85)
ANSWERS: Final = (2, 6, 12, 18)
FEW_ANSWERS: Final = (4, 14)


@dataclass(frozen=True, slots=True)
class Arm:
    """A way of studying, at whichever setting."""

    name: PolicyName
    plans: bool
    longest_days: int | None = None

    @property
    def title(self) -> str:
        """Return what the arm is called in reports."""
        limit = "" if self.longest_days is None else f", {self.longest_days} days"
        return self.name + limit + (" + planner" if self.plans else "")

    def settings(self, weights: Sequence[float], *, few: bool) -> list[Policy]:
        """Return the arm's policies, cheapest first; ``weights`` are those of optimised FSRS."""
        policy = Policy(self.name, self.plans, Schedule(longest_days=self.longest_days))
        if self == PLAIN:
            return [policy]
        if self.name == "no spacing":
            return [replace(policy, massed=times) for times in (FEW_ANSWERS if few else ANSWERS)]
        if self.name == "SM-2":
            return [replace(policy, new_a_day=pace) for pace in (FEW_PACES if few else PACES)]
        fsrs = replace(policy.schedule, scheduler="fsrs")
        if self.name == "FSRS optimised":
            fsrs = replace(fsrs, weights=tuple(weights))
        if self.plans:
            # As slowly as all are met before the last weeks: with a date, that costs the least.
            policy = replace(policy, new_a_day=PACES[0])
        return [
            replace(policy, schedule=replace(fsrs, desired_retention=wanted))
            for wanted in (FEW_RETENTIONS if few else RETENTIONS)
        ]


# What everything is measured against, at its usual setting.
PLAIN: Final = Arm("SM-2", plans=False)
PLANNED: Final = Arm("SM-2", plans=True)
FITTED: Final = Arm("FSRS optimised", plans=True)
# With a longest interval.
LIMITED: Final = Arm("SM-2", plans=False, longest_days=60)
USUAL: Final = (PLAIN, PLANNED, Arm("FSRS default", plans=True), FITTED)
OTHERS: Final = (
    Arm("no spacing", plans=False),
    Arm("no spacing", plans=True),
    Arm("FSRS default", plans=False),
    Arm("FSRS optimised", plans=False),
    LIMITED,
)
