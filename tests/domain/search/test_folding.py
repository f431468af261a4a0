"""What does not matter when words are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.folding import LONGEST_WORD, fold


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
        ("ﬁbre", "fibre"),
        ("Ｂ１２", "b12"),
        ("İzmir", "izmir"),
        ("B₁₂", "b12"),
        ("ͺ", "iota"),
        ("Νεύρο", "νευρο"),
        ("🧠", ""),
        ("x" * 100, "x" * LONGEST_WORD),
        ("é" * 100, "e" * LONGEST_WORD),
    ],
)
def test_accents_case_and_width_do_not_matter(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שָׁלוֹם", "שלום"),  # Hebrew, with points and without
        ("عَصَب", "عصب"),  # Arabic
        ("آهن", "اهن"),
        ("علي", "علی"),  # the yeh of an Arabic and of a Persian keyboard
        ("كبد", "کبد"),
        ("عصـــب", "عصب"),
        ("١٢", "12"),
        ("१२", "12"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("ｶﾞﾗｽ", "ガラス"),
    ],
)
def test_two_ways_to_write_the_same_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("की", "का"),  # Hindi: vowel signs
        ("ป่า", "ปา"),  # Thai: tone marks
        ("กิน", "กัน"),
        ("が", "か"),  # Japanese: voiced and not
        ("ක්", "ක"),  # Sinhala: without its vowel
    ],
)
def test_signs_that_make_another_word_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("α", "alpha"),
        ("Ω", "omega"),
        ("TNFα", "tnfalpha"),
        ("β2", "beta2"),
        ("ς", "sigma"),
        ("µg", "ug"),
        ("μmol", "umol"),
        ("mcg", "ug"),
        ("µ", "mu"),
        ("ας", "ασ"),
    ],
)
def test_a_greek_letter_among_others_has_its_name(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text(max_size=60))
def test_what_is_folded_is_letters_digits_and_marks_and_stays_as_it_is(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= LONGEST_WORD
    assert all(unicodedata.category(sign)[0] in "LNM" or not sign.isprintable() for sign in folded)
    assert not any(sign.isspace() or sign in "'\"\\:*_-" for sign in folded)


@given(st.text(max_size=20))
def test_composed_or_not_makes_no_difference(text: str) -> None:
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1
