"""Finding people however their names are typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.people import MOST_WORDS, people_key, people_words


def finds(text: str, name: str, address: str = "x@example.org") -> bool:
    key = people_key(name, address)
    return all(any(one in key for one in spellings) for spellings in people_words(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("muller", "Anna Müller"),
        ("MÜLLER", "Anna Mu\u0308ller"),
        ("mueller", "Anna Müller"),
        ("müller", "Anna Mueller"),
        ("Mu\u0308ller", "Anna Mueller"),
        ("muller anna", "Anna Müller"),
        ("o'neil", "Shaquille O’Neil"),
        ("O´Neil", "Shaquille O'Neil"),
        ("oneil", "Shaquille OʼNeil"),
        ("o’neil", "Shaquille ONeil"),
        ("strasse", "Jan Straße"),
        ("STRASSE", "Jan Straße"),
        ("straße", "Jan Strasse"),
        ("anne-marie", "Anne Marie Duval"),
        ("anne marie", "Anne\u2011Marie Duval"),
        ("annemarie", "Anne-Marie Duval"),
        ("lodz", "Łódź"),
        ("soren", "Søren"),
        ("soeren", "Søren"),
        ("søren", "Soeren"),
        ("aagaard", "Ågaard"),
        ("izmir", "İZMİR"),
        ("nguyen", "Nguyễn"),
        ("علیرضا", "علی\u200cرضا"),
        ("علي", "علی"),
        ("김", unicodedata.normalize("NFD", "김민수")),
        ("がく", unicodedata.normalize("NFD", "がく")),
        ("マリー", "ﾏﾘｰ"),
        ("100%", "Bea 100%"),
        ("👩\u200d⚕️", "Dr. Kim 👩⚕"),
        ("", "Anybody"),
        ("- '", "Anybody"),
    ],
)
def test_a_name_is_found_however_it_is_typed(text: str, name: str) -> None:
    assert finds(text, name)
    assert finds(text, unicodedata.normalize("NFD", name))
    assert finds(unicodedata.normalize("NFD", text), name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("miller", "Müller"), ("_", "Ada"), ("ada bea", "Ada"), ("kingx", "Ada King"), ("か", "がく")],
)
def test_another_name_is_not(text: str, name: str) -> None:
    assert not finds(text, name)


def test_addresses_are_found_by_their_parts() -> None:
    for text in ("SCHOOL", "bea@school", "bea@school.example", "mary-ann.bea", "ann.bea@SCHOOL"):
        assert finds(text, "Bea", "mary-ann.bea@school.example")
    assert finds("STRASSE@example", "Jan", "straße@example.org")
    # Name and address are not one text.
    assert not finds("beamary", "Bea", "mary@school.example")


def test_there_is_an_end_to_the_words_of_a_search() -> None:
    assert len(people_words("a b " * 100)) == MOST_WORDS


@given(st.text(min_size=1, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_a_name_is_found_by_itself(name: str, before: str, after: str) -> None:
    words = len(name.split())
    if words <= MOST_WORDS:
        assert finds(name, f"{before} {name} {after}")
