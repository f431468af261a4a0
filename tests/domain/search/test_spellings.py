"""What fits a query: a compound is found however it is spelled, in the query and in the text."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.matching import matching_words
from app.domain.search.parsing import parse
from app.domain.search.query import Words
from app.domain.search.spellings import clause_readings, query_readings, readings
from tests.domain.search.spelled import RUNS, SAME


def fits(query: str, text: str) -> bool:
    """Tell whether each clause of a query fits a text, by the words that are marked in it."""
    asked = parse(query, for_educator=False)
    return all(
        matching_words([*readings(words), *joint], text)
        for words, joint in zip(asked.words(), clause_readings(asked), strict=True)
    )


def marked(query: str, text: str) -> str:
    """Return a text with what a query marks in brackets."""
    spans = matching_words(query_readings(parse(query, for_educator=False)), text)
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("query", "text"),
    [pair for spelled in SAME for pair in product(spelled, spelled)],
)
def test_a_spelling_finds_the_others(query: str, text: str) -> None:
    assert fits(query, f"Of {text}, something.")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"B-12"', "B12"),
        ('"B 12"', "B12"),
        ('"B12"', "B 12"),
        ('"vitamin B-12 dose"', "vitamin B12 dose"),
        ('"vitamin B12 dose"', "vitamin B-12 dose"),
        ('"methyl cobalamin"', "methylcobalamin"),
        ('"nerve growth factor"', "nerve growth-factor"),
        ("vitamin B12", "B12 alone"),
        ("vitamin B-12", "B12 alone"),
        ("vitamin B 12", "B-12 alone"),
        ("vit D3", "D3"),
        ("神经 痛", "神经痛"),
        ("1,000 mg", "1 000 mg"),
        ("1000mg", "1 000 mg"),
    ],
)
def test_so_do_phrases_and_names_of_vitamins(query: str, text: str) -> None:
    assert fits(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("103", "10³"),
        ("25", "2–5 years"),
        ("12", "B12"),
        ("B", "B12"),
        ('"vitamin B12"', "B12 vitamin"),
        ("vitamin C", "C"),
        ("vitamin 12", "12"),
        ("B 1 2", "B12"),
        ("together", "to get her"),
        ("therapist", "the rapist"),
        ("notable", "not able"),
        ("이상", "이 상태"),
        ("не", "нет"),
        ("1 2", "12"),
        ('"12 deficiency"', "B-12 and B12 deficiency"),
    ],
)
def test_what_is_something_else_does_not_fit(query: str, text: str) -> None:
    assert not fits(query, text)


@pytest.mark.parametrize(("query", "text"), RUNS)
def test_a_word_is_found_within_a_run_of_writing(query: str, text: str) -> None:
    assert fits(query, text)
    assert f"[{query}]" in marked(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("经神", "神经神"),
        ("神系", "神经系统"),
        ("系神", "神经系统"),
        ("กัน", "กินนกัด"),
        ("신은", "신경은"),
    ],
)
def test_signs_that_do_not_stand_side_by_side_are_no_word(query: str, text: str) -> None:
    assert fits(query, text) == (query in text)


def test_what_is_marked() -> None:
    assert marked("B12", "B-12 and B12, or B 12.") == "[B-12] and [B12], or [B] [12]."
    assert marked("email", "An e-mail.") == "An [e-mail]."
    assert marked("mail", "An e-mail, an x-ray.") == "An e-[mail], an x-ray."
    assert marked('"nerve fibre"', "nerve fibres, nerves") == "[nerve] [fibres], nerves"
    assert marked("脑 B12", "大脑缺乏B12") == "大[脑]缺乏[B12]"
    assert marked("神经系统", "神经系统的神经") == "[神经系统]的神经"
    assert marked("10^3", "10³ and 103") == "[10³] and 103"


def test_other_words_of_a_query_stay_by_themselves() -> None:
    query = parse('nerve "big fibre" -pain one OR two is:due 1 2 "nerve"', for_educator=False)
    assert clause_readings(query) == [()] * len(query.clauses)
    assert readings(Words("🧠")) == ()
    assert query_readings(parse("is:due", for_educator=False)) == []


def test_very_long_words_and_phrases_are_taken_as_they_are() -> None:
    assert len(readings(Words("x" * 400))) == len(readings(Words("神经" * 40))) == 1
    assert len(readings(Words("a1" * 10))) == 1
    assert len(readings(Words("qx qy qz qw qv qu qt", phrase=True))) == 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_matches_stands_where_it_is_said_to(text: str, wanted: str) -> None:
    last = 0
    for start, end in matching_words(readings(Words(wanted, phrase=True)), text):
        assert last <= start < end <= len(text)
        last = end


@given(
    st.lists(
        st.text(st.characters(categories=("Ll", "Lu", "Lo", "Nd")), min_size=1, max_size=6),
        min_size=1,
        max_size=5,
    )
)
def test_a_text_fits_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert matching_words(readings(Words(text, phrase=True)), f"So: {text} it is")
