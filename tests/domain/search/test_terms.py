"""How words are compared, and what of a question is indexed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.query import Words
from app.domain.search.terms import (
    LONGEST_WORD,
    fold,
    index_words,
    is_stemmed,
    key,
    matching_words,
    readings,
    tokens,
)
from app.domain.search.texts import MOST_WORDS, Said, index_entry, said


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Myelin", "myelin"),
        ("Guillain–Barré", "guillainbarre"),
        ("Barre\u0301", "barre"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("Ørsted", "orsted"),
        ("Łódź", "lodz"),
        ("œdème", "oedeme"),
        ("B₁₂", "b12"),
        ("ͺ", "ι"),
        ("Νεύρο", "νευρο"),
        ("🧠", ""),
        ("x" * 100, "x" * LONGEST_WORD),
    ],
)
def test_accents_and_case_do_not_matter(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_words_keep_their_places() -> None:
    text = "The Barre\u0301 sign, B12-deficiency"
    found = [(token.word, text[token.start : token.end]) for token in tokens(text)]
    assert found == [
        ("the", "The"),
        ("barre", "Barre\u0301"),
        ("sign", "sign"),
        ("b12", "B12"),
        ("deficiency", "deficiency"),
    ]


def test_english_is_stemmed_and_other_languages_are_not() -> None:
    assert index_words("Fibres running", "en-GB") == ["fibr", "run"]
    assert index_words("Fibres running", "de") == ["fibres", "running"]
    assert is_stemmed("EN")
    assert not is_stemmed("eng")
    assert not is_stemmed("")


def test_a_query_is_read_in_both_ways() -> None:
    assert readings(Words("running fibres", phrase=True)) == (
        ("run", "fibr"),
        ("running", "fibres"),
    )
    assert readings(Words("B12")) == (("b12",),)


def test_keys_cannot_be_met_in_a_text() -> None:
    assert key("tag", "B12 deficiency") == "tag_b12_20_deficiency"
    assert key("tag", "Défi") == key("tag", "defi")
    assert key("objective", "A-1") != key("objective", "A1")
    assert key("tag", "a_20_b") != key("tag", "a b")
    assert [token.word for token in tokens("tag_b12")] == ["tag", "b12"]


@given(st.text(max_size=80))
def test_the_index_has_letters_and_digits_alone(text: str) -> None:
    for language in ("en", "fr"):
        for word in index_words(text, language):
            assert word.isalnum()
    assert "'" not in key("tag", text)
    assert " " not in key("tag", text)
    assert key("tag", text).replace("_", "x").isalnum()


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_matches_stands_where_it_is_said_to(text: str, wanted: str) -> None:
    for start, end in matching_words([Words(wanted, phrase=True)], text):
        assert 0 <= start < end <= len(text)


def test_a_phrase_matches_word_after_word() -> None:
    text = "A nerve fibre is no fibre nerve; nerves have fibres"
    spans = matching_words([Words("nerve fibre", phrase=True)], text)
    assert [text[start:end] for start, end in spans] == ["nerve", "fibre"]
    assert matching_words([Words("nothing")], text) == []


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
