"""FSRS's weights as other learners of the same world would have them fitted."""

from __future__ import annotations

from app.domain.scheduling.forecasts.fitting import Log, fit
from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS
from bench.simulation.days import study_day
from bench.simulation.fast import FastDesk
from bench.simulation.learners import DAYS, Learner
from bench.simulation.policies import Policy
from bench.simulation.worlds import WorldName

# Learners who are not among those compared.
FIRST_PILOT = 1001


def fitted_weights(
    world: WorldName, pilots: int, questions: int, before: int = 0
) -> tuple[float, ...]:
    """Return the weights fitted to a year of some learners with SM-2, kept only if better.

    ``before`` is the number before the first learner's.
    """
    log = Log()
    first = before + FIRST_PILOT
    for number in range(first, first + pilots):
        learner = Learner(world, number, questions)
        desk = FastDesk(learner, Policy("SM-2", plans=False))
        for day in range(DAYS):
            study_day(desk, day)
        learner.add_to(log)
    found = fit(log)
    return found.weights if found.is_better else DEFAULT_WEIGHTS
