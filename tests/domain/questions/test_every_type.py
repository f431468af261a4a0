"""What holds for every question type, whatever is authored and whatever is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.questions import TYPES, Mark, get_type
from tests.domain.questions.examples import EXAMPLES, KEYS, QUESTIONS, by_ids, example, form_of

NAMES = [
    "single_choice",
    "multiple_response",
    "true_false",
    "cloze",
    "short_answer",
    "numeric",
    "matching",
    "ordering",
    "hotspot",
    "flashcard",
]
FIELDS = [
    "stem",
    "explanation",
    "choices",
    "keep_order",
    "text",
    "key",
    "feedback",
    "answer",
    "blanks",
    "accept",
    "others",
    "value",
    "tolerance",
    "unit",
    "pairs",
    "left",
    "right",
    "distractors",
    "items",
    "true",
    "false",
    "picture",
    "alternative_text",
    "regions",
    "area",
    "back",
]
NOT_CONTENT = {"id", "objective", "also", "type", "level", "tags", "section", "waive"}
BANK = Path(__file__).parents[3] / "question_bank"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=8)
    ),
    max_leaves=25,
)
hostile_forms = st.dictionaries(
    st.sampled_from(
        [
            "choice",
            "text",
            "number",
            "blank-1",
            "blank-2",
            "pair-1",
            "pair-2",
            "position-1",
            "position-2",
            "position-3",
        ]
    )
    | st.text(),
    st.lists(
        st.text() | st.sampled_from(["1", "2", "3", "d1", "true", "1" * 600, "\x00", "-1"]),
        max_size=4,
    ),
)
every_type = pytest.mark.parametrize("name", NAMES)
unhurried = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def test_the_registry_names_the_ten_types_in_order() -> None:
    assert list(TYPES) == NAMES
    assert [get_type(name).name for name in NAMES] == NAMES
    assert all(question_type.label for question_type in TYPES.values())


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(Invalid, match="essay"):
        get_type("essay")


@every_type
@unhurried
@given(content=json_values)
def test_check_survives_any_json_value(name: str, content: Any) -> None:
    for problem in get_type(name).check(content):
        assert problem.message.endswith(".")


@every_type
@unhurried
@given(data=st.data())
def test_check_survives_any_json_value_in_the_place_of_any_field(
    name: str, data: st.DataObject
) -> None:
    content = example(name)
    content[data.draw(st.sampled_from(sorted(content)))] = data.draw(json_values)
    get_type(name).check(content)


@every_type
@unhurried
@given(data=st.data())
def test_the_key_is_fully_right_and_blank_is_nothing(name: str, data: st.DataObject) -> None:
    question_type = get_type(name)
    content, key = data.draw(QUESTIONS[name]())
    assert question_type.check(content) == []
    seed = data.draw(st.integers(0, 2**32 - 1))
    key = by_ids(content, key)
    assert question_type.read_response(content, form_of(name, content, key, seed), seed) == key
    if question_type.self_graded:
        return
    mark = question_type.mark(content, key)
    assert (mark.share, mark.correct, mark.almost) == (1.0, True, False)
    assert all(part.status in ("right", "unchosen") for part in mark.parts)
    assert question_type.find_doubt(content, key) is None
    blank = question_type.mark(content, {})
    assert (blank.share, blank.correct) == (0.0, False)
    assert {part.status for part in blank.parts} <= {"missed", "unchosen"}
    assert question_type.read_response(content, {}, 1) == {}


@every_type
@unhurried
@given(data=st.data(), form=hostile_forms)
def test_any_form_gives_a_response_that_can_be_stored_and_marked(
    name: str, data: st.DataObject, form: dict[str, list[str]]
) -> None:
    question_type = get_type(name)
    content, _ = data.draw(QUESTIONS[name]())
    response = question_type.read_response(content, form, 3)
    assert json.loads(json.dumps(response)) == response
    assert "\\u0000" not in json.dumps(response)
    assert all(len(value) <= 500 for value in response.values() if isinstance(value, str))
    _assert_sound(question_type.mark(content, response))
    # What was stored reads as itself when it is sent again.
    again = form_of(name, content, response, 3)
    assert question_type.read_response(content, again, 3) == response


@every_type
@unhurried
@given(
    data=st.data(),
    response=st.dictionaries(
        st.sampled_from(
            ["choice", "text", "number", "blank-1", "pair-1", "position-1", "position-2"]
        ),
        json_values,
    ),
)
def test_marking_survives_any_stored_response(
    name: str, data: st.DataObject, response: dict[str, Any]
) -> None:
    content, _ = data.draw(QUESTIONS[name]())
    _assert_sound(get_type(name).mark(content, response))


def _assert_sound(mark: Mark) -> None:
    assert 0.0 <= mark.share <= 1.0
    ids = [part.id for part in mark.parts]
    assert len(ids) == len(set(ids)) > 0


@every_type
@unhurried
@given(data=st.data(), seed=st.integers(0, 2**63))
def test_showing_is_the_same_for_a_seed_and_leaves_nothing_out(
    name: str, data: st.DataObject, seed: int
) -> None:
    question_type = get_type(name)
    content, key = data.draw(QUESTIONS[name]())
    showing = question_type.show(content, seed)
    assert showing == question_type.show(content, seed)
    assert showing.type == name
    assert len(showing.stem_parts) == (len(showing.prompts) + 1 if name == "cloze" else 1)
    ids = [option.id for option in showing.options]
    assert len(ids) == len(set(ids))
    texts = {
        "choices": [choice["text"] for choice in content.get("choices", [])],
        "items": content.get("items", []),
        "pairs": [pair["right"] for pair in content.get("pairs", [])]
        + content.get("distractors", []),
        "regions": [region["text"] for region in content.get("regions", [])],
    }
    wanted = [text for group in texts.values() for text in group]
    if wanted:
        # Right sides that are the same are offered once.
        assert sorted(option.text for option in showing.options) == sorted(set(wanted))
    marked = {part.id for part in question_type.mark(content, key).parts}
    if name in ("single_choice", "multiple_response", "true_false", "ordering", "hotspot"):
        assert marked == set(ids)
    elif name in ("cloze", "matching"):
        assert marked == {prompt.id for prompt in showing.prompts}


@every_type
def test_the_examples_are_right(name: str) -> None:
    assert get_type(name).check(EXAMPLES[name]) == []
    right = 0.0 if get_type(name).self_graded else 1.0
    assert get_type(name).mark(EXAMPLES[name], KEYS[name]).share == right


@pytest.mark.parametrize("path", sorted(BANK.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_the_bundled_questions_are_sound(path: Path) -> None:
    topic = yaml.safe_load(path.read_text("utf-8"))
    for question in topic.get("questions", []):
        content = {name: value for name, value in question.items() if name not in NOT_CONTENT}
        assert get_type(question["type"]).check(content) == [], question["id"]
