"""English words in another form: singular and plural, past and present, British and American.

The forms that the Latin and Greek plurals of science take are among them (``nucleus``, ``nuclei``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.bounded_cache import LONGEST_WORD, remembered

REMEMBERED_WORDS = 4096
LEAST_OF_STEM = 3

_SIBILANT = ("s", "x", "z", "ch", "sh")
# An ending of the singular and what it becomes, if so much stands before it. Endings that are
# common in other words too are given with what they follow in words of Greek (ganglion, criterion).
_PLURALS = (
    ("y", "ies", 2),
    ("o", "oes", 2),
    ("f", "ves", 2),
    ("fe", "ves", 2),
    ("us", "i", 2),
    ("um", "a", 2),
    ("a", "ae", 3),
    ("is", "es", 2),
    ("ix", "ices", 2),
    ("ex", "ices", 2),
    ("ion", "ia", 3),
    ("non", "na", 4),
    ("zoon", "zoa", 1),
    ("xon", "xa", 1),
    ("oma", "omata", 2),
    ("stoma", "stomata", 0),
    ("itis", "itides", 3),
    ("nx", "nges", 3),
    ("men", "mina", 2),
    ("us", "era", 3),
    ("us", "ora", 3),
)
_IRREGULAR = {
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "man": "men",
    "woman": "women",
    "child": "children",
    "viscus": "viscera",
    "genus": "genera",
    "louse": "lice",
}
_BRITISH = re.compile(
    r"""
      \Ahaem\Z | \Agrey | \Aleuco | \Aaluminium | \Aageing\Z | \Amould | \Aneurone(?=s?\Z) | gramme(?=s?\Z)
    | ae | oe | sulph
    | (?<=[a-z]{2})our(?=s?\Z)
    | (?<=[a-z]{3})(?:is|ys)(?=(?:e|ed|es|ing|ation|ations|er|ers)\Z)
    | (?<=[a-z]{2}[bt])re(?=s?\Z)
    | (?<=[a-z]{3}[aeiouy])ll(?=(?:ed|ing|er|ers|or|ors)?\Z)
    | ogue\Z
    """,
    re.VERBOSE,
)
# Names that are written in two ways: adrenalin(e), pharmacologic(al).
_OPTIONAL_END = re.compile(r"(?<=in)e\Z|(?<=[a-z]{4}ic)al\Z")
_AMERICAN = {
    "haem": "heme",
    "grey": "gray",
    "leuco": "leuko",
    "aluminium": "aluminum",
    "ageing": "aging",
    "mould": "mold",
    "neurone": "neuron",
    "gramme": "gram",
    "ae": "e",
    "oe": "e",
    "our": "or",
    "sulph": "sulf",
    "is": "iz",
    "ys": "yz",
    "re": "er",
    "ll": "l",
    "ogue": "og",
}


@remembered(REMEMBERED_WORDS, longest=LONGEST_WORD)
def plurals(word: str) -> frozenset[str]:
    """Return what the plural of a word may be; none if it has other signs than letters."""
    return frozenset(_plurals(word)) if word.isalpha() else frozenset()


def _plurals(word: str) -> Iterator[str]:
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    yield word + ("es" if word.endswith(_SIBILANT) else "s")
    for singular, plural, before in _PLURALS:
        if word.endswith(singular) and len(word) >= before + len(singular):
            yield word.removesuffix(singular) + plural


def is_inflected(word: str, other: str) -> bool:
    """Return whether two words are forms of one: its plural, its past, its participle.

    Two participles are of two words: ``filing`` and ``filling``.
    """
    if word in plurals(other) or other in plurals(word):
        return True
    if any(word.endswith(ending) and other.endswith(ending) for ending in ("ed", "ing")):
        return False
    return not base_forms(word).isdisjoint(base_forms(other))


@remembered(REMEMBERED_WORDS, longest=LONGEST_WORD)
def base_forms(word: str) -> frozenset[str]:
    """Return a word and what it may be inflected from: ``raised`` from ``raise``."""
    return frozenset((word, *_bases(word)))


def _bases(word: str) -> Iterator[str]:
    for ending in ("ies", "ied"):
        if word.endswith(ending):
            yield word.removesuffix(ending) + "y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    if word.endswith("es") and word[:-2].endswith((*_SIBILANT, "o")):
        yield word[:-2]
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= LEAST_OF_STEM:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@remembered(REMEMBERED_WORDS, longest=LONGEST_WORD)
def american(word: str) -> str:
    """Return a normalised word with what British and American spelling differ in as American."""
    return _BRITISH.sub(lambda found: _AMERICAN[found[0]], word)


def are_variants(word: str, other: str) -> bool:
    """Return whether two words, both spelt the American way, are one that is written in two ways."""
    return _OPTIONAL_END.sub("", word) == _OPTIONAL_END.sub("", other)
