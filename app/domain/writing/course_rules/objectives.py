"""Objectives that too little is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.writing.contract import Finding, Item, Objective

FEWEST_QUESTIONS, FEWEST_TYPES, FEWEST_LEVELS = 3, 2, 2


def thin_objective(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find objectives with fewer than 3 questions (a warning), with one type or one level (hints).

    A question counts for its own objective and for those that it joins to it. Whether an objective
    is known cannot be told from one question, or from one way of asking.
    """
    asked: dict[str, list[Item]] = {objective.code: [] for objective in objectives}
    for item in items:
        for objective in item.objectives:
            if objective.code in asked:
                asked[objective.code].append(item)
    for code, found in asked.items():
        missing = _missing(found)
        if missing:
            yield Finding(
                rule="thin-objective",
                severity="warning" if len(found) < FEWEST_QUESTIONS else "hint",
                path="",
                objective=code,
                message=f"{code} is tested by {missing}. One kind of question shows one kind of "
                "knowing; recognising its words may be enough.",
                mend="Add a question of another type, or at another level.",
            )


def _missing(found: Sequence[Item]) -> str:
    if not found:
        return "no question"
    parts = []
    if len(found) < FEWEST_QUESTIONS:
        parts.append("1 question only" if len(found) == 1 else f"{len(found)} questions only")
    elif len({item.type for item in found}) < FEWEST_TYPES:
        parts.append("questions of one type only")
    if len(found) > 1 and len({item.level for item in found}) < FEWEST_LEVELS:
        parts.append(f"at one level only ({found[0].level})" if found[0].level else "at one level")
    return ", ".join(parts)
