"""Rules over a whole course: where they are silent, what is waived, and that nothing breaks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import TYPES
from app.domain.writing.contract import SEVERITIES, Finding, Item, Objective
from app.domain.writing.course_rules import BANK_RULES, check_bank
from app.domain.writing.course_rules.keys import long_key_share
from app.domain.writing.course_rules.likeness import LIKE, MOST_COMPARED, find_alike
from app.domain.writing.course_rules.terms import terms_of
from tests.domain.writing.planted_sets import (
    KEY_LEAK,
    NAMES,
    NEAR_DUPLICATE,
    choose,
    fill,
    judge,
    placed,
    sized,
    stated,
    write,
)


def rules_in(findings: Sequence[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


@pytest.mark.parametrize("name", BANK_RULES)
def test_every_rule_is_documented_with_its_source(name: str) -> None:
    rule = BANK_RULES[name]
    assert rule.name == name
    assert rule.title
    assert rule.severity in SEVERITIES
    assert any(character.isdigit() for character in rule.guideline), "name the publication's year"
    assert rule.look.__doc__


def test_an_empty_course_has_no_findings() -> None:
    assert check_bank([], []) == []


@pytest.mark.parametrize(
    "items",
    [
        placed([0] * 9, [4] * 9),
        [
            replace(one, content={**one.content, "keep_order": False})
            for one in placed([0] * 30, [4] * 30)
        ],
        [replace(one, type="multiple_response") for one in placed([0] * 30, [4] * 30)],
        sized([True] * 9, 4),
        stated([True] * 9),
    ],
    ids=["nine places", "shuffled", "several keys", "nine lengths", "nine statements"],
)
def test_too_few_or_other_questions_show_nothing(items: list[Item]) -> None:
    assert check_bank(items, []) == []


def test_an_uneven_spread_too_small_to_help_a_guesser_is_left_alone() -> None:
    # w = √(Σ (O-E)²/E / n) is 0.08 in the first, though p is under 0.01.
    keys = [0] * 540 + [1] * 460
    course = [
        Item(f"q{n}", "single_choice", one.content)
        for n, key in enumerate(keys)
        for one in [choose("q", "", f"a{n}", f"b{n}", key=key, keep_order=True)]
    ]
    assert check_bank(course, []) == []
    # 540 of 1000 statements, likewise.
    statements = [Item(f"q{n}", "true_false", {"answer": n < 540}) for n in range(1000)]
    assert check_bank(statements, []) == []


def test_the_finding_on_places_names_the_place_its_count_and_p() -> None:
    (finding,) = check_bank(placed([1] * 20, [4] * 20), [])
    # 20 keys where 5 are due each: (15² + 3 × 5²) / 5 = 60, far beyond 0.001 with 3 degrees.
    assert "20 questions" in finding.message
    assert "is B 20 times, where 5.0 would be even (p < 0.001)" in finding.message
    assert finding.quote == "A 0, B 20, C 0, D 0"


def test_places_beyond_the_letters_are_numbered() -> None:
    (finding,) = check_bank(placed([7] * 20, [8] * 20), [])
    assert "is H 20 times" in finding.message
    many = [
        choose(f"q{n}", "", *(f"{NAMES[n]} {m}" for m in range(13)), key=12, keep_order=True)
        for n in range(70)
    ]
    assert "is 13 70 times" in check_bank(many, [])[0].message


def test_the_finding_on_lengths_gives_share_interval_and_chance() -> None:
    (finding,) = check_bank(sized([True] * 15 + [False] * 9, 4), [])
    # 15/24 = 62.5 %; Wilson gives 0.4271 to 0.7884.
    assert "15 of the 24 questions in which one is longest" in finding.message
    assert "(62%; 95 % interval 43% to 79%), where chance makes it 25%" in finding.message
    assert "always takes the longest" in finding.message
    (finding,) = check_bank(sized([False] * 24, 4), [])
    assert "0 of the 24 questions" in finding.message
    assert "always crosses out the longest" in finding.message


def test_a_question_without_a_longest_choice_tells_nothing_of_length() -> None:
    alike = [choose(f"q{number}", "Which?", "aaa", "bbb", "cc") for number in range(20)]
    assert list(long_key_share(alike, [])) == []


def test_the_finding_on_statements_says_which_side_is_heavier() -> None:
    (finding,) = check_bank(stated([False] * 18 + [True] * 2), [])
    # 2 × (1 + 20 + 190) / 2^20
    assert "18 of 20 statements are false (p < 0.001)" in finding.message
    (finding,) = check_bank(stated([True] * 13 + [False] * 3), [])
    assert "13 of 16 statements are true (p = 0.021)" in finding.message


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("planted", NEAR_DUPLICATE)
def test_siblings_on_purpose_are_waived_on_either_side(planted, at: int) -> None:
    items = list(planted.flawed)
    items[at] = replace(items[at], waived={"near-duplicate": "siblings"})
    (finding,) = check_bank(items, [])
    assert (finding.question, finding.waived) == (items[at].name, "siblings")
    assert finding.quote == items[1 - at].name


def test_a_waived_sibling_excuses_no_third_one() -> None:
    first, second = NEAR_DUPLICATE[0].flawed
    waived = replace(first, waived={"near-duplicate": "siblings"})
    third = replace(second, name="third")
    found = check_bank([waived, second, third], [])
    assert [(one.question, one.quote, one.waived) for one in found] == [
        (waived.name, second.name, "siblings"),
        ("third", second.name, ""),
    ] or [(one.question, one.quote, one.waived) for one in found] == [
        ("third", second.name, ""),
        (waived.name, second.name, "siblings"),
    ]


def test_of_three_alike_each_later_one_is_named_once() -> None:
    first, second = NEAR_DUPLICATE[0].flawed
    found = check_bank([first, second, replace(second, name="third")], [])
    assert [(one.question, one.quote) for one in found] == [
        (second.name, first.name),
        ("third", first.name),
    ]


def test_short_questions_are_not_alike_by_accident() -> None:
    assert (
        check_bank([write("a", "What is this?", "axon"), write("b", "What is this?", "axon")], [])
        == []
    )


TEXTS = st.lists(
    st.lists(st.sampled_from("abcdefghij"), min_size=3, max_size=9).map(tuple), max_size=30
)


@given(TEXTS)
def test_no_like_pair_is_lost_by_looking_up_rare_words_only(texts: list[tuple[str, ...]]) -> None:
    found = {
        (place, like.earlier): like.score for place, likes in find_alike(texts) for like in likes
    }
    expected = {}
    for place, words in enumerate(texts):
        for earlier in range(place):
            one, other = set(words), set(texts[earlier])
            dice = 2 * len(one & other) / (len(one) + len(other))
            if dice >= LIKE and min(len(one), len(other)) >= 4:
                expected[place, earlier] = pytest.approx(dice)
    assert found == expected


def test_a_bank_from_one_mould_is_compared_with_the_last_few_only() -> None:
    same = [("one", "two", "three", "four")] * (3 * MOST_COMPARED)
    assert all(len(likes) <= 4 * MOST_COMPARED for _, likes in find_alike(same))
    assert len(list(find_alike(same))) == len(same) - 1


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("planted", KEY_LEAK)
def test_a_leak_is_waived_on_either_side(planted, at: int) -> None:
    items = list(planted.flawed)
    items[at] = replace(items[at], waived={"key-leak": "met in this order"})
    (finding,) = check_bank(items, [])
    assert (finding.question, finding.waived) == (items[at].name, "met in this order")


def test_common_terms_of_a_course_give_nothing_away() -> None:
    asked, leaking = KEY_LEAK[0].flawed
    more = [
        write(f"more-{n}", f"Where does the adenosyl form meet {NAMES[n]}?", NAMES[-1 - n])
        for n in range(3)
    ]
    assert "key-leak" in rules_in(check_bank([asked, leaking], []))
    assert "key-leak" not in rules_in(check_bank([asked, leaking, *more], []))


def test_what_the_own_stem_says_is_not_given_away_by_another() -> None:
    course = [
        choose(
            "a", "Is an axon or a dendrite the longer branch of a cell?", "An axon", "A dendrite"
        ),
        write("b", "Which branch of a cell is the axon, by length?", "the longest"),
    ]
    assert check_bank(course, []) == []


def test_a_key_of_one_common_word_about_something_else_is_left_alone() -> None:
    course = [
        write("a", "Which metal is liquid in a thermometer?", "mercury"),
        judge("b", "Mercury lies nearest to the Sun.", answer=True),
    ]
    assert check_bank(course, []) == []


def test_leaks_are_found_in_blanks_and_every_key() -> None:
    course = [
        fill("a", "Salt is {{1}}; vinegar is {{2}} in water.", "sodium chloride", "acetic acid"),
        write("b", "Which salt does vinegar form in water, being acetic acid?", "acetate"),
    ]
    assert [(one.path, one.question) for one in check_bank(course, [])] == [
        ("blanks.1.accept.0", "a")
    ]


def test_thin_objectives_say_what_is_missing() -> None:
    objective = Objective("A01", "A claim.", "established")
    one = judge("one", "Bora is dalo.", answer=True, objectives=(objective,))
    (nothing,) = check_bank([], [objective])
    assert "A01 is tested by no question." in nothing.message
    (single,) = check_bank([one], [objective])
    assert "by 1 question only." in single.message
    (double,) = check_bank([one, replace(one, name="two", content={})], [objective])
    assert "by 2 questions only, at one level." in double.message
    assert double.objective == "A01"


def test_what_belongs_to_no_objective_of_the_course_counts_for_none() -> None:
    stranger = Objective("Z01", "Gone.", "established")
    assert check_bank([judge("one", "Bora.", answer=True, objectives=(stranger,))], []) == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Which of the following is **B-12**?", ("b12",)),
        ("The {{1}} of the nerves", ("nerv",)),
        ("[Myelin](https://example.org/fat) insulates", ("myelin", "insul")),
        ("", ()),
    ],
)
def test_terms_are_what_carries_the_meaning(text: str, terms: tuple[str, ...]) -> None:
    assert terms_of(text) == terms


FIELDS = (
    "stem choices regions text key accept blanks pairs left right items value unit answer keep_order"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.lists(
        st.builds(
            Item,
            name=st.uuids().map(str),
            type=st.sampled_from([*TYPES, "unknown"]),
            content=st.dictionaries(
                st.sampled_from(["stem", "choices", "regions", "accept", "blanks", "answer"])
                | st.sampled_from(["pairs", "items", "value", "unit", "keep_order"]),
                JSON,
            ),
        ),
        max_size=12,
    )
)
def test_no_content_breaks_a_rule(items: list[Item]) -> None:
    for finding in check_bank(items, []):
        assert finding.rule in BANK_RULES
