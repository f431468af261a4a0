"""From a marked answer to a grade from 0 to 5, and how far the learner may adjust it.

The scale is SM-2's: 5 easy, 4 good, 3 right with difficulty; 2 wrong but nearly, 1 wrong but known
on seeing it, 0 no idea. 3 and above count as recalled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

Certainty = Literal["", "guess", "unsure", "sure"]
CERTAINTIES: Final[tuple[Certainty, ...]] = ("guess", "unsure", "sure")

LOWEST_GRADE: Final = 0
HIGHEST_GRADE: Final = 5
# The lowest grade that counts as recalled.
PASSING_GRADE: Final = 3

# A partial answer with at least this share counts as recalled with difficulty.
MOSTLY_RIGHT_SHARE: Final = 0.8
# An answer that takes longer than this many medians is a slow one.
SLOW_MEDIANS: Final = 2
# So many answers before must have been right for a fast one to count as easy.
RIGHT_BEFORE_EASY: Final = 2
# Fewer times than this say nothing about the learner's usual pace.
FEWEST_TIMES: Final = 20
SHORTEST_MILLISECONDS: Final = 500
LONGEST_MILLISECONDS: Final = 60_000

# Why the log has the grade that it has where learners grade themselves: they have, or not yet.
SELF_GRADED: Final = "self_graded"
UNGRADED: Final = "ungraded"

OVERRIDE_REASONS: Final[Mapping[str, str]] = {
    "typo": "I knew it and only mistyped",
    "ambiguous": "The question can be read another way",
}

_LABELS: Final[Mapping[int, str]] = {
    5: "Easy",
    4: "Good",
    3: "Hard",
    2: "Nearly had it",
    1: "Knew it on seeing it",
    0: "No idea",
}

_SENTENCES: Final[Mapping[str, str]] = {
    "right": "Right: marked “Good”.",
    "right_slow": "Right, but it took you much longer than usual: marked “Hard”.",
    "right_fast": "Right, sure and quick, like the times before: marked “Easy”.",
    "guessed": "Right, but you said it was a guess: marked “I guessed”, not known yet.",
    "unsure": "Right, but you were not sure: marked “Hard”.",
    "wrong": "Not right, so this counts as not known yet.",
    "wrong_sure": "You were sure, but it was not right: take your time with the explanation.",
    "blank": "You gave no answer, so this counts as not known yet.",
    "partial_most": "Most of it was right: marked “Hard”.",
    "partial": "Some of it was right, but not enough to count as known.",
    "self_graded": "You compared and graded this one yourself.",
    "ungraded": "It counts once you have graded it.",
}


@dataclass(frozen=True, slots=True)
class AutomaticGrade:
    """What marking alone says: the grade and a short code of the reason.

    A ``reason`` of 'wrong_sure' is a confident error, which educators see as a misconception.
    """

    grade: int
    reason: str


def read_certainty(text: str) -> Certainty:
    """Return what a learner said about being sure; anything unknown counts as nothing said."""
    return next((word for word in CERTAINTIES if word == text), "")


def check_grade(grade: int) -> None:
    """Raise ``ValueError`` unless ``grade`` is a whole number from 0 to 5."""
    if not LOWEST_GRADE <= grade <= HIGHEST_GRADE:
        raise ValueError(f"a grade is 0 to 5, not {grade}")


def automatic_grade(
    *,
    share: float,
    blank: bool,
    certainty: Certainty,
    milliseconds: int | None,
    median_milliseconds: float | None,
    right_in_a_row: int,
    longest_milliseconds: int = LONGEST_MILLISECONDS,
) -> AutomaticGrade:
    """Return the grade of a marked answer.

    ``share`` is how much was right, 0 to 1; ``blank`` means no answer was given. ``milliseconds``
    is None where time shall not count, ``median_milliseconds`` where the learner's usual pace is
    not known. ``right_in_a_row`` counts the right answers just before this one;
    ``longest_milliseconds`` is the most that counts of an answer's time.
    """
    if blank:
        return AutomaticGrade(0, "blank")
    if share >= 1:
        pace = _pace(milliseconds, median_milliseconds, longest_milliseconds)
        return _grade_of_right(certainty, pace, right_in_a_row)
    if share >= MOSTLY_RIGHT_SHARE:
        return AutomaticGrade(3, "partial_most")
    if share > 0:
        return AutomaticGrade(2, "partial")
    if certainty == "sure":
        return AutomaticGrade(1, "wrong_sure")
    return AutomaticGrade(2, "wrong")


def own_grade(grade: int | None) -> AutomaticGrade:
    """Return what the log has instead where learners grade themselves; None: not graded yet.

    Raises ``ValueError`` for a grade off the scale.
    """
    if grade is None:
        return AutomaticGrade(LOWEST_GRADE, UNGRADED)
    check_grade(grade)
    return AutomaticGrade(grade, SELF_GRADED)


def _grade_of_right(certainty: Certainty, pace: float | None, right_before: int) -> AutomaticGrade:
    """Return the grade of a fully right answer given at ``pace`` (1 is the learner's median)."""
    if certainty == "guess":
        return AutomaticGrade(2, "guessed")
    if certainty == "unsure":
        return AutomaticGrade(3, "unsure")
    if pace is not None and pace > SLOW_MEDIANS:
        return AutomaticGrade(3, "right_slow")
    quick = pace is not None and pace <= 1
    if certainty == "sure" and quick and right_before >= RIGHT_BEFORE_EASY:
        return AutomaticGrade(5, "right_fast")
    return AutomaticGrade(4, "right")


def _pace(milliseconds: int | None, usual: float | None, longest: int) -> float | None:
    """Return the time taken in medians; None where either is unknown."""
    if milliseconds is None or usual is None:
        return None
    return _clamped(milliseconds, longest) / usual


def _clamped(milliseconds: int, longest: int) -> int:
    """Return the time within the bounds in which it still says something about recall."""
    return min(max(milliseconds, SHORTEST_MILLISECONDS), longest)


def median_milliseconds(
    times: Sequence[int], longest_milliseconds: int = LONGEST_MILLISECONDS
) -> float | None:
    """Return the median of a learner's answer times, each clamped to what counts (0.5-60 s).

    Pass the last 50 right answers to one question type. Under 20 there is no median: None.
    """
    if len(times) < FEWEST_TIMES:
        return None
    return float(median(_clamped(time, longest_milliseconds) for time in times))


def allowed_grades(
    *, correct: bool, automatic: int | None = None, self_graded: bool = False
) -> tuple[int, ...]:
    """Return the grades the learner may give without a reason, lowest first.

    A right answer may be 2 ("I guessed") to 5, a wrong one 0 to 2. With ``automatic``, the grade
    that marking gave is among them too: a mostly right answer is not correct, yet graded 3. Where
    learners grade themselves (``self_graded``) nothing else speaks, so all are allowed.
    """
    if self_graded:
        return tuple(range(LOWEST_GRADE, HIGHEST_GRADE + 1))
    honest = {2, 3, 4, 5} if correct else {0, 1, 2}
    return tuple(sorted(honest if automatic is None else honest | {automatic}))


def overriding_grades(*, correct: bool, self_graded: bool = False) -> tuple[int, ...]:
    """Return the grades that need one of ``OVERRIDE_REASONS``: a wrong answer made a pass."""
    return () if correct or self_graded else (3, 4)


def grade_label(grade: int, *, correct: bool) -> str:
    """Return the words on a grade's button, after an answer that was marked right, or another.

    Raises ``ValueError`` for a grade off the scale.
    """
    check_grade(grade)
    return "I guessed" if correct and grade == 2 else _LABELS[grade]


def explain(reason: str) -> str:
    """Return one sentence for the learner about an automatic grade; ``KeyError`` if unknown."""
    return _SENTENCES[reason]
