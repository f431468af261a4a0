"""What of a question is searched: its text by parts, for any type and however unfinished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.questions.registry import PICTURES
from app.domain.search.terms import index_words, key
from app.domain.writing.words import plain

# More than this no question says; what comes after it is not searched.
MOST_WORDS: Final = 4000
_BLANK: Final = re.compile(r"\{\{\d+\}\}")
# Strings in content that are not said to anybody.
_SILENT: Final = frozenset({*PICTURES, "key", "id"})


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a question in plain words, by parts."""

    stem: str
    answers: str
    explanation: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The words of a question by part, weightiest first, as the index keeps them."""

    stem: tuple[str, ...]
    answers: tuple[str, ...]
    claim: tuple[str, ...]
    keys: tuple[str, ...]
    explanation: tuple[str, ...]


def said(content: Mapping[str, Any]) -> Said:
    """Return what a question says: stem, everything about its answers, explanation."""
    others = {name: value for name, value in content.items() if name not in {"stem", "explanation"}}
    return Said(
        stem=_plain(content.get("stem")),
        answers=" ".join(_strings(others)),
        explanation=_plain(content.get("explanation")),
    )


def _plain(value: object) -> str:
    return plain(_BLANK.sub("____", value)) if isinstance(value, str) else ""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            if name not in _SILENT:
                yield from _strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)


def index_entry(
    content: Mapping[str, Any],
    *,
    claim: str,
    level: str,
    tags: Sequence[str],
    objectives: Sequence[str],
    places: Sequence[str] = (),
    language: str,
) -> IndexEntry:
    """Return what the index keeps of a question; ``objectives`` are codes, its own among them.

    ``places`` are keys of where it belongs, which narrow a search down.
    """
    parts = said(content)
    left = MOST_WORDS

    def words(text: str) -> tuple[str, ...]:
        nonlocal left
        taken = tuple(index_words(text, language)[:left])
        left -= len(taken)
        return taken

    keys = (
        *(key("tag", tag) for tag in tags),
        *(key("objective", code) for code in objectives),
        key("level", level),
        *places,
    )
    return IndexEntry(
        stem=words(parts.stem),
        claim=words(claim),
        keys=(*keys, *words(" ".join(tags))),
        answers=words(parts.answers),
        explanation=words(parts.explanation),
    )
