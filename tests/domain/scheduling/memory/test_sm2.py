"""SM-2 against the published text: worked vectors, sequences done by hand, and an exact oracle."""

from __future__ import annotations

import json
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.memory import sm2
from app.domain.scheduling.memory.sm2 import Sm2Memory

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "sm2_vectors.json").read_text(encoding="utf-8")
)["vectors"]

STEPS = {"r": sm2.review, "d": sm2.drill}


def hundredths(ease: float) -> int:
    """Return an ease factor written with two decimals as hundredths."""
    return round(ease * 100)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_passes(vector: dict[str, Any]) -> None:
    memory = Sm2Memory()
    if start := vector.get("start"):
        memory = Sm2Memory(hundredths(start["ef"]), start["n"], start["interval"])
    for (step, grade), expect in zip(vector["steps"], vector["expect"], strict=True):
        memory = STEPS[step](memory, grade)
        assert memory.ease_hundredths == hundredths(expect["ef"])
        assert memory.repetition == expect["n"]
        assert memory.interval_days == expect["interval"]
        assert bool(memory.drill) is expect["drill"]


def test_there_are_vectors() -> None:
    assert len(VECTORS) == 24


@pytest.mark.parametrize(
    ("grade", "intervals", "ease_hundredths"),
    [
        (4, [1, 6, 15, 38, 95, 238, 595, 1488], 250),
        (5, [1, 6, 17, 50, 150, 465, 1488, 4911], 330),
        (3, [1, 6, 13, 26, 47, 79, 121, 167], 138),
    ],
)
def test_the_same_grade_eight_times(grade: int, intervals: list[int], ease_hundredths: int) -> None:
    memory, found = Sm2Memory(), []
    for _ in intervals:
        memory = sm2.review(memory, grade)
        found.append(memory.interval_days)
        if memory.drill:
            memory = sm2.drill(memory, 4)
    assert found == intervals
    assert memory.ease_hundredths == ease_hundredths


def test_a_lapse_closed_by_a_drill_goes_on_with_six_days() -> None:
    memory, found = Sm2Memory(), []
    for grade in (4, 4, 2, 4, 4, 4):
        memory = sm2.review(memory, grade)
        found.append(memory.interval_days)
        if memory.drill:
            memory = sm2.drill(memory, 4)
    assert found == [1, 6, 1, 6, 15, 38]
    assert memory.ease_hundredths == 250


def test_a_closed_drill_of_a_hesitation_leaves_the_repetition() -> None:
    opened = sm2.review(Sm2Memory(250, 4, 20), 3)
    assert opened.drill == "hesitation"
    assert sm2.drill(opened, 4) == Sm2Memory(236, 5, 48, "")


def test_ease_never_falls_below_the_floor() -> None:
    assert sm2.review(Sm2Memory(132, 3, 10), 3).ease_hundredths == 130


def test_a_failure_leaves_the_ease() -> None:
    for grade in (0, 1, 2):
        assert sm2.review(Sm2Memory(198, 7, 90), grade) == Sm2Memory(198, 0, 1, "lapse")


@pytest.mark.parametrize("grade", [-1, 6])
def test_a_grade_off_the_scale_is_refused(grade: int) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        sm2.review(Sm2Memory(), grade)
    with pytest.raises(ValueError, match="0 to 5"):
        sm2.drill(Sm2Memory(drill="lapse"), grade)


def test_a_drill_that_is_not_open_is_refused() -> None:
    with pytest.raises(ValueError, match="no drill"):
        sm2.drill(Sm2Memory(), 4)


@given(st.lists(st.integers(0, 5), max_size=25))
def test_agrees_with_exact_fractions(grades: list[int]) -> None:
    """Wozniak's formulas once more, in exact fractions and without any drill."""
    memory = Sm2Memory()
    ease, repetition, interval = Fraction(5, 2), 0, 0
    for q in grades:
        if q >= 3:
            change = Fraction("0.1") - (5 - q) * (Fraction("0.08") + (5 - q) * Fraction("0.02"))
            ease = max(Fraction("1.3"), ease + change)
            repetition += 1
            interval = {1: 1, 2: 6}.get(repetition) or ceil(interval * ease)
        else:
            repetition, interval = 0, 1
        memory = sm2.review(memory, q)
        assert Fraction(memory.ease_hundredths, 100) == ease
        assert (memory.repetition, memory.interval_days) == (repetition, interval)
