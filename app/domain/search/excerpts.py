"""Excerpts: the piece of a text around what matched, cut into pieces to be marked or not.

Nothing here is markup: who shows the pieces escapes them as any other text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.search.matching import matching_words
from app.domain.search.spellings import Sequences

LENGTH: Final = 180
BEFORE: Final = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an excerpt; ``marked`` when it is what was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The stretches in order, and how many words in the whole text match."""

    stretches: tuple[Stretch, ...]
    matches: int


def excerpt(text: str, wanted: Sequences, length: int = LENGTH) -> Excerpt:
    """Return about ``length`` characters of a plain text: around the first match, or from its start.

    ``wanted`` is what ``query_readings`` gives. Cuts are made between words and shown by an ellipsis.
    """
    text = " ".join(text.split())
    spans = matching_words(wanted, text)
    start, end = _window(text, spans[0][0] if spans else 0, length)
    stretches = []
    at = start
    if start:
        stretches.append(Stretch("…"))
    for one, other in spans:
        if one < start or other > end:
            continue
        if one > at:
            stretches.append(Stretch(text[at:one]))
        stretches.append(Stretch(text[one:other], marked=True))
        at = other
    rest = text[at:end].rstrip() + "…" if end < len(text) else text[at:end]
    if rest:
        stretches.append(Stretch(rest))
    return Excerpt(tuple(stretches), len(spans))


def _window(text: str, first: int, length: int) -> tuple[int, int]:
    """Return where to cut: the first match is inside, the cuts are at spaces where there are."""
    start = 0
    if first > length - BEFORE:
        start = first - BEFORE
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else first
    if len(text) <= start + length:
        return start, len(text)
    space = text.rfind(" ", max(start, first), start + length)
    return start, space if space > first else start + length
