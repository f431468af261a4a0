"""From years to rows: equal study time, intervals, and what is printed of them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from multiprocessing.pool import ThreadPool
from statistics import fmean

import pytest

from bench.simulation.arms import FITTED, OTHERS, PLAIN, PLANNED
from bench.simulation.exams import Size, live_world
from bench.simulation.habits import STEADY
from bench.simulation.intervals import estimate, students_t
from bench.simulation.learners import EXAM_DAY, Learner, Outcome
from bench.simulation.policies import Policy
from bench.simulation.report import Compared, Point, Row, at_hours, row_of
from bench.simulation.targets import EVE, print_targets


def outcome(hours: float, exam: float, foretold: float = 0.0) -> Outcome:
    return Outcome(
        exam=exam,
        predicted=exam + foretold,
        week_before=exam - foretold,
        uncorrected=exam,
        exam_hours=hours,
        year=exam,
        year_hours=hours,
        recalled=0.9,
        answers=100,
        peak_day=1.5,
    )


def point(hours: float, *exams: float, foretold: float = 0.0) -> Point:
    return Point(PLAIN_POLICY, [outcome(hours, exam, foretold) for exam in exams])


PLAIN_POLICY = Policy("SM-2", plans=False)


def test_interpolating_to_a_study_time() -> None:
    points = [point(10, 0.6), point(20, 0.8)]
    reached = at_hours(points, 15, lambda one: one.exam, lambda one: one.exam_hours)
    assert reached.value == pytest.approx(0.7)
    assert not reached.outside
    beyond = at_hours(points, 25, lambda one: one.exam, lambda one: one.exam_hours)
    assert (beyond.value, beyond.outside) == (0.8, True)
    at_the_only_one = at_hours(points[:1], 10, lambda one: one.exam, lambda one: one.exam_hours)
    assert not at_the_only_one.outside


def test_the_interval_of_a_mean_is_students() -> None:
    values = [1.0, 2.0, 4.0, 5.0, 8.0]

    def middle(chosen: Sequence[int]) -> float:
        return fmean(values[one] for one in chosen)

    found = estimate(middle, len(values))
    # A mean of 4, deviations whose squares sum to 30: 2.7764 sqrt(30 / 4 / 5).
    assert found.value == pytest.approx(4.0)
    assert found.high - found.value == pytest.approx(3.4004, rel=0.01)
    assert found.value - found.low == pytest.approx(3.4004, rel=0.01)


@pytest.mark.parametrize(
    ("freedom", "printed"), [(4, 2.776), (11, 2.201), (19, 2.093), (29, 2.045)]
)
def test_students_t_is_that_of_the_printed_tables(freedom, printed) -> None:
    assert students_t(freedom) == pytest.approx(printed, rel=0.01)


def test_one_learner_has_no_interval() -> None:
    found = estimate(lambda chosen: 1.0, 1)
    assert found.value == 1.0
    assert math.isnan(found.low)


def compared(*exams: float, foretold: float = 0.0) -> Compared:
    plain = point(10, *(exam - 0.1 for exam in exams))
    points = [point(8, *exams, foretold=foretold), point(12, *exams, foretold=foretold)]
    return Compared(points, plain)


def row(*exams: float, arm=PLANNED, foretold: float = 0.0) -> Row:
    return row_of("ACT-R", STEADY, arm, compared(*exams, foretold=foretold))


def test_a_row_is_paired_by_learner() -> None:
    # Each gains ten points; only what ten points are in per cent differs.
    found = row(0.8, 0.9)
    assert found.gain.value == pytest.approx(100 * (0.85 / 0.75 - 1))
    assert found.exam.high - found.exam.low > found.gain.high - found.gain.low
    alike = row(0.8, 0.8, 0.8)
    assert alike.gain.low == pytest.approx(alike.gain.high)


def test_a_row_says_how_far_the_forecasts_were_off() -> None:
    found = row(0.8, 0.9, foretold=0.02)
    assert found.bias_morning.value == pytest.approx(2.0)
    assert found.bias_week_before.value == pytest.approx(-2.0)
    assert (found.peak_day.value, found.minutes, found.outside) == (1.5, 600, False)


def test_what_a_habit_costs_is_that_of_the_same_learners() -> None:
    found = row_of("ACT-R", EVE, PLANNED, compared(0.7, 0.8), steady=compared(0.74, 0.84))
    assert found.cost is not None
    assert found.cost.value == pytest.approx(4.0)
    assert found.cost.low == pytest.approx(found.cost.high)
    assert json.loads(found.as_json())["cost_points"] == 4.0


def test_rows_as_json() -> None:
    found = json.loads(row(0.8).as_json())
    assert found["arm"] == "SM-2 + planner"
    assert found["gain_percent"] == 14.29
    assert found["low"] is found["high"] is None
    assert {"world", "bias_week_before", "bias_morning", "peak_day", "minutes"} <= found.keys()
    assert found["day_365_percent"] is None


def test_targets_are_held_against_the_rows(capsys) -> None:
    rows = [
        row(0.8, foretold=0.04),
        # Whoever stays away is no fault of the forecast.
        row_of("ACT-R", EVE, PLANNED, compared(0.76, foretold=0.09), steady=compared(0.8)),
        row(0.81, arm=FITTED),
    ]
    print_targets(rows)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line[:3] for line in lines] == ["yes", "yes", "NO ", "yes", "NO "]
    assert "worst: 4.0, ACT-R, steady, SM-2 + planner" in lines[-1]


def test_a_world_is_lived_row_by_row() -> None:
    size = Size(learners=2, questions=6, few=True)
    with ThreadPool(1) as pool:
        rows = list(live_world(pool, "ACT-R", size, (PLAIN, PLANNED), (STEADY, EVE)))
    named = [(one.habit, one.arm) for one in rows]
    assert named == [(STEADY, PLAIN), (STEADY, PLANNED), (EVE, PLANNED)]
    assert rows[0].gain.value == 0.0
    assert rows[0].year is not None
    assert rows[2].year is None
    assert [one.cost is None for one in rows] == [True, True, False]


def test_another_seed_has_other_learners() -> None:
    assert list(Size(2, 6).numbers) == [1, 2]
    assert list(Size(2, 6, seed=3).numbers) == [30_001, 30_002]


def test_arms_differ_in_what_their_knob_does() -> None:
    [plain] = PLAIN.settings((), few=False)
    assert plain == PLAIN_POLICY
    assert len({one.new_a_day for one in PLANNED.settings((), few=False)}) == 5
    weights = (1.0,) * 21
    fitted = FITTED.settings(weights, few=True)
    assert {one.schedule.weights for one in fitted} == {weights}
    assert {one.schedule.desired_retention for one in fitted} == {0.75, 0.85}
    assert all(one.massed for one in OTHERS[0].settings((), few=True))


def test_the_peak_is_the_fullest_day_of_the_last_month() -> None:
    learner = Learner("FSRS-6", 1, 60)
    for question in range(30):
        learner.answer(question, EXAM_DAY - 30 + question, "review")
    assert learner.peak_day() == 1.0
    for question in range(30, 60):
        learner.answer(question, EXAM_DAY - 1, "review")
        learner.answer(question, EXAM_DAY - 1, "drill")
    # 31 answers on the eve, 60 in 30 days.
    assert learner.peak_day() == pytest.approx(31 / 2)
