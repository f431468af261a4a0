"""Longest intervals in the simulation: as an arm, and what they bring after a year."""

from __future__ import annotations

from multiprocessing.pool import ThreadPool

from app.domain.scheduling.memory.scheduler import SM2
from bench.simulation.arms import LIMITED, OTHERS, PLAIN, Arm
from bench.simulation.exams import Size
from bench.simulation.limits import LIMITS, limit_world, print_limits

FEW = Size(learners=2, questions=4)


def test_an_arm_may_have_a_longest_interval() -> None:
    assert LIMITED in OTHERS
    assert LIMITED.title == "SM-2, 60 days"
    assert {one.schedule.longest_days for one in LIMITED.settings((), few=False)} == {60}
    [plain] = PLAIN.settings((), few=False)
    assert plain.schedule == SM2
    fitted = Arm("FSRS optimised", plans=True, longest_days=90).settings((0.5,) * 21, few=True)
    assert {(one.schedule.scheduler, one.schedule.longest_days) for one in fitted} == {("fsrs", 90)}


def test_a_shorter_limit_keeps_more_and_takes_longer() -> None:
    with ThreadPool(2) as pool:
        plain, found = limit_world(pool, "FSRS-6", FEW)
        limits = list(found)
    assert [one.longest_days for one in limits] == list(LIMITS)
    hours = [one.hours.value for one in limits]
    assert hours == sorted(hours)
    assert hours[-1] > 0
    assert limits[-1].year.value > plain.value
    for one in limits:
        more = (one.year.value / plain.value - 1) * 100
        assert abs(more - one.gain.value) < 1e-9
        assert 0 < one.fsrs < 100


def test_the_table_has_a_line_for_each_limit(capsys) -> None:
    with ThreadPool(2) as pool:
        print_limits(pool, "FSRS-6", FEW)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("FSRS-6: SM-2 knows")
    assert [int(line.split()[0]) for line in lines[-len(LIMITS) :]] == list(LIMITS)
