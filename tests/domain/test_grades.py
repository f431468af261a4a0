"""From a marked answer to a grade: each row of the grading table, and the learner's bounds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.grades import (
    OVERRIDE_REASONS,
    AutomaticGrade,
    allowed_grades,
    automatic_grade,
    check_grade,
    explain,
    grade_label,
    median_milliseconds,
    overriding_grades,
    own_grade,
    read_certainty,
)

USUAL = 10_000.0


def graded(**answer: Any) -> tuple[int, str]:
    """Return grade and reason of a plain right answer, but for what is named."""
    found = automatic_grade(
        **{
            "share": 1.0,
            "blank": False,
            "certainty": "",
            "milliseconds": 15_000,
            "median_milliseconds": USUAL,
            "right_in_a_row": 0,
            **answer,
        }
    )
    return found.grade, found.reason


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # A confident error.
        ({"share": 0.0, "certainty": "sure"}, (1, "wrong_sure")),
        # Wrong, other or none.
        ({"share": 0.0, "certainty": "guess"}, (2, "wrong")),
        ({"share": 0.0, "certainty": "unsure"}, (2, "wrong")),
        ({"share": 0.0}, (2, "wrong")),
        # Blank, whatever else was said.
        ({"share": 0.0, "blank": True}, (0, "blank")),
        ({"share": 0.0, "blank": True, "certainty": "sure"}, (0, "blank")),
        # Right by a guess, at any pace.
        ({"certainty": "guess"}, (2, "guessed")),
        ({"certainty": "guess", "milliseconds": 1_000}, (2, "guessed")),
        # Right and unsure, at any pace.
        ({"certainty": "unsure"}, (3, "unsure")),
        ({"certainty": "unsure", "milliseconds": 60_000}, (3, "unsure")),
        # Over twice the median, with certainty sure or none.
        ({"milliseconds": 20_001}, (3, "right_slow")),
        ({"milliseconds": 20_001, "certainty": "sure"}, (3, "right_slow")),
        # Twice the median is not over it.
        ({"milliseconds": 20_000}, (4, "right")),
        ({}, (4, "right")),
        ({"certainty": "sure"}, (4, "right")),
        # At or under the median, sure, and the two answers before were right.
        (
            {"certainty": "sure", "milliseconds": 10_000, "right_in_a_row": 2},
            (5, "right_fast"),
        ),
        (
            {"certainty": "sure", "milliseconds": 100, "right_in_a_row": 9},
            (5, "right_fast"),
        ),
        # Each of the three conditions is needed.
        ({"certainty": "sure", "milliseconds": 10_001, "right_in_a_row": 2}, (4, "right")),
        ({"certainty": "sure", "milliseconds": 10_000, "right_in_a_row": 1}, (4, "right")),
        ({"certainty": "", "milliseconds": 10_000, "right_in_a_row": 2}, (4, "right")),
        # Partial answers, at any certainty.
        ({"share": 0.8}, (3, "partial_most")),
        ({"share": 0.99, "certainty": "sure"}, (3, "partial_most")),
        ({"share": 0.79}, (2, "partial")),
        ({"share": 0.01, "certainty": "sure"}, (2, "partial")),
    ],
)
def test_each_row_of_the_table(answer: dict[str, Any], expected: tuple[int, str]) -> None:
    assert graded(**answer) == expected
    explain(expected[1])


@pytest.mark.parametrize("missing", ["milliseconds", "median_milliseconds"])
@pytest.mark.parametrize("milliseconds", [100, 60_000])
def test_an_unknown_time_has_no_effect(missing: str, milliseconds: int) -> None:
    answer = {"certainty": "sure", "milliseconds": milliseconds, "right_in_a_row": 5}
    assert graded(**{**answer, missing: None}) == (4, "right")


def test_a_time_is_clamped_before_it_is_compared() -> None:
    # 600 s with the tab left open count as 60 s, which is not over twice 30 s.
    assert graded(milliseconds=600_000, median_milliseconds=30_000.0)[0] == 4
    assert graded(milliseconds=600_000, median_milliseconds=29_999.0)[0] == 3
    # 0 s count as half a second: exactly the median of someone who always taps at once.
    quick = {"certainty": "sure", "milliseconds": 0, "right_in_a_row": 2}
    assert graded(**quick, median_milliseconds=500.0)[0] == 5


def test_the_median_needs_twenty_times() -> None:
    assert median_milliseconds([]) is None
    assert median_milliseconds([4_000] * 19) is None
    assert median_milliseconds([4_000] * 20) == 4_000
    assert median_milliseconds([1_000] * 10 + [2_000] * 10) == 1_500
    assert median_milliseconds([1_000] * 25 + [9_000] * 26) == 9_000


def test_the_median_is_of_clamped_times() -> None:
    assert median_milliseconds([0] * 20) == 500
    assert median_milliseconds([10**9] * 20) == 60_000
    assert median_milliseconds([0] * 10 + [10**9] * 10) == (500 + 60_000) / 2


def test_honest_bounds() -> None:
    assert allowed_grades(correct=True) == (2, 3, 4, 5)
    assert allowed_grades(correct=False) == (0, 1, 2)
    assert overriding_grades(correct=True) == ()
    assert overriding_grades(correct=False) == (3, 4)
    assert set(OVERRIDE_REASONS) == {"typo", "ambiguous"}


def test_the_automatic_grade_may_always_stand() -> None:
    """A mostly right answer is not correct, but marking gave it a 3."""
    assert allowed_grades(correct=False, automatic=3) == (0, 1, 2, 3)
    assert allowed_grades(correct=False, automatic=2) == (0, 1, 2)
    assert allowed_grades(correct=True, automatic=4) == (2, 3, 4, 5)


def test_labels() -> None:
    right = [grade_label(grade, correct=True) for grade in allowed_grades(correct=True)]
    wrong = [grade_label(grade, correct=False) for grade in allowed_grades(correct=False)]
    assert right == ["I guessed", "Hard", "Good", "Easy"]
    assert wrong == ["No idea", "Knew it on seeing it", "Nearly had it"]
    override = [grade_label(grade, correct=False) for grade in overriding_grades(correct=False)]
    assert override == ["Hard", "Good"]


@pytest.mark.parametrize("grade", [-1, 6])
def test_a_grade_off_the_scale_is_refused(grade: int) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        check_grade(grade)
    with pytest.raises(ValueError, match="0 to 5"):
        grade_label(grade, correct=True)


def test_explaining_an_unknown_reason_fails() -> None:
    with pytest.raises(KeyError):
        explain("because")


@given(
    share=st.floats(0, 1),
    blank=st.booleans(),
    certainty=st.sampled_from(["", "guess", "unsure", "sure"]),
    milliseconds=st.none() | st.integers(0, 10**7),
    median=st.none() | st.floats(500, 60_000),
    right_in_a_row=st.integers(0, 50),
)
def test_every_answer_gets_one_calm_sentence(
    share: float,
    blank: bool,
    certainty: Any,
    milliseconds: int | None,
    median: float | None,
    right_in_a_row: int,
) -> None:
    found = automatic_grade(
        share=share,
        blank=blank,
        certainty=certainty,
        milliseconds=milliseconds,
        median_milliseconds=median,
        right_in_a_row=right_in_a_row,
    )
    assert isinstance(found, AutomaticGrade)
    check_grade(found.grade)
    assert found.grade in allowed_grades(correct=share >= 1, automatic=found.grade)
    sentence = explain(found.reason)
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert "!" not in sentence
    assert len(found.reason) <= 40


@pytest.mark.parametrize("text", ["guess", "unsure", "sure"])
def test_a_certainty_is_read_as_it_was_said(text: str) -> None:
    assert read_certainty(text) == text


@pytest.mark.parametrize("text", ["", "Sure", "very", "guess "])
def test_anything_else_is_no_certainty(text: str) -> None:
    assert read_certainty(text) == ""


def test_where_learners_grade_themselves_every_grade_is_theirs_to_give() -> None:
    for correct in (True, False):
        assert allowed_grades(correct=correct, automatic=2, self_graded=True) == (0, 1, 2, 3, 4, 5)
        assert overriding_grades(correct=correct, self_graded=True) == ()
    found = [own_grade(grade) for grade in range(6)]
    assert [one.grade for one in found] == [0, 1, 2, 3, 4, 5]
    assert {one.reason for one in found} == {"self_graded"}
    assert explain("self_graded") == "You compared and graded this one yourself."
    with pytest.raises(ValueError, match="6"):
        own_grade(6)


def test_what_is_not_graded_yet_is_nothing_known() -> None:
    assert own_grade(None) == AutomaticGrade(0, "ungraded")
    assert explain("ungraded").endswith("once you have graded it.")
