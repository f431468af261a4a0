"""Coming back to a backlog: the same through the services, and the orders that are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.scheduling.log.answering import answer
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import Schedule, SchedulerName
from bench.simulation.comparing import difference, print_ways
from bench.simulation.learners import moment_on
from bench.simulation.orders import ORDERS, OrderName, Waiting
from bench.simulation.policies import Policy
from bench.simulation.returning import (
    CHECKED,
    Absence,
    Returned,
    Way,
    come_back,
    returns_the_same_through_services,
)

TODAY = date(2026, 6, 1)
SMALL = Absence(
    "FSRS-6", 2, 160, Policy("SM-2", plans=False, new_a_day=20), leaves=6, days=40, until=140
)


def test_the_services_spread_a_backlog_in_the_same_way() -> None:
    assert returns_the_same_through_services(CHECKED["ACT-R"])


def test_a_way_comes_to_the_same_each_time_and_ways_do_not_touch_one_another() -> None:
    ways = [Way(), Way("random"), Way(new_share=0.0), Way()]
    found = come_back(SMALL, ways)
    assert found == come_back(SMALL, ways)
    assert found[0] == found[3] != found[1]
    assert found[2].end < found[0].end  # what is not met yet is not known
    assert all(one.told > 1 and one.took > 1 for one in found)


def waiting(*, interval=10, late=0, ease=250, stability=None, difficulty=None) -> Waiting:
    scheduler: SchedulerName = "sm2" if stability is None else "fsrs"
    reviewed_on = TODAY - timedelta(interval + late)
    first = answer(
        None,
        kind="review",
        grade=4,
        correct=True,
        today=reviewed_on,
        answered_at=moment_on(0),
        schedule=Schedule(scheduler),
    )
    state: CardState = replace(
        first,
        ease_hundredths=ease,
        interval_days=interval,
        due_on=TODAY - timedelta(late),
        stability=stability,
        difficulty=difficulty,
    )
    return Waiting(state, 7, TODAY, 10)


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [
        ("longest due", {"late": 5}, {"late": 4}),
        ("relative overdueness", {"interval": 5, "late": 5}, {"interval": 20, "late": 19}),
        ("lowest recall", {"interval": 5, "late": 5}, {"interval": 20, "late": 19}),
        ("highest recall", {"interval": 20, "late": 19}, {"interval": 5, "late": 5}),
        ("shortest interval", {"interval": 5}, {"interval": 6}),
        ("longest interval", {"interval": 6}, {"interval": 5}),
        # A memory of a thousand days gains next to nothing, and loses nothing by waiting.
        ("most gained today", {"interval": 10}, {"interval": 1000}),
        ("most lost by waiting", {"interval": 60}, {"interval": 1}),
        ("most gained today", {"stability": 5.0, "difficulty": 2.0}, {"interval": 2000}),
        # What is easy grows more by an answer.
        ("most gained today", {"ease": 250}, {"ease": 130}),
    ],
)
def test_which_comes_first(order: OrderName, first: dict[str, Any], second: dict[str, Any]) -> None:
    place = ORDERS[order]
    assert place(waiting(**first)) < place(waiting(**second))


def test_a_difference_is_that_of_the_same_learners() -> None:
    base, own = [returned(0.6), returned(0.8)], [returned(0.7), returned(0.9)]
    more, error = difference(own, base, lambda one: one.last)
    assert more == pytest.approx(0.1)
    assert error == pytest.approx(0.0)
    assert difference(own[:1], base[:1], lambda one: one.last)[1] == 0.0
    # Deviations of a tenth to either side: a spread of sqrt(0.02), over two learners.
    error = difference([returned(0.7), returned(0.7)], base, lambda one: one.last)[1]
    assert error == pytest.approx(0.1)


def test_a_table_says_what_each_way_comes_to(capsys) -> None:
    found = [[returned(0.6), returned(0.7)], [returned(0.8), returned(0.9)]]
    print_ways("a world", [Way(), Way("random")], found)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("longest due")
    assert lines[-1].startswith("random")
    assert "80.0 +10.0 ±0.0" in lines[-1]


def returned(last: float) -> Returned:
    return Returned(3, 4, last, last, last, last, last, 10.0, 20.0)
