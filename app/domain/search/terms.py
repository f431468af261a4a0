"""How words are compared: accents and case do not matter, and English words by their stems.

The same few steps make the index and read the query, so both databases find the same: a text is cut
into words, each is folded, and those of English courses are stemmed. What identifies rather than
says something (a tag, an objective, a level) becomes one word of its own, which no text can contain
because it has an underscore.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.domain.search.query import Words
from app.domain.writing.words import stem_of_word

LONGEST_WORD: Final = 40
KEPT: Final = 50_000

# Letters and digits, with the accents that some keyboards put after their letter.
_WORD = re.compile("[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*")
_UNSAFE = re.compile(r"[\W_]")
# Letters that are not a plain one with something added, as Unicode sees it.
_LIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stands in the text."""

    word: str
    start: int
    end: int


@lru_cache(KEPT)
def fold(word: str) -> str:
    """Return a word in small letters without accents; '' when nothing of it is left."""
    apart = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(_LIKE)
    return "".join(sign for sign in apart if sign.isalnum())[:LONGEST_WORD]


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, folded, with their places."""
    found = ((fold(match[0]), match) for match in _WORD.finditer(text))
    return [Token(word, match.start(), match.end()) for word, match in found if word]


@lru_cache(KEPT)
def stem(word: str) -> str:
    """Return the English stem of a folded word."""
    return stem_of_word(word)


def is_stemmed(language: str) -> bool:
    """Tell whether the words of a course in this language are indexed by their stems."""
    return language.casefold().partition("-")[0] == "en"


def index_words(text: str, language: str) -> list[str]:
    """Return the words of a text as the index has them."""
    words = [word for word in map(fold, _WORD.findall(text)) if word]
    return [stem(word) for word in words] if is_stemmed(language) else words


def key(name: str, value: str) -> str:
    """Return the one word by which the index knows a tag, an objective or a level.

    Case and accents do not matter here either; values that differ otherwise have different keys.
    """
    apart = unicodedata.normalize("NFKD", value.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return f"{name}_" + _UNSAFE.sub(lambda sign: f"_{ord(sign[0]):x}_", plain)


def readings(words: Words) -> tuple[tuple[str, ...], ...]:
    """Return the sequences of index words that fit: as English has them, and as others do."""
    folded = tuple(token.word for token in tokens(words.text))
    stemmed = tuple(stem(word) for word in folded)
    return (folded,) if stemmed == folded else (stemmed, folded)


def matching_words(wanted: Sequence[Words], text: str) -> list[tuple[int, int]]:
    """Return where the wanted words and phrases stand in a text: start and end of each word."""
    sequences = [sequence for words in wanted for sequence in readings(words) if sequence]
    # A stem begins as its word does: most words need not be stemmed.
    initials = {word[0] for sequence in sequences for word in sequence}
    found = tokens(text)
    forms = [(token.word, stem(token.word)) if token.word[0] in initials else () for token in found]
    spans: set[tuple[int, int]] = set()
    for sequence in sequences:
        spans.update(
            (found[start + step].start, found[start + step].end)
            for start in range(len(found) - len(sequence) + 1)
            if all(word in forms[start + step] for step, word in enumerate(sequence))
            for step in range(len(sequence))
        )
    return sorted(spans)
