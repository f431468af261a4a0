"""The work of a year: what must hold of it, and that it is what it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from app.domain.scheduling.forecasts import workload
from app.domain.scheduling.forecasts.workload import first_year
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import Schedule


def test_more_recall_costs_more_answers() -> None:
    works = [first_year(Schedule("fsrs", percent / 100)) for percent in (70, 80, 90, 95, 97)]
    for less, more in pairwise(works):
        assert less.answers < more.answers
    # Stopped on a day of its own, recall is at least what was aimed at when the last wait ends.
    for percent, work in zip((70, 80, 90, 95, 97), works, strict=True):
        assert percent / 100 < work.recall < 1


def test_a_memory_that_never_fails_is_asked_as_often_as_the_intervals_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fuzz, "share", lambda seed, answers: 0.5)
    # SM-2 with grade 4 throughout: days 0, 1, 7, 22, 60, 155; the next would be day 393.
    assert first_year.__wrapped__(Schedule("sm2")).answers == 6


def test_a_longest_interval_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "share", lambda seed, answers: 0.5)
    # Days 0, 1, 7, 22 and 60, then every 60 days until day 360.
    assert first_year.__wrapped__(Schedule(longest_days=60)).answers == 10


@pytest.mark.parametrize("plain", [Schedule(), Schedule("fsrs", 0.8)])
def test_a_longest_interval_costs_answers_and_keeps_more(plain: Schedule) -> None:
    limited = replace(plain, longest_days=60)
    assert first_year(limited).answers > first_year(plain).answers
    assert first_year(limited).recall > first_year(plain).recall


def test_forgetting_is_drilled_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "share", lambda seed, answers: 0.999999)
    # Never recalled: a review and its drill on each of 365 days after the first.
    assert first_year.__wrapped__(Schedule("sm2")).answers == 1 + 2 * 365


@pytest.mark.parametrize(
    ("chance", "rating"), [(0.0, 2), (0.08, 2), (0.1, 3), (0.8, 3), (0.82, 4), (0.9, 1), (0.95, 1)]
)
def test_chance_answers_as_recall_has_it(chance: float, rating: int) -> None:
    assert workload._answer(0.9, chance) == rating


def test_the_same_schedule_costs_the_same() -> None:
    first_year.cache_clear()
    once = first_year(Schedule("fsrs", 0.9))
    first_year.cache_clear()
    assert first_year(Schedule("fsrs", 0.9)) == once
