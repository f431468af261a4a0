"""Every planted flaw is found by its rule, and none where there is none."""

from __future__ import annotations

from collections import Counter

import pytest

from app.domain.writing.registry import RULES, check_item
from tests.domain.writing.planted import Planted, planted

SET = list(planted())
LEAST_FLAWS = 4


@pytest.mark.parametrize("case", SET, ids=[case.item.name for case in SET])
def test_a_planted_question_has_the_findings_that_it_should(case: Planted):
    findings = check_item(case.item)

    assert {finding.rule for finding in findings} == case.expected
    if case.severity:
        assert {f.severity for f in findings if f.rule == case.rule} == {case.severity}


def test_every_rule_has_enough_planted_flaws():
    flaws = Counter(case.rule for case in SET if case.rule in case.expected)

    assert set(flaws) == set(RULES)
    assert min(flaws.values()) >= LEAST_FLAWS
