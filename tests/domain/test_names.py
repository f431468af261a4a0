"""Names in any script: what is taken and as what, what is refused and why."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.names import CODE_POINTS_EACH, checked_name, shortened, visible_length

FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا",
        "ශ්\u200dරී",
        "Dr. Kim 👩\u200d⚕️",
        "Ø",
        "Åsa O’Neil-Łukasz",
        "നന്\u200d",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "𠮷野家",
        "X Æ A-12",
        "·",
    ],
)
def test_names_of_any_script_are_taken_as_they_are(name: str) -> None:
    assert checked_name(name, 100) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t King\n", "Ada King"),
        ("Ada\u2028King\u3000Noel", "Ada King Noel"),
        ("\u200fמיכל", "מיכל"),
        ("\u202eevil\u202c", "evil"),
        ("Ada\u200b\ufeff\u00ad", "Ada"),
        ("\u200dAda\u200c \u200d King\u200d", "Ada King"),
        ("e\u0301", "é"),
    ],
)
def test_what_cannot_be_seen_and_joins_nothing_is_dropped(typed: str, kept: str) -> None:
    assert checked_name(typed, 100) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Write a name."),
        (" \n ", "Write a name."),
        ("\u200b\u200d", "only invisible characters"),
        ("\u200e \ufeff", "only invisible characters"),
        ("\u3164\u2800", "only invisible characters"),
        ("\u0301", "only invisible characters"),
        ("\ufe0f", "only invisible characters"),
        ("Ann\u0007", "a character after “Ann” that cannot be shown (U+0007). Remove it."),
        ("\x00Ann", "a character at its beginning that cannot be shown (U+0000)"),
        ("\x1f", "Write a name."),
        ("\x1b", "at its beginning"),
        (f"{'x' * 30}\x7f", f"after “{'x' * 20}”"),
        ("Ann\ud83d", "(U+D83D)"),
        ("x" * 101, "Shorten the name to 100 characters."),
        (FAMILY * 101, "Shorten the name to 100 characters."),
        (FAMILY * 60, "its characters have more parts than can be kept"),
        ("Z" + "\u0301\u0323" * 300, "its characters have more parts than can be kept"),
    ],
)
def test_what_is_refused_says_why(typed: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_name(typed, 100)
    assert why in refused.value.message
    assert refused.value.field == "name"


def test_a_refusal_calls_the_thing_by_its_name() -> None:
    with pytest.raises(Invalid, match="Write a title") as refused:
        checked_name("", 100, noun="title", field="heading")
    assert refused.value.field == "heading"


def test_a_length_is_what_people_see() -> None:
    assert visible_length(f"न{FAMILY}é" + "e\u0301") == 4
    assert visible_length("नमस्ते") < len("नमस्ते")
    assert checked_name("e\u0301" * 100, 100) == "é" * 100
    assert checked_name("कि" * 100, 100) == "कि" * 100
    assert shortened(f"a{FAMILY}b", 2) == f"a{FAMILY}"
    assert shortened("ab", 5) == "ab"


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_name_that_is_taken_is_kept_as_it_was_taken(text: str, longest: int) -> None:
    try:
        name = checked_name(text, longest)
    except Invalid:
        return
    assert 0 < visible_length(name) <= longest
    assert len(name) <= longest * CODE_POINTS_EACH
    assert name == " ".join(name.split())
    assert checked_name(name, longest) == name
    name.encode()
