"""What first answers tell about a question: how hard it is, and whether it tells learners apart.

Only first answers count, one of each learner: later ones measure what studying did. These are the
classical figures of item analysis (Crocker & Algina 1986, chapter 14; Livingston 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from app.domain.questions.contract import RIGHT_SHARE
from app.domain.statistics.chance import wilson_interval
from app.domain.statistics.correlation import pearson

# With fewer answers the figures say little, and no rule draws on them.
ENOUGH_ANSWERS = 30
# Stands for a choice where none was taken.
LEFT_OPEN = ""
# From where on a discrimination index is called so (Ebel & Frisbie 1991).
_WORDS = ((0.4, "very good"), (0.3, "good"), (0.2, "fair"), (0.0, "poor"))


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """One learner's first answer to the question.

    ``share`` is its mark from 0 to 1, ``chosen`` the ids of the choices taken (types without
    choices: none), ``milliseconds`` the time taken (0: nobody took it). ``rest`` is the learner's
    mean share over the other first answers in the course, None without any.
    """

    share: float
    chosen: tuple[str, ...] = ()
    milliseconds: int = 0
    rest: float | None = None


@dataclass(frozen=True, slots=True)
class Takers:
    """How many took a choice: of all, and of the stronger and the weaker half."""

    answers: int = 0
    stronger: int = 0
    weaker: int = 0


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The figures of one question.

    ``facility`` is the share of answers with full marks (its *facility index*), with the interval
    in which the share of all such learners lies (95 %). ``discrimination`` is None where it cannot
    be told. ``stronger`` and ``weaker`` are the sizes of the halves; ``choices`` counts by id,
    ``LEFT_OPEN`` being that of no choice.
    """

    answers: int = 0
    right: int = 0
    facility: float = 0.0
    facility_interval: tuple[float, float] = (0.0, 1.0)
    discrimination: float | None = None
    stronger: int = 0
    weaker: int = 0
    choices: Mapping[str, Takers] = field(default_factory=dict)
    mean_milliseconds: float | None = None


def rest_share(total: float, answers: int, share: float) -> float | None:
    """Return a learner's mean share without one answer; None when it was the only one.

    ``total`` adds up the shares of all the learner's first answers, ``answers`` counts them, and
    ``share`` is the one to leave out.
    """
    if answers < 2:
        return None
    # Adding up and taking away again may miss the range by a rounding.
    return max(0.0, min(1.0, (total - share) / (answers - 1)))


def item_statistics(answers: Sequence[FirstAnswer]) -> ItemStatistics:
    """Return the figures of a question from its first answers.

    Discrimination is the corrected point-biserial correlation: of full marks (0 or 1) with the
    learner's share on everything else, so that the question does not correlate with itself
    (Henrysson 1963).
    """
    right = sum(answer.share >= RIGHT_SHARE for answer in answers)
    stronger, weaker = halves(answers)
    times = [answer.milliseconds for answer in answers if answer.milliseconds > 0]
    return ItemStatistics(
        answers=len(answers),
        right=right,
        facility=right / len(answers) if answers else 0.0,
        facility_interval=wilson_interval(right, len(answers)),
        discrimination=pearson(
            [
                (float(answer.share >= RIGHT_SHARE), answer.rest)
                for answer in answers
                if answer.rest is not None
            ]
        ),
        stronger=len(stronger),
        weaker=len(weaker),
        choices=_takers(answers, stronger, weaker),
        mean_milliseconds=sum(times) / len(times) if times else None,
    )


def discrimination_word(index: float | None) -> str:
    """Return what a discrimination is called; '' where it cannot be told."""
    if index is None:
        return ""
    return next((word for least, word in _WORDS if index >= least), "negative")


def halves(answers: Sequence[FirstAnswer]) -> tuple[list[FirstAnswer], list[FirstAnswer]]:
    """Return the answers of the stronger and of the weaker learners by what they did elsewhere.

    Those exactly in the middle, and those without other answers, are in neither half.
    """
    rests = [answer.rest for answer in answers if answer.rest is not None]
    if not rests:
        return [], []
    middle = median(rests)
    return (
        [answer for answer in answers if answer.rest is not None and answer.rest > middle],
        [answer for answer in answers if answer.rest is not None and answer.rest < middle],
    )


def _takers(
    answers: Sequence[FirstAnswer],
    stronger: Sequence[FirstAnswer],
    weaker: Sequence[FirstAnswer],
) -> dict[str, Takers]:
    counted = [_count(group) for group in (answers, stronger, weaker)]
    return {
        choice: Takers(*(counts.get(choice, 0) for counts in counted))
        for choice in sorted(counted[0])
    }


def _count(answers: Sequence[FirstAnswer]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for answer in answers:
        for choice in answer.chosen or (LEFT_OPEN,):
            counts[choice] = counts.get(choice, 0) + 1
    return counts
