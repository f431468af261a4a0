"""Which words of the index fit what somebody types: a compound however it is spelled.

``B12``, ``B-12``, ``B 12`` and ``B₁₂`` mean the same, as do ``methylcobalamin`` and
``methyl-cobalamin``. The index has a text as it was written, and what is joined in it by hyphens also
as one word; so a query asks for its words apart, and for what they are in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from app.domain.search.folding import LONGEST_WORD
from app.domain.search.query import Clause, Query, Words
from app.domain.search.terms import stem
from app.domain.search.tokens import (
    LONGEST_COMPOUND,
    Piece,
    chains,
    joined,
    pieces,
    signs_of,
)
from app.domain.writing.words import STOP_WORDS

# Words of the index one after the other; the last may end with ``MORE``.
Sequences = Sequence[Sequence[str]]
# After a word: it may go on.
MORE: Final = "*"
# A phrase of more words is not tried with two of them joined.
LONGEST_JOINED_PHRASE: Final = 6
# A word may be two that were written apart, of so many letters each: methyl cobalamin. In Persian
# two letters are often enough: what says that a verb goes on is written in all three ways.
SHORTEST_HALF: Final = 3
SHORTEST_ARABIC_HALF: Final = 2
LONGEST_HALVED: Final = 24
# Shorter halves of a run would be found everywhere.
SHORTEST_HALF_OF_RUN: Final = 2
LONGEST_HALVED_RUN: Final = 12
_SEAM = re.compile(r"\d+|\D+")
_ARABIC = re.compile("[\u0600-\u06ff]")
MOST_SEAMS: Final = 4
_VITAMIN: Final = frozenset({"vitamin", "vitamins", "vitamine", "vit"})
_VITAMIN_SIGN = re.compile(r"[a-z]\d{1,2}")

# One way to spell a term: words, and runs of writing without spaces (True).
_Spelling = tuple[tuple[str, bool], ...]


def readings(words: Words) -> tuple[tuple[str, ...], ...]:
    """Return the sequences of index words that fit: as English has them, and as others do."""
    spellings = dict.fromkeys(_spellings(pieces(words.text)))
    return _in_index(spellings)


def clause_readings(query: Query) -> list[tuple[tuple[str, ...], ...]]:
    """Return for each clause what fits it beside its own words: they may be joined to others.

    Two words that stand beside each other in the query may be one in the text. And whoever asks for
    vitamin B12 asks for B12: few texts say what it is each time.
    """
    plain = [_plain_word(clause) for clause in query.clauses]
    spelled: list[list[_Spelling]] = [[] for _ in query.clauses]
    for place, (one, other) in enumerate(pairwise(plain)):
        compound = _compound([*one, *other]) if one and other else None
        if compound is not None:
            spelled[place].append(compound)
            spelled[place + 1].append(compound)
    for place, one in enumerate(plain[:-1]):
        if len(one) == 1 and one[0].text in _VITAMIN:
            spelled[place] += _signs_of_vitamin(plain[place + 1 : place + 3])
    return [_in_index(dict.fromkeys(each)) for each in spelled]


def query_readings(query: Query) -> list[tuple[str, ...]]:
    """Return all sequences of index words that a text is to be marked for."""
    own = [sequence for words in query.words() for sequence in readings(words)]
    joint = [sequence for each in clause_readings(query) for sequence in each]
    return [*own, *joint]


def _plain_word(clause: Clause) -> list[Piece]:
    """Return the pieces of a clause that is one word and no phrase; of any other, none."""
    part, *others = clause.parts
    if others or part.negated or not isinstance(part.term, Words) or part.term.phrase:
        return []
    return pieces(part.term.text)


def _compound(neighbours: Sequence[Piece]) -> _Spelling | None:
    """Return neighbours as one word; two numbers are not one."""
    if len(neighbours) > LONGEST_COMPOUND or len({piece.is_run for piece in neighbours}) > 1:
        return None
    for one, other in pairwise(neighbours):
        if one.text[-1].isdigit() and other.text[0].isdigit() and not other.joins:
            return None
    return _spelling([joined(neighbours)])


def _signs_of_vitamin(following: Sequence[Sequence[Piece]]) -> Iterator[_Spelling]:
    """Yield how the sign of a vitamin is spelled that the next words, or the next one, give."""
    for count in (1, 2):
        found = [piece for one in following[:count] for piece in one]
        text = "".join(piece.text for piece in found)
        if _VITAMIN_SIGN.fullmatch(text):
            yield from _spellings([joined(found)])


def _spellings(found: Sequence[Piece]) -> Iterator[_Spelling]:
    """Yield the ways in which a term may be written."""
    parts = chains(found)
    yield _spelling(found)
    yield tuple(one for chain in parts for one in (_compound(chain) or _spelling(chain)))
    seams = tuple(one for piece in found for one in _seams(piece))
    yield seams
    yield tuple(one for text, is_run in seams for one in _thousands(text, is_run))
    if len(parts) <= LONGEST_JOINED_PHRASE:
        for place in range(len(parts) - 1):
            compound = _compound([*parts[place], *parts[place + 1]])
            if compound is not None:
                yield _flat(parts[:place]) + compound + _flat(parts[place + 2 :])
    if len(found) == 1:
        yield from _halves_of_run(found[0].text) if found[0].is_run else _halves(found[0].text)


def _spelling(found: Iterable[Piece]) -> _Spelling:
    return tuple((piece.text, piece.is_run) for piece in found)


def _flat(parts: Iterable[Sequence[Piece]]) -> _Spelling:
    return tuple(one for chain in parts for one in _spelling(chain))


def _seams(piece: Piece) -> _Spelling:
    """Return what is written in one as letters and numbers apart."""
    found = _SEAM.findall(piece.text)
    if piece.is_run or len(found) > MOST_SEAMS:
        return _spelling([piece])
    return tuple((one, False) for one in found)


def _thousands(text: str, is_run: bool) -> _Spelling:
    if not text.isdigit() or len(text) <= 3:
        return ((text, is_run),)
    first = len(text) % 3
    groups = [text[:first]] * bool(first) + [
        text[place : place + 3] for place in range(first, len(text), 3)
    ]
    return tuple((one, False) for one in groups)


def _halves(word: str) -> Iterator[_Spelling]:
    """Yield a long word as two, wherever it may be cut: the index knows which there are."""
    shortest = SHORTEST_ARABIC_HALF if _ARABIC.match(word) else SHORTEST_HALF
    if word.isalpha() and len(word) <= LONGEST_HALVED:
        for place in range(shortest, len(word) - shortest + 1):
            one, other = word[:place], word[place:]
            if not {one, other} & STOP_WORDS:
                yield ((one, False), (other, False))


def _halves_of_run(run: str) -> Iterator[_Spelling]:
    """Yield a run as two: in Korean it is much a matter of taste where there is a space."""
    signs = signs_of(run)
    if len(signs) <= LONGEST_HALVED_RUN:
        for place in range(SHORTEST_HALF_OF_RUN, len(signs) - SHORTEST_HALF_OF_RUN + 1):
            yield (("".join(signs[:place]), True), ("".join(signs[place:]), True))


def _in_index(spellings: Iterable[_Spelling]) -> tuple[tuple[str, ...], ...]:
    """Return the sequences of words by which the index knows some spellings, each once."""
    found: dict[tuple[str, ...], None] = {}
    for spelling in spellings:
        words = tuple(_words(spelling))
        if words:
            found[tuple(stem(word) for word in words)] = None
            found[words] = None
    return tuple(found)


def _words(spelling: _Spelling) -> Iterator[str]:
    last = len(spelling) - 1
    for place, (text, is_run) in enumerate(spelling):
        if not is_run:
            yield text[:LONGEST_WORD]
            continue
        signs = signs_of(text)
        yield from (one + other for one, other in pairwise(signs))
        # A run may go on in the text, unless something else comes after it in the query.
        if place < last:
            yield signs[-1]
        elif len(signs) == 1:
            yield signs[0] + MORE
