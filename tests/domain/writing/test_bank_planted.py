"""Every planted flaw of a whole course is found, and its clean twin passes."""

from __future__ import annotations

import pytest

from app.domain.writing.course_rules import BANK_RULES, check_bank
from tests.domain.writing.planted_sets import PLANTED, Planted

CASES = [pytest.param(one, id=f"{one.rule}-{number}") for number, one in enumerate(PLANTED)]


@pytest.mark.parametrize("planted", CASES)
def test_what_was_planted_is_found_and_nothing_else(planted: Planted) -> None:
    found = check_bank(planted.flawed, planted.objectives)
    assert [(one.rule, one.question or one.objective, one.severity) for one in found] == [
        (planted.rule, planted.about, planted.severity)
    ]
    assert found[0].message
    assert found[0].mend


@pytest.mark.parametrize("planted", CASES)
def test_the_clean_twin_passes(planted: Planted) -> None:
    assert check_bank(planted.clean, planted.objectives) == []


@pytest.mark.parametrize("rule", BANK_RULES)
def test_precision_and_recall(rule: str, record_property) -> None:
    """Over all sets, of this rule and of the others."""
    flagged = {
        (number, kind)
        for number, one in enumerate(PLANTED)
        for kind, items in (("flawed", one.flawed), ("clean", one.clean))
        if any(finding.rule == rule for finding in check_bank(items, one.objectives))
    }
    flawed = {(number, "flawed") for number, one in enumerate(PLANTED) if one.rule == rule}
    assert len(flawed) >= 4
    precision = len(flagged & flawed) / len(flagged)
    recall = len(flagged & flawed) / len(flawed)
    record_property("precision", precision)
    record_property("recall", recall)
    assert (precision, recall) == (1.0, 1.0)
