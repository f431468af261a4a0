"""What the simulation reckons by the domain alone is what the services do; and its arithmetic."""

from __future__ import annotations

import math

import pytest

from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS
from app.domain.scheduling.memory.scheduler import Schedule
from bench.simulation.learners import EXAM_DAY, Learner
from bench.simulation.policies import Policy
from bench.simulation.worlds import ACTR_TAU, NEXT_DAY_RECALL, ActR
from bench.simulation.years import Year, is_same_through_services, live_fast

FSRS = Schedule("fsrs", 0.85, DEFAULT_WEIGHTS)


@pytest.mark.parametrize(
    ("world", "policy"),
    [
        ("ACT-R", Policy("SM-2", plans=True)),
        ("FSRS-6", Policy("FSRS default", plans=True, schedule=FSRS)),
        ("ACT-R", Policy("no spacing", plans=True, massed=4)),
        ("FSRS-6", Policy("SM-2", plans=False, new_a_day=1)),
        ("MCM", Policy("SM-2", plans=True)),
        ("FSRS-6", Policy("SM-2", plans=False, schedule=Schedule(longest_days=30))),
    ],
)
def test_the_services_come_to_the_same(world, policy) -> None:
    year = Year(world, 3, 5, policy, begins=EXAM_DAY - 40, ends=EXAM_DAY + 40)
    assert is_same_through_services(year)


def test_a_year_is_the_same_each_time() -> None:
    year = Year("ACT-R", 1, 10, Policy("SM-2", plans=True))
    assert live_fast(year) == live_fast(year)


def test_what_was_met_and_drilled_is_recalled_the_next_day_as_often_as_in_the_real_log() -> None:
    memory = ActR(ACTR_TAU)
    memory.study(0, 0, 1)
    memory.study(0, 300, 3)
    # From the drill, not from the first answer, a day has not quite passed; hardly a difference.
    assert memory.recall(1, 0) == pytest.approx(NEXT_DAY_RECALL, abs=0.01)


def test_activation_is_pavliks_and_andersons() -> None:
    memory = ActR(threshold=0.0)
    memory.study(0, 0, 3)
    expected = 1 / (1 + math.exp(0.177 * math.log(86_400 * 0.025) / 0.255))
    assert memory.recall(1, 0) == pytest.approx(expected)


def test_learners_differ_and_a_question_is_as_hard_for_everybody() -> None:
    one, other = Learner("ACT-R", 1, 2), Learner("ACT-R", 2, 2)
    first, second = thresholds(one)
    assert first != second
    third, fourth = thresholds(other)
    assert first - second == pytest.approx(third - fourth)
    assert first != third


def thresholds(learner: Learner) -> list[float]:
    return [memory.threshold for memory in learner.memories if isinstance(memory, ActR)]
