"""Cutting texts into words, runs of signs and compounds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search.folding import LONGEST_WORD
from app.domain.search.tokens import compounds, pieces, tokens


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def in_one(text: str) -> list[str]:
    """Return the joined spellings of a text."""
    return [compound.text for compound in compounds(pieces(text))]


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
    assert words("tag_b12") == ["tag", "b12"]
    assert words("🧠 – ¿! ـ") == []


@pytest.mark.parametrize(
    ("text", "apart", "compound"),
    [
        ("B-12", ["b", "12"], ["b12"]),
        ("Guillain–Barré", ["guillain", "barre"], ["guillainbarre"]),
        ("O’Neil O'Neil OʼNeil O`Neil", ["o", "neil"] * 4, ["oneil"] * 4),
        ("Hawaiʻi", ["hawai", "i"], ["hawaii"]),
        ("5′-deoxy", ["5", "deoxy"], ["5deoxy"]),
        ("TNF-α", ["tnf", "alpha"], ["tnfalpha"]),
        ("cm² cm^2", ["cm", "2", "cm", "2"], ["cm2", "cm2"]),
        ("ca\u00b7h2o", ["ca", "h2o"], ["cah2o"]),
        ("i.m. e.g.", ["i", "m", "e", "g"], ["im", "eg"]),
        ("1,000 1\u202f000", ["1", "000", "1", "000"], ["1000", "1000"]),
        ("all-or-none", ["all", "or", "none"], ["allor", "allornone", "ornone"]),
        ("می\u200cخواهم", ["می", "خواهم"], ["میخواهم"]),
        ("צה״ל", ["צה", "ל"], ["צהל"]),
        # Numbers are not run together, nor what a space, a stroke or a full stop parts.
        ("2–5 10³ 10^3", ["2", "5", "10", "3", "10", "3"], []),
        ("½ 1½", ["1", "2", "1", "1", "2"], []),
        ("1,5 1.5 2019,300 1,0000", ["1", "5", "1", "5", "2019", "300", "1", "0000"], []),
        ("mg/dl nerve. fibre a – b x.org", "mg dl nerve fibre a b x org".split(), []),
        ("a---b", ["a", "b"], []),
    ],
)
def test_what_is_joined_is_apart_and_in_one(
    text: str, apart: list[str], compound: list[str]
) -> None:
    assert words(text) == apart
    assert in_one(text) == compound


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufe0f", "\u200e"])
def test_what_cannot_be_seen_separates_nothing(unseen: str) -> None:
    assert words(f"my{unseen}elin") == ["myelin"]


def test_words_of_other_writing_are_whole() -> None:
    assert words("नमस्ते दुनिया") == [unicodedata.normalize("NFC", one) for one in ("नमस्ते", "दुनिया")]
    assert words("ශ්\u200dරී") == ["ශ්රී"]


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("神经痛", ["神经", "经痛", "痛"]),
        ("脑", ["脑"]),
        ("新しいビタミン", ["新し", "しい", "いビ", "ビタ", "タミ", "ミン", "ン"]),
        ("신경은 뇌", ["신경", "경은", "은", "뇌"]),
        ("กินป่า", ["กิน", "นป่", "ป่า", "า"]),
        ("ປະສາດ", ["ປະ", "ະສ", "ສາ", "າດ", "ດ"]),
        ("សរសៃ", ["សរ", "រសៃ", "សៃ"]),
        ("B12缺乏症", ["b12", "缺乏", "乏症", "症"]),
        ("១២ ๑๒ ၁၂", ["12", "12", "12"]),
    ],
)
def test_writing_without_spaces_is_pairs_of_signs(text: str, signs: list[str]) -> None:
    assert words(text) == signs


def test_pairs_of_signs_keep_their_places() -> None:
    text = unicodedata.normalize("NFD", "뇌 신경")
    found = [text[token.start : token.end] for token in tokens(text)]
    assert [unicodedata.normalize("NFC", one) for one in found] == ["뇌", "신경", "경"]


def test_runs_are_joined_too() -> None:
    assert in_one("ギラン・バレー") == ["ギランバレー"]
    [compound] = compounds(pieces("神-经"))
    assert [token.word for token in compound.tokens] == ["神经", "经"]
    # A word and a run are not one.
    assert in_one("B12-缺乏") == []


@given(st.text(max_size=80))
def test_every_token_stands_where_it_is_said_to(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert len(token.word) > 0
        assert last <= token.start < token.end <= len(text)
        last = token.start
    for compound in compounds(pieces(text)):
        for token in compound.tokens:
            assert len(token.word) <= LONGEST_WORD
            assert 0 <= token.start < token.end <= len(text)
