"""What first answers show, rule by rule, from figures made up for the purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import TYPES
from app.domain.statistics.chance import wilson_interval
from app.domain.statistics.items import ItemStatistics, Takers
from app.domain.writing.contract import SEVERITIES, Finding, Item
from app.domain.writing.rules.answers import ANSWER_RULES, check_answers
from tests.domain.questions.examples import ids_of
from tests.domain.writing.planted_sets import choose, judge, point, write

CHOICES = choose("q", "What insulates a fibre?", "Myelin", "Bone", "Plasma", "Skin")


def figures(right: int, answers: int = 40, **more) -> ItemStatistics:
    """Return the figures of a question with nothing to complain of but what is given."""
    fine = {
        "1": Takers(right, right // 2, right // 2),
        "2": Takers(8, 3, 5),
        "3": Takers(6, 2, 4),
        "4": Takers(6, 2, 4),
    }
    return ItemStatistics(
        **{
            "answers": answers,
            "right": right,
            "facility": right / answers,
            "facility_interval": wilson_interval(right, answers),
            "discrimination": 0.35,
            "stronger": 17,
            "weaker": 23,
            "choices": fine,
            **more,
        }
    )


def check(item: Item, statistics: ItemStatistics) -> list[Finding]:
    """Return what is found where the counts of the choices are given by their places."""
    ids = ids_of(item.content)
    choices = {ids.get(place, place): takers for place, takers in statistics.choices.items()}
    return check_answers(item, replace(statistics, choices=choices))


def found(item: Item, statistics: ItemStatistics) -> list[tuple[str, str, str]]:
    return [(one.rule, one.severity, one.path) for one in check(item, statistics)]


@pytest.mark.parametrize("name", ANSWER_RULES)
def test_every_rule_is_documented_with_its_source(name: str) -> None:
    rule = ANSWER_RULES[name]
    assert rule.name == name
    assert rule.title
    assert any(character.isdigit() for character in rule.guideline)
    assert rule.look.__doc__


def test_a_good_question_is_left_alone() -> None:
    assert check(CHOICES, figures(20)) == []


def test_fewer_than_thirty_answers_say_nothing() -> None:
    bad = replace(figures(1, 29), discrimination=-0.5)
    assert check(CHOICES, bad) == []
    assert check(CHOICES, replace(figures(1, 30), discrimination=-0.5))


@pytest.mark.parametrize(("takers", "expected"), [(0, True), (1, True), (2, False)])
def test_a_distractor_under_five_per_cent_is_unused(takers: int, expected: bool) -> None:
    choices = {"1": Takers(20, 10, 10), "2": Takers(12, 4, 8), "3": Takers(8, 3, 5)}
    statistics = figures(20, choices=choices | {"4": Takers(takers)})
    alarm = [("unused-distractor", "hint", "choices.3.text")]
    assert found(CHOICES, statistics) == (alarm if expected else [])


def test_a_distractor_that_nobody_took_is_not_among_the_counts() -> None:
    choices = {"1": Takers(20, 10, 10), "2": Takers(10, 3, 7), "3": Takers(10, 4, 6)}
    (finding,) = check(CHOICES, figures(20, choices=choices))
    assert (finding.quote, finding.question) == ("Skin", "q")
    assert "0 of 40 learners" in finding.message


def test_distractors_of_very_easy_questions_may_be_unused() -> None:
    choices = {"1": Takers(39, 17, 22), "2": Takers(1, 0, 1)}
    assert found(CHOICES, figures(38, choices=choices)) == []
    assert found(CHOICES, figures(39, choices=choices)) == [("too-easy", "hint", "")]


@pytest.mark.parametrize(
    ("item", "path"),
    [
        (CHOICES, "choices.1.text"),
        (point("q", "Where?", "Left", "Right", "Up", "Down"), "regions.1.text"),
    ],
)
def test_a_distractor_that_the_stronger_prefer_rivals_the_key(item: Item, path: str) -> None:
    rival = {
        "1": Takers(15, 6, 9),
        "2": Takers(13, 7, 6),
        "3": Takers(6, 2, 4),
        "4": Takers(6, 2, 4),
    }
    assert found(item, figures(15, choices=rival)) == [("rival-distractor", "warning", path)]
    level = {**rival, "2": Takers(13, 6, 7)}
    assert found(item, figures(15, choices=level)) == []


def test_a_statement_judged_wrongly_by_the_stronger_is_a_rival_too() -> None:
    choices = {"true": Takers(20, 5, 15), "false": Takers(20, 12, 8)}
    (finding,) = check(judge("q", "So it is.", answer=True), figures(20, choices=choices))
    assert (finding.rule, finding.path, finding.quote) == ("rival-distractor", "answer", "False")
    assert "Of the 17 stronger learners 12 chose this and 5 the key" in finding.message


def test_several_keys_have_no_rival() -> None:
    rival = {
        "1": Takers(20, 2, 18),
        "2": Takers(13, 7, 6),
        "3": Takers(6, 2, 4),
        "4": Takers(6, 2, 4),
    }
    several = replace(CHOICES, type="multiple_response")
    assert found(several, figures(20, choices=rival)) == []
    unfinished = replace(CHOICES, content={"choices": [{"text": "One"}, {"text": "Two"}]})
    assert found(unfinished, figures(20, choices=rival)) == []


@pytest.mark.parametrize(
    ("item", "right", "expected"),
    [
        # By guessing one in four is right: 10 of 40.
        (CHOICES, 10, []),
        (CHOICES, 9, [("too-hard", "hint", "")]),
        # Wilson's upper end of 3/40 is 0.199.
        (CHOICES, 3, [("too-hard", "warning", "")]),
        (judge("q", "So it is.", answer=True), 19, [("too-hard", "hint", "")]),
        (judge("q", "So it is.", answer=True), 13, [("too-hard", "warning", "")]),
        (write("q", "What is it?", "axon"), 8, []),
        (write("q", "What is it?", "axon"), 7, [("too-hard", "hint", "")]),
        (write("q", "What is it?", "axon"), 3, [("too-hard", "warning", "")]),
    ],
)
def test_below_chance_or_a_fifth_is_too_hard(
    item: Item, right: int, expected: list[tuple[str, str, str]]
) -> None:
    choices = {"true": Takers(20, 9, 11), "false": Takers(20, 9, 11)}
    fine = figures(right, choices=choices) if item.type == "true_false" else figures(right)
    if item is CHOICES:
        shares = {str(n): Takers(10, 4, 6) for n in (1, 2, 3, 4)}
        fine = figures(right, choices=shares)
    assert found(item, fine) == expected


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (None, []),
        (0.1, []),
        (0.09, [("low-discrimination", "hint", "")]),
        (0.0, [("low-discrimination", "hint", "")]),
        # The standard error of 40 answers is 0.158.
        (-0.15, [("low-discrimination", "hint", "")]),
        (-0.16, [("low-discrimination", "warning", "")]),
    ],
)
def test_little_discrimination(index: float | None, expected: list[tuple[str, str, str]]) -> None:
    assert found(CHOICES, figures(20, discrimination=index)) == expected


def test_very_easy_questions_need_not_discriminate() -> None:
    assert found(write("q", "?", "axon"), figures(39, discrimination=0.0)) == [
        ("too-easy", "hint", "")
    ]


def test_waived_findings_say_why_and_the_gravest_come_first() -> None:
    item = replace(CHOICES, waived={"low-discrimination": "a safety point"})
    statistics = figures(
        20,
        discrimination=-0.2,
        choices={"1": Takers(20, 3, 17), "2": Takers(12, 9, 3), "3": Takers(8, 3, 5)},
    )
    findings = check(item, statistics)
    assert [one.rule for one in findings] == [
        "rival-distractor",
        "low-discrimination",
        "unused-distractor",
    ]
    assert [one.waived for one in findings] == ["", "a safety point", ""]


@given(
    st.sampled_from([*TYPES, "unknown"]),
    st.dictionaries(
        st.sampled_from(["choices", "regions", "answer"]),
        st.none()
        | st.booleans()
        | st.lists(st.none() | st.dictionaries(st.just("text"), st.text())),
    ),
    st.integers(0, 40),
    st.none() | st.floats(-1, 1),
)
def test_no_content_breaks_a_rule(
    kind: str, content: dict[str, object], right: int, index: float | None
) -> None:
    for finding in check(Item("q", kind, content), figures(right, discrimination=index)):
        assert finding.rule in ANSWER_RULES
        assert finding.severity in SEVERITIES
