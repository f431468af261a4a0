"""What is typed or pasted is kept with its words apart, whatever ended its lines."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.characters import is_storable, one_line, plain_line_ends, storable

ENDS = ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", ENDS)
def test_every_line_end_is_one_in_lines_and_a_space_in_one_line(end: str) -> None:
    text = f"Slide title{end}second line"
    assert plain_line_ends(text) == storable(text) == "Slide title\nsecond line"
    assert one_line(f"{end}{text}{end}") == "Slide title second line"


def test_a_separator_of_units_is_a_space() -> None:
    assert storable("a\x1fb") == one_line("a\x1fb") == "a b"


def test_what_no_database_keeps_is_dropped() -> None:
    assert storable("a\0b\ud800c\x7f\x9f\x1b") == "abc"
    assert not is_storable("\0")


def test_what_people_write_stays() -> None:
    text = "naïve\tجمله\u200cها 👩\u200d⚕️ \u00ad\ufeff\u00a0x"
    assert storable(text) == text
    assert plain_line_ends(text) == text


@given(st.text())
def test_all_of_it_can_be_kept_and_a_second_time_changes_nothing(text: str) -> None:
    kept = storable(text)
    assert all(unicodedata.category(one) not in ("Cc", "Cs") or one in "\t\n" for one in kept)
    assert storable(kept) == kept
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)
