"""Each structural mistake is found, at its place, with a message that says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.questions import get_type
from tests.domain.questions.examples import example

LONG = "x" * (64 * 1024 + 1)
MARKERS = " ".join(f"{{{{{number}}}}}" for number in range(1, 21))
CHOICES = [{"text": "a", "key": True}, {"text": "b"}]
REGIONS = [
    {"text": "a", "area": [0, 0, 50, 50], "key": True},
    {"text": "b", "area": [50, 50, 50, 50]},
]


def third(**region: Any) -> dict[str, Any]:
    """Return the change that adds a third region, right but for what is given."""
    return {"regions": [*REGIONS, {"text": "c", "area": [50, 0, 50, 50]} | region]}


# Type, changed fields (None: taken away), path of the problem, words of its message.
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    ("single_choice", {"stem": None}, "stem", "Write the stem"),
    ("single_choice", {"stem": " \n"}, "stem", "Write the stem"),
    ("single_choice", {"stem": 12}, "stem", "quotation marks"),
    ("single_choice", {"stem": LONG}, "stem", "64 KB"),
    ("single_choice", {"stem": "é" * 32769}, "stem", "64 KB"),
    ("single_choice", {"stem": "a\x00b"}, "stem", "control characters"),
    ("single_choice", {"stem": "a\ud800b"}, "stem", "control characters"),
    ("single_choice", {"explanation": None}, "explanation", "Write the explanation"),
    ("single_choice", {"answer": True}, "answer", "not known"),
    ("single_choice", {"keep_order": "yes"}, "keep_order", "true or false"),
    ("single_choice", {"choices": None}, "choices", "at least two"),
    ("single_choice", {"choices": "a, b"}, "choices", "list"),
    ("single_choice", {"choices": [{"text": "a", "key": True}]}, "choices", "at least two"),
    (
        "single_choice",
        {"choices": [{"text": str(n), "key": n == 1} for n in range(13)]},
        "choices",
        "12 at most; there are 13",
    ),
    ("single_choice", {"choices": [{"text": "a"}, {"text": "b"}]}, "choices", "Mark the right"),
    (
        "single_choice",
        {"choices": [*CHOICES, {"text": "c", "key": True}]},
        "choices.2.key",
        "a key already",
    ),
    ("single_choice", {"choices": [*CHOICES, {"text": " "}]}, "choices.2.text", "Write this"),
    (
        "single_choice",
        {"choices": [*CHOICES, {"text": "c", "colour": 1}]},
        "choices.2.colour",
        "not known",
    ),
    ("single_choice", {"choices": [*CHOICES, {"text": "b "}]}, "choices.2.text", "repeats entry 2"),
    (
        "single_choice",
        {"choices": [*CHOICES, {"text": "c", "key": "no"}]},
        "choices.2.key",
        "true or false",
    ),
    (
        "single_choice",
        {"choices": [*CHOICES, {"text": "c", "feedback": ["x"]}]},
        "choices.2.feedback",
        "Write a text",
    ),
    ("single_choice", {"choices": [*CHOICES, "c"]}, "choices.2", "Give the fields “text”"),
    (
        "multiple_response",
        {"choices": [{"text": "a"}, {"text": "b"}]},
        "choices",
        "at least one choice as a key",
    ),
    ("true_false", {"answer": None}, "answer", "true or false"),
    ("true_false", {"answer": "true"}, "answer", "true or false"),
    ("true_false", {"feedback": {"yes": "x"}}, "feedback.yes", "not known"),
    ("true_false", {"feedback": {True: "x"}}, "feedback.True", "not known"),
    ("true_false", {"feedback": "x"}, "feedback", "Give the fields"),
    ("true_false", {"feedback": {"true": 1}}, "feedback.true", "Write a text"),
    ("cloze", {"stem": None}, "stem", "Write the stem"),
    ("cloze", {"blanks": None}, "blanks", "at least one blank"),
    ("cloze", {"blanks": []}, "blanks", "at least one blank"),
    ("cloze", {"stem": MARKERS, "blanks": [{"accept": ["a"]}] * 21}, "blanks", "20 at most"),
    ("cloze", {"blanks": [{"accept": []}, {"accept": ["b"]}]}, "blanks.0.accept", "at least one"),
    ("cloze", {"blanks": [{}, {"accept": ["b"]}]}, "blanks.0.accept", "at least one"),
    (
        "cloze",
        {"blanks": [{"accept": ["a", "a"]}, {"accept": ["b"]}]},
        "blanks.0.accept.1",
        "repeats entry 1",
    ),
    ("cloze", {"stem": "Only {{2}}"}, "stem", "Write the marker {{1}} where blank 1 belongs"),
    ("cloze", {"stem": "{{1}} {{2}} {{3}}"}, "stem", "no blank for the marker {{3}}"),
    ("cloze", {"stem": "{{1}} {{2}} {{1}}"}, "stem", "{{1}} once only"),
    ("cloze", {"stem": "{{1}} {{two}}"}, "stem", "number alone in the marker {{two}}"),
    ("cloze", {"stem": "{{1}} {{ 2 }}"}, "stem", "number alone in the marker {{ 2 }}"),
    ("cloze", {"stem": "{{2}} {{1}}"}, "stem", "reading order"),
    ("cloze", {"stem": "`{{1}}` {{2}}"}, "stem", "Write the marker {{1}}"),
    ("short_answer", {"accept": None}, "accept", "at least one"),
    ("short_answer", {"accept": "cobalamin"}, "accept", "list"),
    ("short_answer", {"accept": ["a", 12]}, "accept.1", "quotation marks"),
    ("short_answer", {"accept": ["a", ""]}, "accept.1", "Write a text"),
    ("short_answer", {"accept": ["a", "\u200b"]}, "accept.1", "can be seen"),
    ("short_answer", {"accept": ["a" * 501]}, "accept.0", "500 characters"),
    ("short_answer", {"others": "cobalt"}, "others", "list"),
    ("short_answer", {"others": ["cobalt", 12]}, "others.1", "quotation marks"),
    ("short_answer", {"others": ["cobalt", "cobalt"]}, "others.1", "repeats entry 1"),
    ("short_answer", {"others": ["c", "\u200b"]}, "others.1", "can be seen"),
    ("short_answer", {"others": ["c", "“Vitamin B12”"]}, "others.1", "accepted answer 2"),
    ("short_answer", {"others": [str(n) for n in range(51)]}, "others", "50 at most"),
    (
        "cloze",
        {"blanks": [{"accept": ["a"], "others": ["b", "A"]}, {"accept": ["b"]}]},
        "blanks.0.others.1",
        "accepted answer 1, “a”",
    ),
    ("short_answer", {"accept": [str(n) for n in range(51)]}, "accept", "50 at most"),
    ("numeric", {"value": None}, "value", "Write the right number"),
    ("numeric", {"value": "2.4"}, "value", "without quotation marks"),
    ("numeric", {"value": True}, "value", "Write a number"),
    ("numeric", {"value": float("nan")}, "value", "ordinary number"),
    ("numeric", {"value": float("-inf")}, "value", "ordinary number"),
    ("numeric", {"value": 10**5000}, "value", "ordinary number"),
    ("numeric", {"tolerance": -0.1}, "tolerance", "0 or more"),
    ("numeric", {"tolerance": float("inf")}, "tolerance", "ordinary number"),
    ("numeric", {"unit": "x" * 41}, "unit", "40 characters"),
    ("numeric", {"unit": "10 mg"}, "unit", "letter or sign"),
    ("matching", {"pairs": None}, "pairs", "at least two"),
    ("matching", {"pairs": [{"left": "a", "right": "b"}]}, "pairs", "at least two"),
    (
        "matching",
        {"pairs": [{"left": "a"}, {"left": "b", "right": "c"}]},
        "pairs.0.right",
        "right side",
    ),
    (
        "matching",
        {"pairs": [{"left": "a", "right": "x"}, {"left": "a", "right": "y"}]},
        "pairs.1.left",
        "repeats entry 1",
    ),
    (
        "matching",
        {"pairs": [{"left": str(n), "right": "x"} for n in range(9)]},
        "pairs",
        "8 at most",
    ),
    ("matching", {"distractors": ["Slowing "]}, "distractors.0", "right side of a pair"),
    ("matching", {"distractors": ["a", "a"]}, "distractors.1", "repeats entry 1"),
    ("matching", {"distractors": {}}, "distractors", "list"),
    ("ordering", {"items": None}, "items", "at least three"),
    ("ordering", {"items": ["a", "b"]}, "items", "at least three"),
    ("ordering", {"items": list("abcdefghi")}, "items", "8 at most"),
    ("ordering", {"items": ["a", "b", "a"]}, "items.2.text", "repeats entry 1"),
    ("ordering", {"items": ["a", "b", None]}, "items.2.text", "Write a text"),
    ("ordering", {"feedback": 1}, "feedback", "Write a text"),
    ("hotspot", {"picture": None}, "picture", "Choose the picture"),
    ("hotspot", {"picture": "media/nerve.svg"}, "picture", "Name a picture"),
    ("hotspot", {"picture": "../nerve.svg"}, "picture", "Name a picture"),
    ("hotspot", {"picture": "nerve.gif"}, "picture", "Name a picture"),
    ("hotspot", {"picture": "nerve cell.svg"}, "picture", "Name a picture"),
    ("hotspot", {"picture": "x" * 117 + ".svg"}, "picture", "120 characters"),
    ("hotspot", {"alternative_text": " "}, "alternative_text", "Describe the picture"),
    ("hotspot", {"regions": None}, "regions", "at least two"),
    ("hotspot", {"regions": REGIONS[:1]}, "regions", "at least two"),
    ("hotspot", {"regions": "left"}, "regions", "list"),
    (
        "hotspot",
        {"regions": [{"text": str(n), "area": [n, n, 9, 9], "key": n == 1} for n in range(13)]},
        "regions",
        "12 at most; there are 13",
    ),
    ("hotspot", {"regions": [REGIONS[1], third()["regions"][2]]}, "regions", "Mark the right"),
    ("hotspot", third(key=True), "regions.2.key", "a key already"),
    ("hotspot", third(text=""), "regions.2.text", "where this region lies"),
    ("hotspot", third(text="b "), "regions.2.text", "repeats entry 2"),
    ("hotspot", third(feedback=1), "regions.2.feedback", "Write a text"),
    ("hotspot", third(colour="red"), "regions.2.colour", "not known"),
    ("hotspot", {"regions": [*REGIONS, "c"]}, "regions.2", "Give the fields “text”, “area”"),
    ("hotspot", third(area=None), "regions.2.area", "left, top, width and height"),
    ("hotspot", third(area="1234"), "regions.2.area", "left, top, width and height"),
    ("hotspot", third(area=[1, 2, 3]), "regions.2.area", "left, top, width and height"),
    ("hotspot", third(area=[1, 2, 3, 4, 5]), "regions.2.area", "left, top, width and height"),
    ("hotspot", third(area=[1, 2, "3", 4]), "regions.2.area.2", "without quotation marks"),
    ("hotspot", third(area=[1, True, 3, 4]), "regions.2.area.1", "Write a number"),
    ("hotspot", third(area=[1, 2, 3, float("inf")]), "regions.2.area.3", "ordinary number"),
    ("hotspot", third(area=[1, 2, 0, 4]), "regions.2.area", "above 0"),
    ("hotspot", third(area=[1, 2, 3, -4]), "regions.2.area", "above 0"),
    ("hotspot", third(area=[-1, 2, 3, 4]), "regions.2.area", "within the picture"),
    ("hotspot", third(area=[1, -0.5, 3, 4]), "regions.2.area", "within the picture"),
    ("hotspot", third(area=[60, 2, 40.5, 4]), "regions.2.area", "within the picture"),
    ("hotspot", third(area=[1, 99, 3, 2]), "regions.2.area", "within the picture"),
    ("hotspot", third(area=[50.0, 50, 50, 50]), "regions.2.area", "Region 2 lies here"),
]


@pytest.mark.parametrize(("name", "changes", "path", "words"), MISTAKES)
def test_a_mistake_is_found_where_it_is(
    name: str, changes: dict[str, Any], path: str, words: str
) -> None:
    problems = get_type(name).check(example(name, **changes))
    assert [problem.path for problem in problems] == [path]
    assert words in problems[0].message


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("single_choice", {"keep_order": True}),
        ("single_choice", {"choices": [*CHOICES, {"text": "B", "feedback": ""}]}),
        (
            "multiple_response",
            {"choices": [{"text": "a", "key": True}, {"text": "b", "key": True}]},
        ),
        ("true_false", {"feedback": None}),
        ("true_false", {"feedback": {"true": "Only one."}}),
        ("numeric", {"tolerance": None, "unit": None, "feedback": None, "value": -3}),
        ("numeric", {"value": 1e100}),
        ("matching", {"distractors": None}),
        ("short_answer", {"accept": ["+", "50 %"]}),
        ("short_answer", {"stem": "line\n\ttab"}),
        # As decimals these touch the edge; as binary fractions they would pass it.
        ("hotspot", third(area=[66.1, 33.3, 33.9, 66.7])),
        ("hotspot", third(area=[0, 0, 100, 100])),
    ],
)
def test_what_may_be_is_left_alone(name: str, changes: dict[str, Any]) -> None:
    assert get_type(name).check(example(name, **changes)) == []


@pytest.mark.parametrize("content", [None, [], "x", 3, float("nan")])
def test_what_is_no_mapping_is_one_problem(content: Any) -> None:
    for name in (
        "single_choice",
        "true_false",
        "cloze",
        "numeric",
        "matching",
        "ordering",
        "hotspot",
    ):
        assert [problem.path for problem in get_type(name).check(content)] == [""]


def test_all_mistakes_are_found_at_once() -> None:
    content = {"choices": [{"text": ""}, {"text": "a", "key": True, "hint": "x"}], "tags": []}
    assert {problem.path for problem in get_type("single_choice").check(content)} == {
        "stem",
        "explanation",
        "choices.0.text",
        "choices.1.hint",
        "tags",
    }


def test_the_repetition_of_a_blank_text_is_not_a_second_problem() -> None:
    problems = get_type("ordering").check(example("ordering", items=["", "", "a"]))
    assert [problem.path for problem in problems] == ["items.0.text", "items.1.text"]
