"""Reading a query: words, "phrases", -without, one OR another, and filters such as ``topic:``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import regex

from app.domain.errors import Invalid
from app.domain.questions import TYPES
from app.domain.search.query import (
    FIELDS,
    LEVELS,
    OWN_STATES,
    STATUSES,
    Clause,
    Field,
    Filter,
    Part,
    Query,
    Words,
)
from app.domain.search.tokens import tokens

LONGEST_QUERY: Final = 500
MOST_PARTS: Final = 40
# A word before a colon that is so much like a filter's name was meant as one.
LIKENESS: Final = 0.75

# One part: minus signs, a filter's name, then a phrase or what comes before the next space.
_PART = re.compile(
    r"""
      (?P<minus>-*)
      (?: (?P<name>[^\W\d_]+): )?
      (?: "(?P<phrase>[^"]*)(?P<close>"?) | (?P<word>[^\s"]*) )
    """,
    re.VERBOSE,
)
# A tag may be a picture alone.
_SYMBOL = regex.compile(r"\p{So}")
_SPACE = re.compile(r"\s+")
_PARTS_WORDS = re.compile(r"[\s/-]")
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„«»＂", '"'))


class QueryError(Invalid):
    """A query that cannot be read: ``place`` is where in it, counted from 0."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message, field="q")
        self.place = place


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part where it stands, or the word OR (no part)."""

    place: int
    part: Part | None


def parse(text: str, *, for_educator: bool) -> Query:
    """Return what a text asks for; only educators may ask for the status of a question.

    Signs without a letter or digit are passed over. A text with nothing in it is an empty query.

    Raises:
        QueryError: it cannot be read; the message says where and what to do.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"Shorten the query to {LONGEST_QUERY} characters.", LONGEST_QUERY)
    pieces = list(_pieces(text.translate(_QUOTATION_MARKS), for_educator=for_educator))
    if len(pieces) > MOST_PARTS:
        raise QueryError(f"Search for at most {MOST_PARTS} things.", pieces[MOST_PARTS].place)
    if text.strip() and not pieces:
        raise QueryError("Type a word or a number to search for: there are only signs here.", 0)
    return Query(tuple(_clauses(pieces)))


def _clauses(pieces: list[_Piece]) -> Iterator[Clause]:
    parts: list[Part] = []
    joins = False
    for piece in pieces:
        if piece.part is None:
            if joins or not parts:
                raise _lonely_or(piece)
            joins = True
            continue
        if parts and not joins:
            yield Clause(tuple(parts))
            parts = []
        parts.append(piece.part)
        joins = False
    if joins:
        raise _lonely_or(pieces[-1])
    if parts:
        yield Clause(tuple(parts))


def _lonely_or(piece: _Piece) -> QueryError:
    return QueryError(
        "OR needs a word on each side of it (put it in quotation marks to search for the word).",
        piece.place,
    )


def _pieces(text: str, *, for_educator: bool) -> Iterator[_Piece]:
    place = 0
    while place < len(text):
        space = _SPACE.match(text, place)
        if space:
            place = space.end()
            continue
        found = cast(re.Match[str], _PART.match(text, place))
        if found[0] == "OR":
            yield _Piece(place, None)
        else:
            part = _read(found, place, for_educator=for_educator)
            if part is not None:
                yield _Piece(place, part)
        place = found.end()


def _read(found: re.Match[str], place: int, *, for_educator: bool) -> Part | None:
    if found["phrase"] is not None and not found["close"]:
        raise QueryError("Close the quotation mark that opens here.", found.start("phrase") - 1)
    negated = bool(found["minus"])
    name = (found["name"] or "").casefold()
    value = found["phrase"] if found["phrase"] is not None else found["word"]
    if name in FIELDS:
        field = cast(Field, name)
        return Part(_filter(field, value, place, for_educator=for_educator), negated)
    _refuse_misspelt(name, place)
    if found["phrase"] is not None and not name:
        words = Words(" ".join(value.split()), phrase=True)
    else:
        # What looks like a filter but is none is a word with a colon in it, or a phrase of both.
        words = _plain(found, value)
    return Part(words, negated) if tokens(words.text) else None


def _plain(found: re.Match[str], value: str) -> Words:
    name = f"{found['name']}:" if found["name"] else ""
    if found["phrase"] is not None:
        return Words(" ".join(f"{name} {value}".split()), phrase=True)
    return Words(f"{name}{value}")


def _refuse_misspelt(name: str, place: int) -> None:
    meant = difflib.get_close_matches(name, FIELDS, n=1, cutoff=LIKENESS)
    if meant:
        raise QueryError(
            f"There is no filter {name}: – did you mean {meant[0]}: (or put it in quotation marks "
            "to search for the words)?",
            place,
        )


def _filter(field: Field, value: str, place: int, *, for_educator: bool) -> Filter:
    value = " ".join(value.split())
    if not tokens(value) and not (field == "tag" and _SYMBOL.search(value)):
        raise QueryError(f"{field}: needs a word after it.", place)
    if field == "is":
        return Filter(field, _state(value, place, for_educator=for_educator))
    if field == "level":
        return Filter(field, _one_of(field, value.casefold(), LEVELS, place))
    if field == "type":
        name = _PARTS_WORDS.sub("_", value.casefold())
        return Filter(field, _one_of(field, name, tuple(TYPES), place))
    return Filter(field, value)


def _state(value: str, place: int, *, for_educator: bool) -> str:
    name = value.casefold()
    if name in STATUSES and not for_educator:
        raise QueryError(f"is:{name} is for educators. You only find published questions.", place)
    known = (*OWN_STATES, *STATUSES) if for_educator else OWN_STATES
    return _one_of("is", name, known, place)


def _one_of(field: Field, value: str, known: tuple[str, ...], place: int) -> str:
    if value in known:
        return value
    names = f"{', '.join(known[:-1])} or {known[-1]}"
    raise QueryError(f"{field}: does not know “{value}”. After it comes {names}.", place)
