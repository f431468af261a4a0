"""Flashcards: what they need, what is shown, and that nothing about them is right or wrong."""

from __future__ import annotations

from random import Random

import pytest

from app.domain.questions import Part, Problem, Showing, get_type
from app.domain.questions.registry import SELF_GRADED
from app.domain.questions.solution import right_response
from app.domain.writing.contract import Item
from app.domain.writing.course_rules.material import Answer, answers_of
from app.domain.writing.registry import check_item
from tests.domain.questions.examples import example

CARD = get_type("flashcard")


def test_it_needs_a_front_and_a_back_and_no_explanation() -> None:
    assert CARD.check({"stem": "Myelin?", "back": "A sheath."}) == []
    assert (
        CARD.check({"stem": "Myelin?", "back": "A sheath.", "explanation": "It insulates."}) == []
    )
    assert CARD.check({}) == [
        Problem("stem", "Write the stem: the text that asks the question."),
        Problem("back", "Write the back of the card: what learners compare with."),
    ]
    assert [one.path for one in CARD.check({"stem": "?", "back": 7, "choices": []})] == [
        "choices",
        "back",
    ]


def test_the_front_is_shown_without_the_back() -> None:
    assert CARD.show(example("flashcard"), 3) == Showing("flashcard", ("**Myelin**: what is it?",))


def test_what_is_typed_is_kept_and_typing_nothing_is_as_good() -> None:
    content = example("flashcard")
    assert CARD.read_response(content, {"text": ["  a \n sheath "]}, 1) == {"text": "a sheath"}
    assert CARD.read_response(content, {"text": [" "], "back": ["x"]}, 1) == {}
    assert CARD.find_doubt(content, {}) is None


@pytest.mark.parametrize(
    ("response", "given"),
    [({"text": "a sheath"}, "a sheath"), ({}, ""), ({"text": 5}, ""), ({"text": None}, "")],
)
def test_the_account_is_neither_right_nor_wrong(response: dict[str, object], given: str) -> None:
    mark = CARD.mark(example("flashcard"), response)
    back = "The sheath of a nerve fibre."
    assert mark.parts == (Part("back", "Back", given, back, "unchosen"),)
    assert not mark.correct
    assert CARD.in_words(mark) == given


def test_learners_grade_it_themselves() -> None:
    assert CARD.self_graded
    assert frozenset({"flashcard"}) == SELF_GRADED
    assert right_response("flashcard", example("flashcard")) == {}
    assert CARD.answer_rightly(example("flashcard"), Random(1)) == {}
    assert CARD.answer_wrongly(example("flashcard"), ["sheath"], Random(1)) == {}


def test_the_rules_read_its_back_as_what_is_to_be_found() -> None:
    item = Item("f1", "flashcard", example("flashcard"), section="Part one")
    assert answers_of(item) == [Answer("The sheath of a nerve fibre.", "back")]
    assert check_item(item) == []
