"""What of a typed text its looks alone make different, and which signs are part of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions.typed.normalising import normalise
from tests.domain.questions.test_typing import short


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("Crohn\u00b4s disease", "Crohn's disease"),
        ("Crohn\u2032s disease", "Crohn's disease"),
        ("Crohn\u02bcs disease", "Crohn's disease"),
        ("Crohn\u02b9s disease", "Crohn’s disease"),
        ("Crohn`s disease", "Crohn's disease"),
        ("5\u2032 end", "5' end"),
        ("5\u00b4 end", "5' end"),
        ("Cl\u2212", "Cl-"),
        ("Cl⁻", "Cl-"),
        ("cl -", "Cl-"),
        ("Ca2+", "Ca²⁺"),
        ("SO4^2-", "SO₄²⁻"),
        ("10^3", "10³"),
        ("10 ^ 3", "10³"),
        ("10^-3", "10⁻³"),
        ("x^-1", "x⁻¹"),
        ("14C", "¹⁴C"),
        ("B\u2081\u2082", "B12"),
        ("1⁄2", "½"),
        ("24 / 7", "24/7"),
        ("[0, 1)", "[0, 1)"),
        ("(GABA)", "GABA"),
        ("(B12)", "B12"),
        ("'myelin'", "myelin"),
        ("*myelin*", "myelin"),
        ("__myelin__", "myelin"),
        ("«myelin»", "myelin"),
        ("myelin)", "myelin"),
        ("(myelin", "myelin"),
        ("... myelin …", "myelin"),
        ("'myelin", "myelin"),
        ("nurses'", "nurses"),
        ("- myelin", "myelin"),
        ("• myelin", "myelin"),
        ("myelin -", "myelin"),
        ("pre", "pre-"),
        ("pre-", "pre"),
        ("ase", "-ase"),
        ("(-5)", "-5"),
        ("[myelin]", "myelin"),
    ],
)
def test_signs_that_only_look_different_are_the_same(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("Cl", "Cl-"),
        ("Cl-", "Cl"),
        ("Cl+", "Cl-"),
        ("O", "O-"),
        ("HER2", "HER2-"),
        ("EGFR-", "EGFR"),
        ("estrogen+", "estrogen-"),
        ("receptor+", "receptor"),
        (":2", "*2"),
        ("n", "n!"),
        ("5", "5!"),
        ("(0, 1]", "[0, 1)"),
        ("(0, 1)", "[0, 1]"),
        ("{1, 2}", "(1, 2)"),
        ("H+", "[H+]"),
        ("103", "10³"),
        ("10³", "103"),
        ("103", "10⁻³"),
        ("2²", "22"),
        ("=", "≠"),
        ("a = b", "a ≠ b"),
        ("f", "f'"),
        ("5", "5'"),
        ("x", "-x"),
        ("5", "+5"),
        ("*", "!"),
        ("?", "!"),
    ],
)
def test_a_sign_is_part_of_the_answer(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "wrong"


@pytest.mark.parametrize("sign", ["*", ":", "!", "?", "-", "+", "≠", "&&", "?:", "…"])
def test_a_sign_alone_is_an_answer(sign: str) -> None:
    assert short(sign, sign).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [("CO²", "CO₂"), ("cm2", "cm²"), ("s-1", "s⁻¹"), ("E = mc2", "E = mc²")],
)
def test_raised_and_plain_digits_after_a_letter_are_almost_the_same(
    typed: str, accepted: str
) -> None:
    assert short(typed, accepted).status == "almost"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("مـحـمـد", "محمد"),
        ("احمد", "أحمد"),
        ("елка", "ёлка"),
        ("за́мок", "замок"),
        ("ano", "año"),
        ("Malmo", "Malmö"),
        ("Νευρο", "νεύρο"),
        ("Viet Nam", "Việt Nam"),
        ("❤", "❤\ufe0f"),
    ],
)
def test_marks_that_people_leave_out_do_not_matter(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("мои", "мой"),
        ("іжак", "їжак"),
        ("чуу", "чуў"),
        ("かき", "がき"),
        ("मरा", "मारा"),
    ],
)
def test_a_mark_that_makes_another_letter_matters(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "wrong"


@pytest.mark.parametrize("control", ["\x0b", "\x07", "\x85", "\u2028", "\u2800", "\t"])
def test_a_control_character_is_a_space(control: str) -> None:
    assert normalise(f"nerve{control}fibre{control}") == "nerve fibre"


@pytest.mark.parametrize(
    "hostile",
    ["(" * 500, "(" * 249 + "abc" + ")" * 248, " -" * 250, "a^" * 250, "'*" * 250, "[(" * 250],
)
def test_any_signs_can_be_normalised(hostile: str) -> None:
    assert short(hostile, hostile).status == "right"


@given(st.text(alphabet="()[]{}-*'\"!?.,;:^/⁻²a5 ", max_size=40))
def test_normalising_twice_changes_nothing_more_than_its_ends(text: str) -> None:
    once = normalise(text)
    assert len(normalise(once)) <= len(once)
