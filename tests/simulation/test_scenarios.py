"""Odd weeks through the services: a slice of what ``make simulate`` holds against them."""

from __future__ import annotations

import pytest

from bench.simulation.scenarios import SCENARIOS, odd_weeks
from bench.simulation.years import is_same_through_services


@pytest.mark.parametrize("seed", [0, 1])
def test_odd_weeks_come_to_the_same_through_the_services(seed: int) -> None:
    assert is_same_through_services(odd_weeks(seed, questions=12))


def test_the_scenarios_differ_in_all_that_is_drawn() -> None:
    drawn = [odd_weeks(seed) for seed in range(SCENARIOS)]
    assert {one.world for one in drawn} == {"ACT-R", "FSRS-6", "MCM"}
    assert {one.policy.plans for one in drawn} == {True, False}
    assert {one.policy.schedule.scheduler for one in drawn} == {"sm2", "fsrs"}
    assert len({one.policy.new_a_day for one in drawn}) == 4
    assert len({one.begins for one in drawn}) > 10
    assert len({one.habit for one in drawn}) > 5
