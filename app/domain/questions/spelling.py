"""What is a slip of spelling, and what is another word.

A slip is what a finger or an ear gets wrong: a letter inserted, left out or replaced, or two
neighbours swapped (optimal string alignment distance). A letter doubled that stands alone, or the
other way round, counts half. A word of 5 letters may have one such edit, one of 8 one and a half,
one of 10 two, and the whole text two.

However near, it is no slip where another word may well be meant: where a word has digits, or other
signs, or another first letter; where the typed word is English and no form of the right one; where
both words are built from combining forms, and from different ones; and where one opening or ending
that carries meaning has turned into another (``hyper-`` and ``hypo-``, ``-ate`` and ``-ite``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import inf

from rapidfuzz.distance import OSA

from app.domain.questions.combining_forms import is_built_otherwise, split_forms
from app.domain.questions.inflections import american, is_inflected, plurals
from app.domain.questions.known_words import is_known

REMEMBERED_PAIRS = 4096
MAX_EDITS = 2.0
# From so many letters on, a word may have so many edits.
EDITS_BY_LETTERS = ((10, 2.0), (8, 1.75), (5, 1.0))
# Beyond so many plain edits nobody needs to know how many exactly.
MOST_COUNTED = 3
DOUBLED = 0.5
SWAPPED = 0.75
SOUNDS_ALIKE = 0.85
VOWELS = frozenset("aeiouy")
ALIKE = frozenset(
    map(frozenset, ("cs", "sz", "ck", "kq", "gj", "dt", "bp", "fv", "vw", "mn", "cz", "xs", "ct"))
)
LEAST_WITH_PLURAL = 3
OPENINGS = ("hyper", "hypo", "inter", "intra", "macro", "micro", "ante", "anti", "mono", "poly")
ENDINGS = (
    ("ate", "ite", "ide", "ase", "ose", "ane", "ene", "yne"),
    ("ate", "ite", "ide", "ine"),
    ("anal", "anol", "anone"),
)

# What may be left out or added in a word: Crohns, Ph.D.
_FREE_SIGNS = str.maketrans("", "", "'.,;")
_SIGNS = re.compile(r"[^\w\s]")


def slip(given: str, right: str) -> float:
    """Return how many edits of a slip lie between two normalised texts, infinite if it is none."""
    if abs(len(given) - len(right)) > MOST_COUNTED or given[:1] not in right[:2]:
        return inf
    given_words, right_words = given.split(), right.split()
    if len(given_words) != len(right_words):
        return 1.0 if _differ_in_spacing(given, right) else inf
    pairs = zip(given_words, right_words, strict=True)
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    if len(differing) > MOST_COUNTED:
        return inf
    total = sum(_slip_in_word(word, wanted) for word, wanted in differing)
    return total if total <= MAX_EDITS else inf


def text_edits(text: str, other: str) -> float:
    """Return how many edits lie between two texts of as many words, infinite if they are many."""
    words, others = text.split(), other.split()
    if len(words) != len(others):
        return inf
    differing = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return inf if len(differing) > MOST_COUNTED else sum(edits(*pair) for pair in differing)


def is_same_but_number(word: str, right: str) -> bool:
    """Return whether one normalised word is the plural of the other.

    Letters alone do not tell: ``pancreas`` is no plural. So a singular that was typed has to be a
    word, and so has any that takes a plural of Latin or Greek.
    """
    if word[:1] != right[:1] or min(len(word), len(right)) < LEAST_WITH_PLURAL:
        return False
    if word == right + "s" and right.isalpha():
        return True
    if word in plurals(right):
        return _is_word(right)
    return right in plurals(word) and _is_word(word)


@lru_cache(maxsize=REMEMBERED_PAIRS)
def edits(word: str, other: str) -> float:
    """Return how many edits lie between two words, infinite if they are more than a slip may have.

    Optimal string alignment, with less than 1 for what is easily mistyped: see the costs above.
    """
    if OSA.distance(word, other, score_cutoff=MOST_COUNTED) > MOST_COUNTED:
        return inf
    before: list[float] = []
    last = [float(place) for place in range(len(other) + 1)]
    for place, letter in enumerate(word):
        row = [place + 1.0]
        for wanted_place, wanted in enumerate(other):
            if abs(place - wanted_place) > MOST_COUNTED:
                row.append(inf)
                continue
            costs = [
                last[wanted_place] + _replacing(letter, wanted),
                last[wanted_place + 1] + _dropping(word, place),
                row[-1] + _dropping(other, wanted_place),
            ]
            if _are_swapped(word, place, other, wanted_place):
                costs.append(before[wanted_place - 1] + SWAPPED)
            row.append(min(costs))
        before, last = last, row
    return last[-1]


def _replacing(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    alike = {letter, wanted} <= VOWELS or frozenset((letter, wanted)) in ALIKE
    return SOUNDS_ALIKE if alike else 1.0


def _dropping(word: str, place: int) -> float:
    return DOUBLED if place and word[place] == word[place - 1] else 1.0


def _are_swapped(word: str, place: int, other: str, other_place: int) -> bool:
    return (
        min(place, other_place) > 0
        and word[place] == other[other_place - 1]
        and word[place - 1] == other[other_place]
        and word[place] != word[place - 1]
    )


def _differ_in_spacing(given: str, right: str) -> bool:
    return given.replace(" ", "") == right.replace(" ", "") and (
        re.findall(r"\d+", given) == re.findall(r"\d+", right)
    )


@lru_cache(maxsize=REMEMBERED_PAIRS)
def _slip_in_word(word: str, right: str) -> float:
    letters = sum(map(str.isalpha, right))
    allowed = next((most for least, most in EDITS_BY_LETTERS if letters >= least), 0.0)
    if not allowed:
        return inf
    off = edits(word, right)
    return inf if off > allowed or _means_another(word, right) else off


def _means_another(word: str, right: str) -> bool:
    if any(map(str.isdigit, word + right)) or _signs(word) != _signs(right):
        return True
    same, wanted = american(word), american(right)
    if same == wanted or is_inflected(same, wanted):
        return False
    return (
        _begins_otherwise(word, right)
        or is_known(word)
        or is_built_otherwise(same, wanted)
        or _differ(word.startswith, right.startswith, OPENINGS)
        or any(_has_another_ending(word, right, endings) for endings in ENDINGS)
    )


def _begins_otherwise(word: str, right: str) -> bool:
    """Return whether the first letter differs: not if it was swapped with the next, or doubled."""
    swapped = right[1::-1] + right[2:]
    return word[0] != right[0] and word[:2] != swapped[:2]


def _is_word(word: str) -> bool:
    return is_known(word) or split_forms(american(word)) is not None


def _signs(word: str) -> list[str]:
    return _SIGNS.findall(word.translate(_FREE_SIGNS))


def _differ(
    has: Callable[[str], bool], should_have: Callable[[str], bool], affixes: Iterable[str]
) -> bool:
    given = next(filter(has, affixes), None)
    expected = next(filter(should_have, affixes), None)
    return None not in (given, expected) and given != expected


def _has_another_ending(word: str, right: str, endings: Sequence[str]) -> bool:
    """Return whether another of some endings of chemistry was written.

    ``definate`` is a slip: ``definite`` is English, not built as chemistry builds its words, and
    ``defin-`` takes no other of the endings.
    """
    if not _differ(word.endswith, right.endswith, endings):
        return False
    if not is_known(right) or split_forms(right) is not None:
        return True
    stem = right.removesuffix(next(filter(right.endswith, endings)))
    return any(is_known(stem + ending) for ending in endings if not right.endswith(ending))
