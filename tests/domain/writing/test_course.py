"""All rules over one course: their order, and waivers that excuse nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.statistics.items import ItemStatistics
from app.domain.writing.contract import Finding, Objective
from app.domain.writing.course import STALE_WAIVER, Answered, check_course, rule_titles
from app.domain.writing.course_rules import BANK_RULES
from app.domain.writing.registry import RULES
from app.domain.writing.rules.answers import ANSWER_RULES
from tests.domain.writing.planted_sets import (
    KEY_LEAK,
    NEAR_DUPLICATE,
    Planted,
    judge,
    stated,
    write,
)

HARD = ItemStatistics(answers=40, right=1, facility=0.025, facility_interval=(0.004, 0.129))
# Three ways of asking, and whatever single questions might be told.
SOUND = "Salt in the sea comes from rocks that rain has worn for very long."


def of(findings: list[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_every_rule_has_a_title_and_a_name_of_its_own() -> None:
    titles = rule_titles()
    assert set(titles) == {*RULES, *BANK_RULES, *ANSWER_RULES, STALE_WAIVER}
    assert len(titles) == len(RULES) + len(BANK_RULES) + len(ANSWER_RULES) + 1
    assert all(titles.values())


def test_the_course_comes_first_then_objectives_then_questions_in_their_order() -> None:
    thin = Objective("A01", "A claim.", "established")
    statements = stated([True] * 10)
    first, second = NEAR_DUPLICATE[0].flawed
    findings = check_course(
        [first, *statements, second], [thin], [Answered(item=first, statistics=HARD)]
    )
    abouts = [finding.question or finding.objective for finding in findings]
    shown = [about for place, about in enumerate(abouts) if about not in abouts[:place]]
    names = [first.name, *(item.name for item in statements), second.name]
    assert shown[:2] == ["", "A01"]
    assert shown[2:] == [name for name in names if name in shown]
    assert {first.name, second.name} <= set(shown)


def test_answers_add_their_findings_to_the_question() -> None:
    item = write("salt", SOUND, "rocks")
    assert not of(check_course([item], []), "too-hard")
    (finding,) = of(check_course([item], [], [Answered(item, HARD)]), "too-hard")
    assert finding.question == "salt"


@pytest.mark.parametrize(
    ("waived", "message"),
    [
        ({"no-such-rule": "because"}, "There is no rule “no-such-rule” to waive."),
        ({"key-leak": "because"}, "“key-leak” finds nothing here, so there is nothing to waive."),
        ({"near-duplicate": " "}, "“near-duplicate” is waived without a reason."),
        ({STALE_WAIVER: "because"}, "There is no rule “stale-waiver” to waive."),
    ],
)
def test_a_waiver_that_excuses_nothing_is_stale(waived: dict[str, str], message: str) -> None:
    item = replace(write("salt", SOUND, "rocks"), waived=waived)
    (finding,) = of(check_course([item], []), STALE_WAIVER)
    rule = next(iter(waived))
    assert (finding.message, finding.severity, finding.question) == (message, "hint", "salt")
    assert (finding.path, finding.quote) == (f"waive.{rule}", rule)
    assert finding.mend


@pytest.mark.parametrize("planted", [*NEAR_DUPLICATE, *KEY_LEAK])
def test_a_waiver_that_excuses_something_is_not_stale(planted: Planted) -> None:
    first, second = planted.flawed
    excused = replace(first, waived={planted.rule: "on purpose"})
    assert not of(check_course([excused, second], []), STALE_WAIVER)


def test_what_answers_would_show_is_not_stale_before_there_are_enough() -> None:
    item = replace(judge("salt", SOUND, answer=True), waived={"too-easy": "a beginner's joy"})
    few, enough = ItemStatistics(answers=29), replace(HARD, answers=30)
    assert not of(check_course([item], []), STALE_WAIVER)
    assert not of(check_course([item], [], [Answered(item, few)]), STALE_WAIVER)
    assert len(of(check_course([item], [], [Answered(item, enough)]), STALE_WAIVER)) == 1
