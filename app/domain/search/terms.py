"""What the index keeps of a text: folded words, English ones by their stems, and joined spellings.

The same few steps make the index and read the query (see ``spellings``), so both databases find the
same: a text is cut into words, each is folded, and those of English courses are stemmed. What
identifies rather than says something (a tag, an objective, a level) becomes one word of its own,
which no text can contain because it has an underscore.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from app.domain.bounded_cache import LONGEST_WORD, remembered
from app.domain.search.folding import KEPT, is_accent
from app.domain.search.tokens import compounds, pieces
from app.domain.writing.words import stem_of_word

# Stands before what no phrase is to reach: nobody can ask for it.
GAP: Final = "_"
_UNSAFE = re.compile(r"[\W_]")


@remembered(KEPT, longest=LONGEST_WORD)
def stem(word: str) -> str:
    """Return the English stem of a folded word; other letters than those of English have none."""
    return stem_of_word(word) if word.isascii() else word


def is_stemmed(language: str) -> bool:
    """Tell whether the words of a course in this language are indexed by their stems."""
    return language.casefold().partition("-")[0] == "en"


def index_words(text: str, language: str) -> list[str]:
    """Return the words of a text as the index has them, and after them each joined spelling."""
    words = _words(text)
    return [stem(word) for word in words] if is_stemmed(language) else list(words)


def _words(text: str) -> Iterator[str]:
    found = pieces(text)
    for piece in found:
        for token in piece.tokens:
            yield token.word
    for compound in compounds(found):
        yield GAP
        for token in compound.tokens:
            yield token.word


def key(name: str, value: str) -> str:
    """Return the one word by which the index knows a tag, an objective or a level.

    Case and accents do not matter here either; values that differ otherwise have different keys.
    """
    apart = unicodedata.normalize("NFKD", value.casefold())
    bare = "".join(sign for sign in apart if not is_accent(sign))
    plain = unicodedata.normalize("NFC", bare)
    return f"{name}_" + _UNSAFE.sub(lambda sign: f"_{ord(sign[0]):x}_", plain)
