"""Rules about what learners' first answers show: item analysis as findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from app.domain.questions.registry import TYPES
from app.domain.statistics.items import ENOUGH_ANSWERS, ItemStatistics, Takers
from app.domain.writing.choices_offered import offered_by
from app.domain.writing.contract import SEVERITIES, Finding, Item, Severity

FEW_TAKERS = 0.05
VERY_EASY = 0.95
VERY_HARD = 0.2
LITTLE_DISCRIMINATION = 0.1
# One choice is taken, so that taking one means leaving the others.
_ONE_OF_SEVERAL = tuple(
    name
    for name, kind in TYPES.items()
    if kind.judged or (kind.choice_list and not kind.several_keys)
)


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A rule about the statistics of one question; ``severity`` is the gravest that it gives."""

    name: str
    title: str
    severity: Severity
    guideline: str
    look: Callable[[Item, ItemStatistics], Iterable[Finding]]


def unused_distractor(item: Item, statistics: ItemStatistics) -> Iterator[Finding]:
    """Find distractors that fewer than 5 % take, unless the question is very easy.

    Where nearly everybody is right, no distractor can be taken by many.
    """
    if statistics.facility >= VERY_EASY:
        return
    for name, choice in offered_by(item).items():
        takers = statistics.choices.get(name, Takers()).answers
        if not choice.key and takers < FEW_TAKERS * statistics.answers:
            yield Finding(
                rule="unused-distractor",
                severity="hint",
                path=choice.path,
                quote=choice.text,
                message=(
                    f"{takers} of {statistics.answers} learners chose this. A distractor that "
                    "nobody takes only costs reading time."
                ),
                mend=(
                    "Replace it with a mistake that learners really make (disputed answers and typed "
                    "answers show some), or leave it out."
                ),
            )


def rival_distractor(item: Item, statistics: ItemStatistics) -> Iterator[Finding]:
    """Find distractors that the stronger half takes more often than the key."""
    if item.type not in _ONE_OF_SEVERAL:
        return
    choices = offered_by(item)
    stronger = {name: statistics.choices.get(name, Takers()).stronger for name in choices}
    keys = [stronger[name] for name, choice in choices.items() if choice.key]
    if len(keys) != 1:
        return
    for name, choice in choices.items():
        if not choice.key and stronger[name] > keys[0]:
            yield Finding(
                rule="rival-distractor",
                severity="warning",
                path=choice.path,
                quote=choice.text,
                message=(
                    f"Of the {statistics.stronger} stronger learners {stronger[name]} chose this "
                    f"and {keys[0]} the key. Perhaps it is right too, or the key is wrong."
                ),
                mend=(
                    "Check the key against the source. If it holds, say in the stem what "
                    "decides between the two."
                ),
            )


def too_easy(item: Item, statistics: ItemStatistics) -> Iterator[Finding]:
    """Find questions that more than 95 % answer rightly when they first meet them."""
    if statistics.facility > VERY_EASY:
        yield Finding(
            rule="too-easy",
            severity="hint",
            path="",
            message=(
                f"{statistics.right} of {statistics.answers} learners were right at first sight. "
                "It tells nobody what they do not know yet, unless it is there to encourage."
            ),
            mend="Ask for more than recognising, or look for what gives the key away.",
        )


def too_hard(item: Item, statistics: ItemStatistics) -> Iterator[Finding]:
    """Find questions answered rightly less often than by guessing, or by fewer than 20 %.

    A warning where the whole interval of the share lies below, so that it is no accident.
    """
    chance = _chance(item)
    bound = max(chance, VERY_HARD)
    if statistics.facility >= bound:
        return
    below = "less often than guessing would be" if chance >= VERY_HARD else "a rare success"
    yield Finding(
        rule="too-hard",
        severity="warning" if statistics.facility_interval[1] < bound else "hint",
        path="",
        message=(
            f"{statistics.right} of {statistics.answers} learners were right at first sight: "
            f"{below}. The key may be wrong, or the question may not say what it asks."
        ),
        mend="Check the key and the stem; if both are right, teach it before it is asked.",
    )


def low_discrimination(item: Item, statistics: ItemStatistics) -> Iterator[Finding]:
    """Find questions on which stronger learners hardly do better, or even do worse.

    A warning from one standard error of a correlation, 1/√n, below zero on: what lies nearer may be
    an accident of so many answers. Of very easy questions nothing else can be expected.
    """
    found = statistics.discrimination
    if found is None or found >= LITTLE_DISCRIMINATION or statistics.facility > VERY_EASY:
        return
    worse = found < -1 / math.sqrt(statistics.answers)
    index = f"{found:.2f}".replace("-", "−")
    who = "do worse" if worse else "hardly do better" if found > 0 else "do no better"
    yield Finding(
        rule="low-discrimination",
        severity="warning" if worse else "hint",
        path="",
        message=(
            f"Learners who know more of the course {who} here (discrimination {index}). "
            "Something other than knowledge decides."
        ),
        mend="Check the key, and look for two defensible answers or words that mislead.",
    )


_ALL = (
    AnswerRule(
        "rival-distractor",
        "A distractor beats the key",
        "warning",
        "Livingston 2006, Item analysis: look for a second right answer or a wrong key",
        rival_distractor,
    ),
    AnswerRule(
        "too-hard",
        "Hardly anybody is right",
        "warning",
        "Crocker & Algina 1986, chapter 14; below chance points to the key",
        too_hard,
    ),
    AnswerRule(
        "low-discrimination",
        "Knowing more does not help",
        "warning",
        "Ebel & Frisbie 1991: poor items discriminate little or negatively",
        low_discrimination,
    ),
    AnswerRule(
        "unused-distractor",
        "A distractor that nobody takes",
        "hint",
        "Haladyna & Downing 1993; Tarrant, Ware & Mohammed 2009: 5 % make a distractor function",
        unused_distractor,
    ),
    AnswerRule(
        "too-easy",
        "Nearly everybody is right",
        "hint",
        "Crocker & Algina 1986, chapter 14: what all know tells nobody apart",
        too_easy,
    ),
)
ANSWER_RULES: dict[str, AnswerRule] = {rule.name: rule for rule in _ALL}


def check_answers(item: Item, statistics: ItemStatistics) -> list[Finding]:
    """Return what the statistics of a question show, the gravest first; waived ones say why.

    ``item`` is the text that was answered. Nothing is said with fewer than 30 first answers.
    """
    if statistics.answers < ENOUGH_ANSWERS:
        return []
    found = [
        replace(finding, question=item.name, waived=item.waived.get(rule.name, ""))
        for rule in _ALL
        for finding in rule.look(item, statistics)
    ]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _chance(item: Item) -> float:
    """Return the share that guessing alone gets right, 0 where that cannot be said."""
    choices = offered_by(item) if item.type in _ONE_OF_SEVERAL else {}
    return 1 / len(choices) if choices else 0.0
