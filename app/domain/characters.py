"""Which characters of a typed or pasted text are kept, and what becomes of the others.

Office programs, web pages and old files end lines with characters of their own: U+000B within a
slide's paragraph, U+2028 and U+0085 elsewhere. Dropped, they would make one word of two.
"""

from __future__ import annotations

import re
from typing import Final

# Line tabulation, form feed, the separators of files, groups and records, next line, and the
# separators of lines and paragraphs.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# The most bytes (UTF-8) of one text that somebody writes.
LONGEST_TEXT_BYTES: Final = 64 * 1024
_UNIT_SEPARATOR: Final = "\x1f"
# PostgreSQL's JSON refuses NUL and lone surrogates; the other controls show as nothing.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def plain_line_ends(text: str) -> str:
    r"""Return a text whose lines all end with ``\n``, however they ended."""
    return _LINE_END.sub("\n", text).replace(_UNIT_SEPARATOR, " ")


def is_storable(text: str) -> bool:
    """Tell whether every character of a text may be kept."""
    return _UNSTORABLE.search(text) is None


def storable(text: str) -> str:
    """Return a text with plain line ends, without the characters that a database refuses."""
    if text.isprintable():
        return text
    return _UNSTORABLE.sub("", plain_line_ends(text))


def one_line(text: str) -> str:
    """Return a storable text as one line without space around it."""
    return storable(text).replace("\n", " ").strip()
