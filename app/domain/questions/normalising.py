"""Comparing typed text: what is the same but for its looks, and what is a slip of spelling.

Two texts are the same when they agree after Unicode NFKC, case folding and accent folding, with
hyphens as spaces, runs of space as one and the punctuation round them gone.

A slip is one edit (a letter inserted, left out or replaced, or two neighbours swapped: optimal
string alignment distance) in a word of 5 letters or more, two in a word of 10 or more, and two in
the whole text. It is no slip, because another word may well be meant, where the word has digits,
where the first letter differs (``afferent``, ``efferent``), or where one opening or ending that
carries meaning has turned into another (``hyper-`` and ``hypo-``, ``-ate`` and ``-ite``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

Likeness = Literal["right", "almost", "wrong"]

ONE_EDIT_FROM = 5
TWO_EDITS_FROM = 10
MAX_EDITS = 2
NORMALISED_TEXTS = 4096
OPENINGS = ("hyper", "hypo", "inter", "intra", "macro", "micro", "ante", "anti", "mono", "poly")
ENDINGS = ("ate", "ite", "ide", "ase", "ose", "ane", "ene", "yne")

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_ACCENTS = re.compile("[\u0300-\u036f]")
# A dash before a digit is a minus sign unless it joins the digit to what stands before (B-12).
_FIRST_SIGN = re.compile(r"^-\s+(?=\d)")
_JOINING_DASH = re.compile(r"(?<=\S)-+|-+(?!\d)")
_OUTER = r"\s\"'“”„‚«»‹›()\[\]{}*_:;!?¿¡…"
_LEADING = re.compile(rf"^(?:[{_OUTER}]|[.,](?!\d))+")
_TRAILING = re.compile(rf"[{_OUTER}.,]+$")


# The accepted answers of a course are normalised with every answer that is marked.
@lru_cache(maxsize=NORMALISED_TEXTS)
def normalise(text: str) -> str:
    """Return a text with everything taken away that the comparison does not look at."""
    normalised = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN_LETTERS)
    normalised = _ACCENTS.sub("", unicodedata.normalize("NFKD", normalised))
    normalised = unicodedata.normalize("NFKC", normalised).translate(_QUOTES)
    normalised = "".join(map(_plain, normalised))
    normalised = _TRAILING.sub("", _LEADING.sub("", normalised))
    return " ".join(_JOINING_DASH.sub(" ", _FIRST_SIGN.sub("-", normalised)).split())


def compare(text: str, accepted: Sequence[str], others: Iterable[str] = ()) -> tuple[Likeness, str]:
    """Return how a text stands to the accepted ones, and the accepted one that it comes closest to.

    ``others`` are answers known to mean something else: whoever wrote one of them exactly did not
    misspell an accepted one. A wrong text comes with the first of the accepted.
    """
    given = normalise(text)
    normalised = [normalise(entry) for entry in accepted]
    if given in normalised:
        return "right", accepted[normalised.index(given)]
    if given not in {normalise(other) for other in others}:
        for entry, expected in zip(accepted, normalised, strict=True):
            if is_slip(given, expected):
                return "almost", entry
    return "wrong", accepted[0]


def is_slip(given: str, expected: str) -> bool:
    """Return whether one normalised text is the other with a slip of spelling (or of spacing)."""
    given_words, expected_words = given.split(), expected.split()
    if len(given_words) != len(expected_words):
        return "".join(given_words) == "".join(expected_words) and (
            re.findall(r"\d+", given) == re.findall(r"\d+", expected)
        )
    edits = [_edits(word, right) for word, right in zip(given_words, expected_words, strict=True)]
    return sum(edits) <= MAX_EDITS


def _edits(word: str, right: str) -> int:
    """Return how many edits lie between two words, or more than allowed if it is no slip."""
    if word == right:
        return 0
    letters = sum(map(str.isalpha, right))
    allowed = (letters >= ONE_EDIT_FROM) + (letters >= TWO_EDITS_FROM)
    distance = OSA.distance(word, right, score_cutoff=MAX_EDITS)
    return MAX_EDITS + 1 if distance > allowed or _means_another(word, right) else distance


def _means_another(word: str, right: str) -> bool:
    return (
        any(character.isdigit() for character in word + right)
        or word[0] != right[0]
        or _differ(word.startswith, right.startswith, OPENINGS)
        or _differ(word.endswith, right.endswith, ENDINGS)
    )


def _differ(
    has: Callable[[str], bool], should_have: Callable[[str], bool], affixes: Iterable[str]
) -> bool:
    given = next(filter(has, affixes), None)
    expected = next(filter(should_have, affixes), None)
    return None not in (given, expected) and given != expected


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    # Invisible: soft hyphens, joiners, direction marks, controls.
    return "" if category == "Cf" else character
