"""Rules about all questions of a course together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.writing.contract import SEVERITIES, Finding, Item, Objective
from app.domain.writing.course_rules.keys import key_position, long_key_share, true_false_balance
from app.domain.writing.course_rules.leaks import key_leak
from app.domain.writing.course_rules.likeness import near_duplicate
from app.domain.writing.course_rules.objectives import thin_objective
from app.domain.writing.course_rules.rule import BankRule

_HALADYNA = "Haladyna, Downing & Rodriguez 2002, rule"
_ALL = (
    BankRule(
        "key-leak",
        "A key stands in another question’s stem",
        "warning",
        f"{_HALADYNA} 4: keep items independent of one another",
        key_leak,
    ),
    BankRule(
        "near-duplicate",
        "Nearly the same question twice",
        "warning",
        f"{_HALADYNA} 4: keep items independent of one another",
        near_duplicate,
    ),
    BankRule(
        "thin-objective",
        "Too few questions about an objective",
        "warning",
        f"{_HALADYNA} 1: content as the test’s plan calls for",
        thin_objective,
    ),
    BankRule(
        "key-position",
        "The key stands at one place too often",
        "warning",
        f"{_HALADYNA} 20: vary the location of the right answer",
        key_position,
    ),
    BankRule(
        "long-key-share",
        "The key is the longest choice too often, or too seldom",
        "warning",
        f"{_HALADYNA} 24: keep the length of choices about equal",
        long_key_share,
    ),
    BankRule(
        "true-false-balance",
        "Statements are true, or false, too often",
        "warning",
        "Frisbie & Becker 1991: have about as many true statements as false ones",
        true_false_balance,
    ),
)
BANK_RULES: dict[str, BankRule] = {rule.name: rule for rule in _ALL}


def check_bank(items: Sequence[Item], objectives: Sequence[Objective]) -> list[Finding]:
    """Return what the whole-course rules find, the gravest first; waived ones say why.

    ``items`` are the questions of one course in authored order, with names that differ. Never
    raises, whatever their contents are.
    """
    waivers = {item.name: item.waived for item in items}
    found = [finding for rule in _ALL for finding in rule.look(items, objectives)]
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return [
        replace(finding, waived=waivers.get(finding.question, {}).get(finding.rule, ""))
        for finding in found
    ]
