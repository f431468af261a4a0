"""How words are compared, and what of a question is indexed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.terms import GAP, index_words, is_stemmed, key
from app.domain.search.texts import MOST_WORDS, Said, index_entry, said


def test_english_is_stemmed_and_other_languages_are_not() -> None:
    assert index_words("Fibres running", "en-GB") == ["fibr", "run"]
    assert index_words("Fibres running", "de") == ["fibres", "running"]
    assert is_stemmed("EN")
    assert not is_stemmed("eng")
    assert not is_stemmed("")


def test_joined_spellings_come_last_and_no_phrase_reaches_them() -> None:
    assert index_words("The B-12 test of all-or-none methods", "en") == [
        *("the", "b", "12", "test", "of", "all", "or", "none", "method"),
        *(GAP, "b12", GAP, "allor", GAP, "allornon", GAP, "ornon"),
    ]
    assert index_words("神・经", "zh") == ["神", "经", GAP, "神经", "经"]


def test_keys_cannot_be_met_in_a_text() -> None:
    assert key("tag", "B12 deficiency") == "tag_b12_20_deficiency"
    assert key("tag", "Défi") == key("tag", "defi")
    assert key("objective", "A-1") != key("objective", "A1")
    assert key("tag", "a_20_b") != key("tag", "a b")
    assert key("tag", "か") != key("tag", "が")


@given(st.text(max_size=80))
def test_nothing_in_the_index_means_anything_to_a_database(text: str) -> None:
    for language in ("en", "fr"):
        for word in index_words(text, language):
            assert word
            assert word == GAP or not any(
                sign.isspace() or sign in "'\"\\:*_()&|!<>-" for sign in word
            )
    assert "'" not in key("tag", text)
    assert " " not in key("tag", text)
    assert key("tag", text).replace("_", "x").isalnum()


CONTENT = {
    "stem": "What **insulates** a {{1}} fibre?",
    "picture": "silent.svg",
    "alternative_text": "A cell",
    "choices": [
        {"text": "Myelin", "key": True, "feedback": "Yes."},
        {"text": "Bone", "feedback": 3},
    ],
    "tolerance": 0.5,
    "explanation": "It does.",
}


def test_what_a_question_says_by_parts() -> None:
    assert said(CONTENT) == Said(
        stem="What insulates a ____ fibre?",
        answers="A cell Myelin Yes. Bone",
        explanation="It does.",
    )
    assert said({}) == Said("", "", "")
    assert said({"stem": None, "explanation": ["x"]}) == Said("", "", "")


def test_what_the_index_keeps() -> None:
    entry = index_entry(
        CONTENT,
        claim="Myelin insulates.",
        level="recall",
        tags=["Nerve cells"],
        objectives=["F01", "S2"],
        places=["topic_4"],
        language="fr",
    )
    assert entry.stem == ("what", "insulates", "a", "fibre")
    assert entry.claim == ("myelin", "insulates")
    assert entry.answers == ("a", "cell", "myelin", "yes", "bone")
    assert entry.explanation == ("it", "does")
    assert entry.keys == (
        "tag_nerve_20_cells",
        "objective_f01",
        "objective_s2",
        "level_recall",
        "topic_4",
        "nerve",
        "cells",
    )


def test_of_an_endless_text_the_beginning_is_kept() -> None:
    entry = index_entry(
        {"stem": "word " * (MOST_WORDS + 5), "explanation": "lost"},
        claim="",
        level="recall",
        tags=[],
        objectives=["F01"],
        language="en",
    )
    assert len(entry.stem) == MOST_WORDS
    assert entry.explanation == ()
    assert entry.keys == ("objective_f01", "level_recall")
