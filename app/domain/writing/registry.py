"""All rules for single questions, and the run of them over one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.domain.writing import combining
from app.domain.writing.contract import SEVERITIES, Finding, Item, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A flaw that a program can find.

    ``title`` names the flaw for people, ``severity`` is the gravest that its findings have,
    ``guideline`` the published advice that it comes from. Rules that know English words are not
    asked about courses in other languages.
    """

    name: str
    title: str
    severity: Severity
    guideline: str
    look: Callable[[Item], Iterable[Finding]]
    english: bool = True


_ALL = (
    Rule(
        "all-of-the-above",
        "All of the above",
        "warning",
        "Haladyna, Downing & Rodriguez 2002, rule 26",
        combining.all_of_the_above,
    ),
    Rule(
        "none-of-the-above",
        "None of the above",
        "warning",
        "Haladyna, Downing & Rodriguez 2002, rule 25; Case & Swanson 2002, chapter 3",
        combining.none_of_the_above,
    ),
    Rule(
        "combined-choices",
        "Choices that combine other choices",
        "warning",
        "Haladyna, Downing & Rodriguez 2002, rule 9 (no complex multiple choice)",
        combining.combined_choices,
    ),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}

# The order in which a question is read; fields that are not named come last.
_FIELDS = (
    "stem",
    "picture",
    "alternative_text",
    "choices",
    "regions",
    "pairs",
    "distractors",
    "items",
    "blanks",
    "answer",
    "accept",
    "value",
    "unit",
    "feedback",
    "explanation",
)


def check_item(item: Item) -> list[Finding]:
    """Return what all rules find in one question, gravest first, then in reading order.

    Findings of waived rules are among them, with the reason. Never raises, whatever JSON the
    content is.
    """
    english = item.language.lower().split("-")[0] == "en"
    findings = [
        replace(finding, question=item.name, waived=item.waived.get(rule.name, ""))
        for rule in _ALL
        if english or not rule.english
        for finding in rule.look(item)
    ]
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[int, int, list[tuple[int, str]], str]:
    field, *inner = finding.path.split(".")
    return (
        SEVERITIES.index(finding.severity),
        _FIELDS.index(field) if field in _FIELDS else len(_FIELDS),
        [(int(part) if part.isdecimal() else -1, part) for part in inner],
        finding.rule,
    )
