"""The terms of a text: the words that carry what it says, each in one form."""

from __future__ import annotations

import re

from app.domain.bounded_cache import LONGEST_TEXT, remembered
from app.domain.writing.words import STOP_WORDS, stem_of_word, words

TEXTS = 32_768
_MARKER = re.compile(r"\{\{[^{}]*\}\}")
# B-12 is B12, but half-life stays one word of two parts.
_JOINED_NUMBER = re.compile(r"(?<=[^\W\d_])-(?=\d)")


# Two rules read the same stems and keys of a course, one after the other.
@remembered(TEXTS, longest=LONGEST_TEXT)
def terms_of(text: str) -> tuple[str, ...]:
    """Return the terms of a text in Markdown, in their order: stems of words, names, numbers.

    Blanks and function words are left out. Words of other languages stay as they are; the common
    ones are then told by how many questions have them.
    """
    plain = _JOINED_NUMBER.sub("", _MARKER.sub(" ", text))
    return tuple(stem_of_word(word) for word in words(plain) if word not in STOP_WORDS)
