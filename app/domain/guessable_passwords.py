"""Passwords that anybody who knows the site would try: its words, a season, a year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SEASONS = ("spring", "summer", "autumn", "fall", "winter")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
SHORTEST_WORD = 3
# So many words next to each other are a fair password again; so are so many other characters.
MOST_WORDS = 3
FEWEST_LETTERS = 4
MOST_OTHERS = 8
LONGEST = 256
AROUND = "0123456789!?.,;:_-+*#&/() "
# Signs that people write for letters; a 1 is an l or an i.
_SIGNS = str.maketrans("034578@$", "oeastbas")
_ONES = tuple(_SIGNS | str.maketrans("1!|", letter * 3) for letter in "li")
_PARTS = re.compile(r"[^\W_]+")


def is_obvious(password: str, words: Iterable[str]) -> bool:
    """Tell whether a password is little more than a few of these words, a season or a month.

    ``words`` are names and titles as they are written; case, signs for letters (``Mye1in``), and
    digits and signs around them make no difference.
    """
    if len(password) > LONGEST:
        return False
    text = _folded(password)
    known = _parts_of((*words, *SEASONS, *MONTHS))
    if _is_little_else(text, known):
        return True
    # Signs before the word may be letters of it or not.
    return any(
        _is_little_else(
            inner.translate(ones), {word.translate(ones) for word in known}, len(text) - len(inner)
        )
        for inner in (text.rstrip(AROUND), text.strip(AROUND))
        for ones in _ONES
    )


def _is_little_else(text: str, words: Iterable[str], outer: int = 0) -> bool:
    """Tell whether few characters are left, beside ``outer`` ones, when the words are taken out."""
    rest, found = text, 0
    for word in sorted(words, key=lambda word: (-len(word), word)):
        found += rest.count(word)
        rest = rest.replace(word, " ")
    others = len(rest) - found + outer
    letters = sum(sign.isalpha() for sign in rest)
    return 0 < found <= MOST_WORDS and letters < FEWEST_LETTERS and others <= MOST_OTHERS


def _parts_of(names: Iterable[str]) -> set[str]:
    """Return the words of names, and each name as one word."""
    found: set[str] = set()
    for name in names:
        parts = _PARTS.findall(_folded(name))
        found.update(parts)
        found.add("".join(parts))
    return {part for part in found if len(part) >= SHORTEST_WORD}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
