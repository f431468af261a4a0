"""Which passwords anybody who knows the site would try."""

from __future__ import annotations

import time

import pytest

from app.domain.guessable_passwords import is_obvious

WORDS = (
    "Myelin",
    "Vitamin B12 and pain",
    "b12-and-pain",
    "learn.example.org",
    "Größe & Maß",
    "学习",
)


@pytest.mark.parametrize(
    "password",
    [
        "Myelin2026!",
        "2026myelin",
        "MYELIN-2027",
        "myelinmyelin",
        "Mye1in2026!",
        "my3lin99",
        "Summer2026!",
        "$ummer2026",
        "5umm3r!!",
        "W1nter26",
        "december24",
        "vitaminb12",
        "VitaminB12!",
        "V1tamin-B12",
        "b12andpain",
        "b12-and-pain",
        "painpain12",
        "learnmyelin1",
        "Ｍｙｅｌｉｎ２０２６",
        "größe2026",
        "GRÖSSE1234",
        "abcmyelin1",
    ],
)
def test_words_of_the_site_with_little_else_are_obvious(password: str) -> None:
    assert is_obvious(password, WORDS)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "12345678",  # no word at all: what else it may be is for others to say
        "correct horse battery",
        "plain words and more",
        "my vitamin tastes odd",
        "myelin83920174652918",  # a word, and more digits than a date has
        "abcdmyelin",  # four letters beside it
        "summer winter myelin pain",  # four words
        "learnersnotes",
        "学习",  # shorter than a word is here
        "myelin" * 100,
    ],
)
def test_others_are_not(password: str) -> None:
    assert not is_obvious(password, WORDS)


def test_without_words_seasons_and_months_remain() -> None:
    assert is_obvious("autumn2026", ())
    assert not is_obvious("myelin2026", ())


def test_a_long_text_or_many_words_take_no_time() -> None:
    words = [f"course {number} about something" for number in range(1000)]
    start = time.perf_counter()
    for text in ("1" * 1_000_000, "!l1" * 80, "a" * 256):
        is_obvious(text, words)
    assert time.perf_counter() - start < 5
