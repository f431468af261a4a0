"""Which characters of a typed or pasted text are kept, and what becomes of the others.

Office programs, web pages and old files end lines with characters of their own: U+000B within a
slide's paragraph, U+2028 and U+0085 elsewhere. Dropped, they would make one word of two.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Line tabulation, form feed, the separators of files, groups and records, next line, and the
# separators of lines and paragraphs.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_UNIT_SEPARATOR: Final = "\x1f"


def plain_line_ends(text: str) -> str:
    r"""Return a text whose lines all end with ``\n``, however they ended."""
    return _LINE_END.sub("\n", text).replace(_UNIT_SEPARATOR, " ")


def is_storable(character: str) -> bool:
    """Tell whether a character may be kept.

    PostgreSQL's JSON refuses NUL and lone surrogates; the other controls show as nothing.
    """
    return character in "\t\n\r" or unicodedata.category(character) not in ("Cc", "Cs")


def storable(text: str) -> str:
    """Return a text with plain line ends, without the characters that a database refuses."""
    if text.isprintable():
        return text
    return "".join(filter(is_storable, plain_line_ends(text)))


def one_line(text: str) -> str:
    """Return a storable text as one line without space around it."""
    return storable(text).replace("\n", " ").strip()
