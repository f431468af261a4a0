"""What holds for all rules: any content, waivers, languages, order, and no text that takes for ever."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import TYPES
from app.domain.writing.contract import SEVERITIES, Item, Objective
from app.domain.writing.registry import RULES, check_item
from tests.domain.writing.planted import planted

GUIDE = Path(__file__).parents[3] / "docs" / "writing-rules.md"
TYPE_NAMES = [*TYPES, "", "unknown"]
FIELDS = [
    *(
        "stem",
        "explanation",
        "choices",
        "keep_order",
        "text",
        "key",
        "feedback",
        "answer",
        "blanks",
    ),
    *(
        "accept",
        "others",
        "value",
        "unit",
        "pairs",
        "left",
        "right",
        "distractors",
        "items",
        "regions",
    ),
    *("picture", "alternative_text", "area", "true", "false"),
]
TEXTS = [
    *(
        "Which is not",
        "an",
        "All of these",
        "I and II only",
        "10–20 mg",
        "1 in 0",
        "NSAIDs",
        "![](x)",
    ),
    *("may always", "____ a b", "Dr. No", "$x$", "1,5e9", "٣", "9" * 5000, "Which **two** are?"),
]
texts = st.text() | st.sampled_from(TEXTS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=8)
    ),
    max_leaves=25,
)
choices = st.lists(
    st.fixed_dictionaries(
        {"text": texts | json_values, "key": st.booleans(), "feedback": texts | json_values}
    ),
    max_size=6,
)
contents = st.dictionaries(st.sampled_from(FIELDS) | st.text(), json_values, max_size=8) | (
    st.fixed_dictionaries(
        {"stem": texts, "explanation": texts, "choices": choices, "regions": choices}
    )
)


@given(
    st.sampled_from(TYPE_NAMES),
    contents,
    st.sampled_from(["proposed", "established", "unheard of"]),
)
def test_whatever_the_content_nothing_is_raised(type_name, content, evidence):
    findings = check_item(
        Item("q", type_name, content, objectives=(Objective("X1", "A claim.", evidence),))
    )

    for finding in findings:
        assert finding.rule in RULES
        assert finding.question == "q"
        assert finding.message
        assert finding.mend


@pytest.mark.parametrize("content", [None, 5, "text", ["a"], True])
def test_content_that_is_no_mapping_is_as_good_as_none(content):
    rules = {finding.rule for finding in check_item(Item("q", "true_false", content))}

    assert rules == {"missing-explanation", "missing-source"}


def test_deeply_nested_content_is_no_trouble():
    deep: Any = "NSAID"
    for _ in range(5000):
        deep = [deep]

    assert check_item(Item("q", "single_choice", {"stem": deep, "choices": deep})) != []


def test_a_finding_quotes_the_very_words_at_its_path():
    for case in planted():
        for finding in check_item(case.item):
            if finding.quote and finding.rule not in ("unfocused-stem", "lost-hedge"):
                value: Any = case.item.content
                for part in finding.path.replace(".feedback", ".text").split("."):
                    value = value[int(part)] if part.isdecimal() else value[part]
                words = " ".join(value.replace("*", "").split())
                assert finding.quote.replace("*", "").casefold() in words.casefold(), finding


def test_the_rule_says_the_gravest_severity_of_its_findings():
    gravest: dict[str, str] = {}
    for case in planted():
        for finding in check_item(case.item):
            known = gravest.get(finding.rule, finding.severity)
            gravest[finding.rule] = min(known, finding.severity, key=SEVERITIES.index)

    assert gravest == {rule.name: rule.severity for rule in RULES.values()}


BAD: dict[str, Any] = {
    "stem": "Which is not a metal?",
    "choices": [{"text": "Tin", "key": True}, {"text": "Wood"}, {"text": "None of the above"}],
    "explanation": "",
}


def test_findings_come_gravest_first_then_in_reading_order():
    findings = check_item(Item("q", "single_choice", BAD))

    assert [(finding.severity, finding.rule) for finding in findings] == [
        ("error", "missing-explanation"),
        ("warning", "negative-stem"),
        ("warning", "none-of-the-above"),
        ("warning", "missing-source"),
        ("hint", "missing-explanation"),
    ]


def test_a_waived_rule_still_tells_with_the_reason():
    item = Item("q", "single_choice", BAD, waived={"negative-stem": "The exception is the point."})

    waived = {finding.rule: finding.waived for finding in check_item(item)}
    assert waived["negative-stem"] == "The exception is the point."
    assert waived["none-of-the-above"] == ""


@pytest.mark.parametrize(
    ("language", "asked"), [("en", True), ("en-GB", True), ("de", False), ("eng", False)]
)
def test_rules_that_know_english_words_are_not_asked_about_other_languages(language, asked):
    rules = {
        finding.rule for finding in check_item(Item("q", "single_choice", BAD, language=language))
    }

    assert ("negative-stem" in rules) is asked
    assert "missing-explanation" in rules


@pytest.mark.parametrize(
    "text",
    [
        *(" ", "a ", "* ", "_", "__", "![", "![](", "[", "](", "`", "$", "| ", "- ", "a. ", "not "),
        *("all the ", "which of ", "A", "AB ", "(", "1 and ", "1. ", "\n", "- - ", "{{", "____ "),
        *("what is ", "a" * 60 + " ", "1 in ", "10–", "\\", '."', "that ", "if which not "),
    ],
)
def test_no_text_takes_for_ever(text):
    long = (text * 40_000)[:40_000]
    content = {
        "stem": long + "?",
        "explanation": long,
        "choices": [{"text": long, "key": True}, {"text": long + "."}, {"text": f"B {long}"}],
        "answer": False,
    }
    for type_name in ("single_choice", "true_false", "short_answer"):
        began = time.process_time()
        check_item(Item("q", type_name, content))
        assert time.process_time() - began < 2


def test_the_guide_for_authors_tells_of_every_rule():
    guide = GUIDE.read_text(encoding="utf-8")

    assert [name for name in RULES if f"`{name}`" not in guide] == []
