"""What is a slip of spelling, and what is another word.

A slip is what a finger or an ear gets wrong: a letter added, left out or replaced, or two
neighbours swapped (optimal string alignment distance). What is easily got wrong counts less than a
whole edit: a letter doubled or not, neighbours swapped, a letter left out, one for another that
sounds alike or lies beside it. A word of 5 letters may have one edit, one of 8 nearly two, one of 10
two, and the whole text two.

However near, it is no slip where another word may well be meant: where a word has digits, or other
signs; where its first letter is another that does not sound alike; where the typed word is English
and no form of the right one; where both words are built from combining forms, and from different
ones; and where one opening or ending that carries meaning has turned into another (``hyper-`` and
``hypo-``, ``-ate`` and ``-ite``). ``tests/domain/questions/slips.py`` measures how well that holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import inf

from rapidfuzz.distance import OSA

from app.domain.questions.typed.combining_forms import is_built_otherwise, split_forms
from app.domain.questions.typed.inflections import american, are_variants, is_inflected, plurals
from app.domain.questions.typed.known_words import is_known

REMEMBERED_PAIRS = 4096
LEAST_WITH_PLURAL = 3
MAX_EDITS = 2.0
# From so many letters on, a word may have so many edits.
EDITS_BY_LETTERS = ((10, 2.0), (8, 1.75), (5, 1.0))
# Beyond so many plain edits nobody needs to know how many exactly.
MOST_COUNTED = 3
# No word is longer; of what is, every edit counts the same.
MOST_LETTERS = 60

DOUBLED = 0.5
SWAPPED = 0.75
LEFT_OUT = 0.85
ADDED = 1.0
ALIKE = 0.85
# A consonant for one that neither sounds alike nor lies beside it: up to 7 letters another word.
UNLIKE = 1.1
_VOWELS = frozenset("aeiouy")
_SOUNDS = frozenset(frozenset(pair) for pair in "bp ck cs ct cz dt fv gj gq kq mn sx sz vw".split())
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

OPENINGS = ("hyper", "hypo", "inter", "intra", "macro", "micro", "ante", "anti", "mono", "poly")
ENDINGS = (
    ("ate", "ite", "ide", "ase", "ose", "ane", "ene", "yne"),
    ("ate", "ite", "ide", "ine"),
    ("anal", "anol", "anone"),
)

# What may be left out or added in a word: Crohns, Ph.D.
_FREE_SIGNS = str.maketrans("", "", "'.,;")
_SIGNS = re.compile(r"[^\w\s]")
_DIGITS = re.compile(r"\d+")


def slip(given: str, right: str) -> float:
    """Return how many edits of a slip lie between two normalised texts, infinite if it is none."""
    if abs(len(given) - len(right)) > MOST_COUNTED:
        return inf
    pairs = _differing_words(given, right)
    if pairs is None:
        return 1.0 if _differ_in_spacing(given, right) else inf
    if len(pairs) > MOST_COUNTED:
        return inf
    total = sum(_slip_in_word(word, wanted) for word, wanted in pairs)
    return total if total <= MAX_EDITS else inf


def text_edits(text: str, other: str) -> float:
    """Return how many edits lie between two texts of as many words, infinite if they are many."""
    pairs = _differing_words(text, other)
    if pairs is None or len(pairs) > MOST_COUNTED:
        return inf
    return sum(edits(word, another) for word, another in pairs)


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

    ``other`` is the one that was meant. The costs above say what counts less than 1.
    """
    distance = OSA.distance(word, other, score_cutoff=MOST_COUNTED)
    if distance > MOST_COUNTED:
        return inf
    if max(len(word), len(other)) > MOST_LETTERS:
        return float(distance)
    before: list[float] = []
    last = [place * LEFT_OUT for place in range(len(other) + 1)]
    for place in range(len(word)):
        row = [place + ADDED]
        for wanted in range(len(other)):
            costs = [
                last[wanted] + _replacing(word[place], other[wanted]),
                last[wanted + 1] + _dropping(word, place, ADDED),
                row[-1] + _dropping(other, wanted, LEFT_OUT),
            ]
            if _are_swapped(word, place, other, wanted):
                costs.append(before[wanted - 1] + SWAPPED)
            row.append(min(costs))
        before, last = last, row
    return last[-1]


def _differing_words(text: str, other: str) -> list[tuple[str, str]] | None:
    """Return the words that differ, in pairs; None if one text has more words than the other."""
    words, others = text.split(), other.split()
    if len(words) != len(others):
        return None
    return [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]


def _differ_in_spacing(given: str, right: str) -> bool:
    return given.replace(" ", "") == right.replace(" ", "") and (
        _DIGITS.findall(given) == _DIGITS.findall(right)
    )


def _replacing(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    if not (letter.isascii() and wanted.isascii()):
        return ADDED
    return ALIKE if _sound_alike(letter, wanted) or _lie_beside(letter, wanted) else UNLIKE


def _dropping(word: str, place: int, cost: float) -> float:
    return DOUBLED if place and word[place] == word[place - 1] else cost


def _are_swapped(word: str, place: int, other: str, wanted: int) -> bool:
    return (
        min(place, wanted) > 0
        and word[place] == other[wanted - 1]
        and word[place - 1] == other[wanted]
        and word[place] != word[place - 1]
    )


def _sound_alike(letter: str, other: str) -> bool:
    return {letter, other} <= _VOWELS or frozenset((letter, other)) in _SOUNDS


@lru_cache(maxsize=REMEMBERED_PAIRS)
def _lie_beside(letter: str, other: str) -> bool:
    """Return whether two letters are neighbours on the keyboard, whose rows are set off by half."""
    places = [
        (row, keys.index(one))
        for one in (letter, other)
        for row, keys in enumerate(_KEYS)
        if one in keys
    ]
    if len(places) < 2:
        return False
    (upper, left), (lower, right) = sorted(places)
    return (
        abs(left - right) == 1 if upper == lower else lower - upper == 1 and left - right in (0, 1)
    )


@lru_cache(maxsize=REMEMBERED_PAIRS)
def _slip_in_word(word: str, right: str) -> float:
    if _is_spelt_otherwise(word, right):
        return 1.0
    letters = sum(map(str.isalpha, right))
    allowed = next((most for least, most in EDITS_BY_LETTERS if letters >= least), 0.0)
    if not allowed:
        return inf
    off = edits(word, right)
    return inf if off > allowed or _means_another(word, right) else off


def _is_spelt_otherwise(word: str, right: str) -> bool:
    """Return whether two words differ in British and American spelling, and in number perhaps."""
    same, wanted = american(word), american(right)
    if (same, wanted) == (word, right):
        return False
    return same == wanted or same in plurals(wanted) or wanted in plurals(same)


def _means_another(word: str, right: str) -> bool:
    if any(map(str.isdigit, word + right)) or _signs(word) != _signs(right):
        return True
    same, wanted = (american(one.translate(_FREE_SIGNS)) for one in (word, right))
    if are_variants(same, wanted) or is_inflected(same, wanted):
        return False
    return (
        _begins_otherwise(word, right)
        or is_known(word)
        or is_built_otherwise(same, wanted)
        or _differ(word.startswith, right.startswith, OPENINGS)
        or any(_has_another_ending(word, right, endings) for endings in ENDINGS)
    )


def _signs(word: str) -> list[str]:
    return _SIGNS.findall(word.translate(_FREE_SIGNS))


def _begins_otherwise(word: str, right: str) -> bool:
    """Return whether another first letter was written that neither sounds alike nor was swapped."""
    if word[0] == right[0] or word[1::-1] == right[:2]:
        return False
    return not _sound_alike(word[0], right[0])


def _is_word(word: str) -> bool:
    return is_known(word) or split_forms(american(word)) is not None


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
