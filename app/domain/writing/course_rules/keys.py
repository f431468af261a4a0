"""Keys that give themselves away over a whole course: by their place, their length, their side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from app.domain.statistics.chance import Z_99, chi_square_p, even_p, wilson_interval
from app.domain.writing.contract import Finding, Item, Objective, Severity
from app.domain.writing.course_rules.material import key_place
from app.domain.writing.reading import ONE_KEY_TYPES, choices_of

# With fewer questions nothing can be told; with very many, next to nothing would alarm.
FEWEST_QUESTIONS = 10
FEWEST_EXPECTED = 5
SMALLEST_EFFECT = 0.1
SMALLEST_EXCESS = 0.05

LETTERS = "ABCDEFGHIJKL"
SUSPECT_P, PLAIN_P = 0.05, 0.01


def key_position(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find that the key of questions in authored order stands at one place too often.

    Pearson's chi-square test of the places against an even spread, which expects 1/k of a question
    with k choices at each of its places. Neighbouring places are taken together until 5 keys are
    expected (Cochran 1954). Where k varies the test errs on the side of silence. Shuffled
    questions do not count: their places mean nothing. Below Cohen's (1988) small effect, w = 0.1,
    an uneven spread helps nobody to guess.
    """
    placed = [
        (place, len(choices_of(item)))
        for item in items
        if _keeps_order(item) and (place := key_place(item)) is not None
    ]
    if len(placed) < FEWEST_QUESTIONS:
        return
    most = max(choices for _, choices in placed)
    observed = [sum(place == at for place, _ in placed) for at in range(most)]
    expected = [sum(1 / choices for _, choices in placed if choices > at) for at in range(most)]
    cells = _cells(observed, expected)
    statistic = sum((seen - due) ** 2 / due for seen, due in cells)
    severity = _severity(chi_square_p(statistic, len(cells) - 1)) if len(cells) > 1 else None
    if severity is None or math.sqrt(statistic / len(placed)) < SMALLEST_EFFECT:
        return
    at = max(range(most), key=lambda place: observed[place] - expected[place])
    p = _p(chi_square_p(statistic, len(cells) - 1))
    yield Finding(
        rule="key-position",
        severity=severity,
        path="",
        quote=", ".join(f"{_letter(place)} {count}" for place, count in enumerate(observed)),
        message=(
            f"In the {len(placed)} questions that keep their order the key is {_letter(at)} "
            f"{observed[at]} times, where {expected[at]:.1f} would be even ({p}). Anyone who "
            "notices can guess."
        ),
        mend=(
            "Move the key in some of them, or let the choices be shuffled where their order does "
            "not matter."
        ),
    )


def long_key_share(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find that the key is the longest choice in more questions than chance makes it, or in fewer.

    Counted are the questions in which one choice has more characters than every other. Chance makes
    it the key in 1/k of those with k choices; more is shown by the lower end of Wilson's interval
    of the share, less by the upper one: to cross out the longest helps as much as to take it.
    """
    chances, longest, counted = 0.0, 0, 0
    for item in items:
        choices = choices_of(item) if item.type in ONE_KEY_TYPES else []
        place = key_place(item)
        if place is None or len(choices) < 2:
            continue
        lengths = [len(" ".join(choice.text.split())) for choice in choices]
        if lengths.count(max(lengths)) > 1:
            continue
        counted += 1
        chances += 1 / len(choices)
        longest += lengths[place] == max(lengths)
    if counted < FEWEST_QUESTIONS:
        return
    expected = chances / counted
    low, high = wilson_interval(longest, counted)
    if low <= expected <= high or abs(longest / counted - expected) < SMALLEST_EXCESS:
        return
    sure_low, sure_high = wilson_interval(longest, counted, Z_99)
    often = longest / counted > expected
    yield Finding(
        rule="long-key-share",
        severity="hint" if sure_low <= expected <= sure_high else "warning",
        path="",
        message=(
            f"The key is the longest choice in {longest} of the {counted} questions in which one "
            f"is longest ({longest / counted:.0%}; 95 % interval {low:.0%} to {high:.0%}), where "
            f"chance makes it {expected:.0%}. Anyone who always "
            f"{'takes' if often else 'crosses out'} the longest choice does well."
        ),
        mend=(
            "Shorten keys to what makes them right, or give distractors as much detail."
            if often
            else "Say a little more in some keys, or less in distractors."
        ),
    )


def true_false_balance(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find that far more than half of the statements are true, or false.

    The exact two-sided binomial test against one half, from 10 statements on.
    """
    answers = [
        item.content["answer"]
        for item in items
        if item.kind.judged and isinstance(item.content.get("answer"), bool)
    ]
    true = sum(answers)
    if len(answers) < FEWEST_QUESTIONS:
        return
    severity = _severity(even_p(true, len(answers)))
    if severity is None or abs(2 * true / len(answers) - 1) < SMALLEST_EFFECT:
        return
    more = "true" if 2 * true > len(answers) else "false"
    count = max(true, len(answers) - true)
    yield Finding(
        rule="true-false-balance",
        severity=severity,
        path="",
        message=(
            f"{count} of {len(answers)} statements are {more} ({_p(even_p(true, len(answers)))}). "
            f"Anyone who answers “{more}” each time does well without knowing."
        ),
        mend=f"Rewrite some of the {more} statements so that they are the other.",
    )


def _keeps_order(item: Item) -> bool:
    kept = item.type in ONE_KEY_TYPES and item.content.get("keep_order") is True
    return kept or item.kind.picture is not None


def _cells(observed: Sequence[int], expected: Sequence[float]) -> list[tuple[int, float]]:
    """Return observed and expected counts with the neighbours of too small ones added."""
    cells: list[tuple[int, float]] = []
    seen, due = 0, 0.0
    for here_seen, here_due in zip(observed, expected, strict=True):
        seen, due = seen + here_seen, due + here_due
        if due >= FEWEST_EXPECTED:
            cells.append((seen, due))
            seen, due = 0, 0.0
    if due and cells:
        last_seen, last_due = cells.pop()
        cells.append((last_seen + seen, last_due + due))
    return cells


def _severity(p: float) -> Severity | None:
    if p >= SUSPECT_P:
        return None
    return "warning" if p < PLAIN_P else "hint"


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
