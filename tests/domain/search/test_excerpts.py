"""Excerpts: the right piece, cut at spaces, with the matches marked and nothing else changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.excerpts import Excerpt, Stretch, excerpt
from app.domain.search.query import Words
from app.domain.search.spellings import readings


def shown(found: Excerpt) -> str:
    return "".join(f"[{one.text}]" if one.marked else one.text for one in found.stretches)


def test_matches_are_marked_in_any_form() -> None:
    found = excerpt("Nerve  fibres are fibres.", readings(Words("FIBRE")))
    assert shown(found) == "Nerve [fibres] are [fibres]."
    assert found.matches == 2


def test_without_a_match_it_is_the_beginning() -> None:
    assert shown(excerpt("one two three four", [], 9)) == "one two…"
    assert shown(excerpt("one two", [])) == "one two"
    assert excerpt("", []) == Excerpt((), 0)


def test_it_is_cut_around_the_first_match() -> None:
    text = "word " * 60 + "needle " + "word " * 60
    found = shown(excerpt(text, readings(Words("needle"))))
    assert found.startswith("…word")
    assert "[needle]" in found
    assert found.endswith("word…")
    assert len(found) < 200


def test_a_match_beyond_the_cut_is_counted_but_not_shown() -> None:
    found = excerpt("needle " + "word " * 60 + "needle", readings(Words("needle")))
    assert found.matches == 2
    assert shown(found).count("[needle]") == 1


def test_words_longer_than_the_excerpt_are_cut() -> None:
    assert shown(excerpt("x" * 300, [])) == "x" * 180 + "…"
    found = excerpt("y" * 250 + " needle " + "z" * 300, readings(Words("needle")))
    assert shown(found).startswith("…[needle]…")


def test_markup_stays_text() -> None:
    stretches = excerpt("<b>needle</b>", readings(Words("needle"))).stretches
    assert stretches == (Stretch("<b>"), Stretch("needle", marked=True), Stretch("</b>"))


@given(st.text(max_size=400), st.text(max_size=10), st.integers(1, 80))
def test_an_excerpt_is_a_piece_of_the_text(text: str, word: str, length: int) -> None:
    found = excerpt(text, readings(Words(word)), length)
    piece = "".join(one.text for one in found.stretches)
    whole = " ".join(text.split())
    bare = piece.removeprefix("…") if found.stretches[:1] == (Stretch("…"),) else piece
    assert bare in whole or bare.removesuffix("…") in whole
    assert len(piece) <= length + 52
