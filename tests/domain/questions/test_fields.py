"""What follows from the fields that types declare."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from app.domain.questions import TYPES
from app.domain.questions.base import Declaration
from app.domain.questions.fields import Rows, Text, texts_at, within
from app.domain.questions.parts.entries import LISTS
from tests.domain.questions.examples import EXAMPLES

Wanted = Literal["offered", "sought"]


def texts(name: str, wanted: Wanted, content: Any = None) -> list[tuple[str, str]]:
    content = EXAMPLES[name] if content is None else content
    return list(texts_at(content, TYPES[name].fields, wanted))


def test_what_is_offered_and_what_is_sought_in_each_type() -> None:
    assert {name for name in TYPES if texts(name, "offered")} == {
        "single_choice",
        "multiple_response",
        "matching",
        "ordering",
        "hotspot",
    }
    assert {name for name in TYPES if texts(name, "sought")} >= {"cloze", "short_answer"}
    assert not texts("ordering", "sought")
    assert texts("single_choice", "offered") == [
        ("choices.0.text", "B6"),
        ("choices.1.text", "B12"),
        ("choices.2.text", "C"),
    ]


def test_an_entry_that_is_a_text_alone_stands_for_its_field() -> None:
    items = ["First", {"text": "Second"}, " ", 3, {"text": ""}]
    assert texts("ordering", "offered", {"items": items}) == [
        ("items.0", "First"),
        ("items.1.text", "Second"),
    ]


def test_of_accepted_answers_the_first_is_sought_if_it_is_a_text() -> None:
    assert texts("short_answer", "sought", {"accept": ["one", "two"]}) == [("accept.0", "one")]
    assert texts("short_answer", "sought", {"accept": [1, "two"]}) == []
    blanks = [{"accept": ["one"]}, {"accept": []}, "x"]
    assert texts("cloze", "sought", {"blanks": blanks}) == [("blanks.0.accept.0", "one")]
    assert texts("matching", "offered", {"distractors": ["a", None, "b"]}) == [
        ("distractors.0", "a"),
        ("distractors.2", "b"),
    ]


@pytest.mark.parametrize("content", [[], 7, {"items": "x"}, {"items": None}])
def test_what_is_of_the_wrong_kind_is_left_out(content: Any) -> None:
    assert texts("ordering", "offered", content) == []


@pytest.mark.parametrize("name", TYPES)
def test_a_type_says_what_goes_together(name: str) -> None:
    kind = TYPES[name]
    rows = [one for one in kind.fields if isinstance(one, Rows)]
    assert kind.rows == (rows[0] if rows else None)
    assert len(rows) <= 1
    assert kind.choice_list in ("", *(one.name for one in rows if one.keys))
    for one in rows:
        assert not one.has_ids or LISTS[one.name] in {inner.name for inner in one.fields}
        assert bool(one.keys) == any(inner.name == "key" for inner in one.fields)
        assert not one.keys or one.ask_key
        assert (one.keys == "one") == bool(one.one_key)
    if kind.picture is not None:
        assert kind.picture.described_by in {one.name for one in kind.fields}
    for field in within(kind.fields):
        assert field.title
        assert field.about.endswith(".")
        assert field.label_of(3).count("{") == 0
        assert not field.needed or field.ask.endswith(".")
        assert not isinstance(field, Text) or field.form == "long" or not field.takes_pictures


def test_what_is_no_type_declares_nothing() -> None:
    nothing = Declaration()
    assert (nothing.fields, nothing.rows, nothing.picture) == ((), None, None)
    assert not nothing.several_keys
    assert not nothing.self_graded
