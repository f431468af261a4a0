"""Answers as learners of the demo give them: right, wrong, and in one line."""

from __future__ import annotations

from random import Random

import pytest

from app.domain.questions import TYPES, get_type
from tests.domain.questions.examples import EXAMPLES, KEYS, by_ids, example

TERMS = ("axon", "dendrite")
MARKED = [name for name, kind in TYPES.items() if not kind.self_graded]
SEEDS = range(40)


@pytest.mark.parametrize("name", MARKED)
def test_a_right_answer_is_right_and_a_wrong_one_mostly_not(name: str) -> None:
    kind, content = get_type(name), example(name)
    wrong = []
    for seed in SEEDS:
        assert kind.mark(content, kind.answer_rightly(content, Random(seed))).correct
        wrong.append(
            not kind.mark(content, kind.answer_wrongly(content, TERMS, Random(seed))).correct
        )
    assert sum(wrong) > len(wrong) / 2
    assert kind.usual_seconds > 0
    assert 0 <= kind.luck < 1


def test_who_knows_no_word_types_none() -> None:
    for seed in SEEDS:
        assert (
            get_type("short_answer").answer_wrongly(example("short_answer"), (), Random(seed)) == {}
        )
        left = get_type("cloze").answer_wrongly(example("cloze"), (), Random(seed))
        assert len(left) == len(EXAMPLES["cloze"]["blanks"]) - 1


def test_ticks_go_wrong_in_every_way() -> None:
    content = example("multiple_response")
    found = {
        len(
            get_type("multiple_response")
            .answer_wrongly(content, (), Random(seed))
            .get("choice", ())
        )
        for seed in range(100)
    }
    assert found >= {2, 3, 4}
    # The only key left out, and no distractor taken: nothing is ticked.
    one = {**content, "choices": [{"text": "A", "key": True}, {"text": "B"}]}
    assert {} in [
        get_type("multiple_response").answer_wrongly(one, (), Random(seed)) for seed in SEEDS
    ]
    without = {**content, "choices": [{"text": "A", "key": True}, {"text": "B", "key": True}]}
    assert get_type("single_choice").answer_wrongly(without, (), Random(1)) == {}


def test_a_wrong_number_is_a_count_or_of_another_size() -> None:
    kind = get_type("numeric")
    counts = {kind.answer_wrongly({"value": 5}, (), Random(seed))["number"] for seed in SEEDS}
    assert counts == {"3", "4", "6", "7"}
    sizes = {
        kind.answer_wrongly({"value": 50.5, "tolerance": 1}, (), Random(seed))["number"]
        for seed in SEEDS
    }
    assert sizes == {"507", "7.05", "103", "27.25"}


@pytest.mark.parametrize(
    ("name", "words"),
    [("single_choice", "B12"), ("true_false", "False")],
)
def test_an_answer_in_words_is_what_was_given(name: str, words: str) -> None:
    kind, content = get_type(name), example(name)
    assert kind.in_words(kind.mark(content, by_ids(content, KEYS[name]))) == words
    assert kind.in_words(kind.mark(content, {})) == ""


def test_the_words_of_an_answer_of_several_parts() -> None:
    cloze = {"stem": "{{1}} {{2}}", "blanks": [{"accept": ["a"]}, {"accept": ["b"]}]}
    kind = get_type("cloze")
    assert kind.in_words(kind.mark(cloze, {"blank-2": "b"})) == "____; b"
    assert kind.in_words(kind.mark(cloze, {})) == ""
    pairs = {"pairs": [{"left": "L", "right": "R"}, {"left": "M", "right": "S"}]}
    kind = get_type("matching")
    assert kind.in_words(kind.mark(pairs, {"pair-1": "2"})) == "L – S"
    items = {"items": ["one", "two", "three"]}
    kind = get_type("ordering")
    places = {"position-1": 2, "position-2": 1}
    assert kind.in_words(kind.mark(items, places)) == "two; one"
