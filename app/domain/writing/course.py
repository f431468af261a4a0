"""All rules over one course: single questions, the course as a whole, answers, and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.statistics.items import ENOUGH_ANSWERS, ItemStatistics
from app.domain.writing.contract import SEVERITIES, Finding, Item, Objective
from app.domain.writing.course_rules import BANK_RULES, check_bank
from app.domain.writing.registry import RULES, check_item
from app.domain.writing.rules.answers import ANSWER_RULES, check_answers

STALE_WAIVER = "stale-waiver"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as learners got it, with what their first answers show."""

    item: Item
    statistics: ItemStatistics


def rule_titles() -> dict[str, str]:
    """Return the titles of all rules by name, in the order in which they are explained."""
    titles = {rule.name: rule.title for rule in RULES.values()}
    titles |= {rule.name: rule.title for rule in BANK_RULES.values()}
    titles |= {rule.name: rule.title for rule in ANSWER_RULES.values()}
    return titles | {STALE_WAIVER: "A waiver that excuses nothing"}


def check_course(
    items: Sequence[Item],
    objectives: Sequence[Objective],
    answered: Sequence[Answered] = (),
) -> list[Finding]:
    """Return everything that the rules find in a course.

    First what concerns the whole course, then objectives, then the questions in authored order,
    each with the gravest finding first. ``answered`` are those of which there are answers.
    """
    found = check_bank(items, objectives)
    for item in items:
        found += check_item(item)
    for one in answered:
        found += check_answers(one.item, one.statistics)
    enough = {one.item.name for one in answered if one.statistics.answers >= ENOUGH_ANSWERS}
    found += _stale_waivers(items, found, enough)
    question_places = {item.name: place for place, item in enumerate(items, 1)}
    objective_places = {objective.code: place for place, objective in enumerate(objectives, 1)}
    return sorted(
        found,
        key=lambda finding: (
            question_places.get(finding.question, 0),
            objective_places.get(finding.objective, 0),
            SEVERITIES.index(finding.severity),
        ),
    )


def _stale_waivers(
    items: Iterable[Item], found: Iterable[Finding], enough: set[str]
) -> list[Finding]:
    fired = {(finding.question, finding.rule) for finding in found}
    stale = []
    for item in items:
        for rule, reason in item.waived.items():
            why = _why_stale(rule, reason, (item.name, rule) in fired, item.name in enough)
            if why:
                stale.append(_stale(item, rule, *why))
    return stale


def _why_stale(rule: str, reason: str, fired: bool, answered: bool) -> tuple[str, str] | None:
    """Return what is wrong with a waiver and how to mend it; None when it does its work."""
    known: Mapping[str, object] = {**RULES, **BANK_RULES, **ANSWER_RULES}
    if rule not in known:
        return f"There is no rule “{rule}” to waive.", "Correct the rule’s name, or remove this."
    if not reason.strip():
        return f"“{rule}” is waived without a reason.", "Say in a few words why it may stand."
    # What answers would show is not known before there are enough of them.
    if fired or (rule in ANSWER_RULES and not answered):
        return None
    return f"“{rule}” finds nothing here, so there is nothing to waive.", "Remove the waiver."


def _stale(item: Item, rule: str, message: str, mend: str) -> Finding:
    return Finding(
        rule=STALE_WAIVER,
        severity="hint",
        path=f"waive.{rule}",
        message=message,
        mend=mend,
        quote=rule,
        question=item.name,
    )
