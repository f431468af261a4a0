"""Cutting a text into what is compared: words, and pairs of signs where words have no space between.

Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces, and Korean joins its
particles to words. A run of such writing is kept as every two neighbouring signs, and its last sign
alone: ``神经痛`` is 神经, 经痛, 痛. So any piece of a run is found, as a phrase of pairs.

What is joined by a hyphen, an apostrophe and the like (``methyl-cobalamin``, ``O’Neil``, ``10³``) is
words one after the other, and their joined spelling is a ``compound`` beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from app.domain.search.folding import LONGEST_WORD, fold, letters

# So many neighbours are also kept as one word.
LONGEST_COMPOUND: Final = 3


def _marks() -> str:
    """Return the marks that follow a letter and belong to it, as ranges of a character class."""
    codes = [code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code))[0] == "M"]
    known = set(codes)
    firsts = [code for code in codes if code - 1 not in known]
    lasts = [code for code in codes if code + 1 not in known]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(firsts, lasts, strict=True))


# Writing without spaces between words, by blocks: their letters and marks, not their digits.
_RUN = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ecf\u0edc-\u0edf"  # Lao
    "\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17d3\u17d7\u17dc\u17dd"  # Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"  # Chinese signs
    "\u3031-\u3035\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"  # kana
    "\u3105-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"  # Korean
)
_RAISED = "²³¹⁰⁴-⁹"
_FRACTION = "¼-¾⅐-⅞"
# Letters to Unicode, apostrophes to people: ʼ and ʻ and their like.
_APOSTROPHE_LETTERS = "ʹ-ˈ"
# They are not seen and separate nothing. The non-joiner (U+200C) is not among them: to many who
# write Persian it is a space.
_UNSEEN = "\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FOLLOWING = f"[{_marks()}{_UNSEEN}]"
_LETTER = rf"[^\W_{_RUN}{_RAISED}{_FRACTION}{_APOSTROPHE_LETTERS}]"
_PIECE = re.compile(
    # Most words are plain, and this spares them the rest.
    r"[A-Za-z0-9]++(?![^\x00-\x7f\u2010-\u2015\u2018-\u201d\u2026])"
    rf"|{_LETTER}+(?:{_FOLLOWING}+{_LETTER}*)*"
    rf"|(?P<run>[{_RUN}](?:[{_RUN}]|{_FOLLOWING})*)"
    rf"|(?P<raised>[{_RAISED}]+)|(?P<fraction>[{_FRACTION}])"
)
_JOINS = re.compile(
    "[-\u2010-\u2013\u2212\ufe63\uff0d'\u2018\u2019\uff07`\u00b4\u2032\u2033^\u00b7\u30fb\u05f3\u05f4"
    rf"\u200c{_APOSTROPHE_LETTERS}]{{1,2}}"
)
_THOUSANDS = re.compile("[,'\u2019\u00a0\u2009\u202f]")
# A sign of a run with the marks that belong to it.
_SIGN = regex.compile(r"\P{M}\p{M}*|\p{M}+")
_SEEN = regex.compile(r"\X")


class Token(NamedTuple):
    """A folded word, or a pair of signs, and where it stands in the text."""

    word: str
    start: int
    end: int


class Piece(NamedTuple):
    """A word, or a run of writing without spaces. ``joins`` what is joined to the one before it.

    ``text`` is folded, and in full; ``tokens`` are what the index has of it.
    """

    text: str
    tokens: tuple[Token, ...]
    is_run: bool = False
    joins: bool = False


def tokens(text: str) -> list[Token]:
    """Return the words and pairs of signs of a text in order, folded, with their places."""
    return [token for piece in pieces(text) for token in piece.tokens]


def pieces(text: str) -> list[Piece]:
    """Return the words and runs of a text in order."""
    found: list[Piece] = []
    last = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        for piece in (_word(match[0], start, end),) if kind is None else _others(match):
            if not piece.text:
                continue
            # The gap is nearly always a space.
            gap = text[last:start]
            if gap != " " and found and _are_joined(found[-1], gap, piece, kind == "raised"):
                found.append(piece._replace(joins=True))
            else:
                found.append(piece)
            last = end
    return found


def _word(text: str, start: int, end: int) -> Piece:
    word = fold(text)
    return Piece(word, (Token(word, start, end),))


def _others(match: re.Match[str]) -> Iterator[Piece]:
    """Yield a run, a raised number, or the two numbers of a fraction."""
    start, end = match.span()
    if match.lastgroup == "raised":
        yield _word(match[0], start, end)
    elif match.lastgroup == "fraction":
        for number in unicodedata.normalize("NFKD", match[0]).split("\u2044"):
            yield Piece(number, (Token(number, start, end),))
    else:
        signs = _signs(match[0], start)
        text = "".join(sign.word for sign in signs)
        yield Piece(text, tuple(_pairs(signs)) if signs else (), is_run=True)


def _signs(run: str, start: int) -> list[Token]:
    """Return the folded signs of a run with their places; a sign keeps its marks."""
    folded = ""
    places: list[tuple[int, int]] = []
    for seen in _SEEN.finditer(run):
        plain = letters(seen[0])
        folded += plain
        places += [(start + seen.start(), start + seen.end())] * len(plain)
    return [
        Token(sign[0], places[sign.start()][0], places[sign.end() - 1][1])
        for sign in _SIGN.finditer(folded)
    ]


def _pairs(signs: Sequence[Token]) -> Iterator[Token]:
    for one, other in pairwise(signs):
        yield Token(one.word + other.word, one.start, other.end)
    yield signs[-1]


def _are_joined(before: Piece, gap: str, piece: Piece, is_raised: bool) -> bool:
    """Tell whether a word belongs to the one before it; 2–5 and 10³ are two numbers each."""
    if before.is_run != piece.is_run:
        return False
    if not gap:
        return is_raised and not before.text[-1].isdigit()
    if _THOUSANDS.fullmatch(gap) and before.text.isdigit() and piece.text.isdigit():
        return len(before.text) <= 3 == len(piece.text)
    if gap == ".":
        return len(before.text) == len(piece.text) == 1 and (before.text + piece.text).isalpha()
    if before.text[-1].isdigit() and piece.text[0].isdigit():
        return False
    return _JOINS.fullmatch(gap) is not None


def chains(found: Sequence[Piece]) -> list[list[Piece]]:
    """Return pieces by what is joined: ``Crohn’s disease`` is two chains, of two and of one."""
    grouped: list[list[Piece]] = []
    for piece in found:
        if piece.joins:
            grouped[-1].append(piece)
        else:
            grouped.append([piece])
    return grouped


def joined(chain: Sequence[Piece]) -> Piece:
    """Return a chain, or neighbours of one kind, as the one piece that they are without a gap."""
    text = "".join(piece.text for piece in chain)
    start, end = chain[0].tokens[0].start, chain[-1].tokens[-1].end
    if not chain[0].is_run:
        return Piece(text, (Token(text[:LONGEST_WORD], start, end),))
    signs = [Token(sign, start, end) for sign in signs_of(text)]
    return Piece(text, tuple(_pairs(signs)), is_run=True)


def signs_of(run: str) -> list[str]:
    """Return the signs of a folded run, each with its marks."""
    return list(_SIGN.findall(run))


def compounds(found: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the joined spelling of every two or three neighbours of a chain."""
    if not any(piece.joins for piece in found):
        return
    for chain in chains(found):
        for start in range(len(chain) - 1):
            for end in range(start + 2, min(start + LONGEST_COMPOUND, len(chain)) + 1):
                yield joined(chain[start:end])
