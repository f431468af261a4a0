"""Full-text search in each database's own way: SQLite's FTS5, PostgreSQL's ``tsvector``.

The index holds words that ``app.domain.search`` has folded and stemmed, so that both databases find
the same; they differ in how they rank. Words have letters, their marks, digits and underscores only,
so none can be taken for an operator, and what is asked for is a bound value all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from app.db import db
from app.domain.search.spellings import MORE, Sequences
from app.domain.search.terms import GAP as WORD_OF_GAP
from app.domain.search.texts import IndexEntry

# Parts of a question, weightiest first, with what a match in each counts on each database.
PARTS = ("stem", "answers", "claim", "keys", "explanation")
BM25_WEIGHTS = "10.0, 4.0, 4.0, 6.0, 2.0"
LABELS = {"stem": "A", "answers": "B", "claim": "B", "keys": "C", "explanation": "D"}
TS_WEIGHTS = "{0.2, 0.6, 0.4, 1.0}"  # of D, C, B, A
# No phrase reaches from one part into the next.
GAP = 2

_WORDS = table("search_words", column("id"), column("words"), *(column(name) for name in PARTS))


@dataclass(frozen=True, slots=True)
class WantedText:
    """Words to find: each of ``all_of`` is a choice of sequences; none of ``none_of`` may occur."""

    all_of: tuple[Sequences, ...]
    none_of: tuple[Sequences, ...] = ()


def is_sqlite() -> bool:
    """Tell which of the two ways is to be gone."""
    return bool(db.engine.dialect.name == "sqlite")


def search_words() -> TableClause:
    """Return the table of the index."""
    return _WORDS


def row_id() -> ColumnElement[int]:
    """Return the column that holds the id of a ``SearchText``.

    The plus sign keeps SQLite from looking its rows up one by one: the words come first.
    """
    return literal_column("+search_words.rowid") if is_sqlite() else _WORDS.c.id


def matches(wanted: WantedText) -> ColumnElement[bool]:
    """Return the condition that a row of the index fits."""
    if is_sqlite():
        # A whole expression in SQL is a condition too, which the types do not know.
        return text("search_words MATCH :wanted").bindparams(  # type: ignore[return-value]
            bindparam("wanted", in_fts5(wanted), unique=True)
        )
    return _WORDS.c.words.op("@@", is_comparison=True)(_tsquery(wanted))


def rank(wanted: WantedText) -> ColumnElement[float]:
    """Return how well a row fits: the lower, the better."""
    if is_sqlite():
        return literal_column(f"bm25(search_words, {BM25_WEIGHTS})")
    weights: ColumnElement[Any] = literal_column(f"'{TS_WEIGHTS}'::real[]")
    return -func.ts_rank(weights, _WORDS.c.words, _tsquery(wanted), 1)


def matching_ids(sequences: Sequences) -> Select[int]:
    """Return the statement of the ids of all rows in which one of the sequences occurs."""
    ids: ColumnElement[int] = literal_column("search_words.rowid") if is_sqlite() else _WORDS.c.id
    return select(ids).select_from(_WORDS).where(matches(WantedText((sequences,))))


def in_fts5(wanted: WantedText) -> str:
    """Return what is wanted as FTS5 spells it."""
    found = " AND ".join(_any_in_fts5([sequences]) for sequences in wanted.all_of)
    if not wanted.none_of:
        return found
    return f"({found}) NOT {_any_in_fts5(wanted.none_of)}"


def _any_in_fts5(choices: Iterable[Sequences]) -> str:
    phrases = (_in_fts5(words) for sequences in choices for words in sequences)
    return f"({' OR '.join(phrases)})"


def _in_fts5(words: Sequence[str]) -> str:
    goes_on = words[-1].endswith(MORE)
    return f'"{" ".join(words).removesuffix(MORE)}"{MORE if goes_on else ""}'


def in_tsquery(wanted: WantedText) -> str:
    """Return what is wanted as PostgreSQL spells it."""
    found = [_any_in_tsquery([sequences]) for sequences in wanted.all_of]
    if wanted.none_of:
        found.append(f"!{_any_in_tsquery(wanted.none_of)}")
    return " & ".join(found)


def _any_in_tsquery(choices: Iterable[Sequences]) -> str:
    phrases = (
        f"({' <-> '.join(map(_in_tsquery, words))})" for sequences in choices for words in sequences
    )
    return f"({' | '.join(phrases)})"


def _in_tsquery(word: str) -> str:
    return f"'{word.removesuffix(MORE)}'{':*' if word.endswith(MORE) else ''}"


def _tsquery(wanted: WantedText) -> ColumnElement[Any]:
    return cast(in_tsquery(wanted), TSQUERY)


def as_row(row: int, entry: IndexEntry) -> dict[str, Any]:
    """Return the values of one row of the index, for the statement of ``insert_words``."""
    if not is_sqlite():
        return {"id": row, "words": " ".join(_placed(entry))}
    return {"id": row} | {name: " ".join(getattr(entry, name)) for name in PARTS}


def _placed(entry: IndexEntry) -> Iterator[str]:
    """Yield each word with its place and weight, as the text form of a ``tsvector``."""
    place = 1
    for name in PARTS:
        for word in getattr(entry, name):
            if word == WORD_OF_GAP:
                place += GAP
                continue
            yield f"{word}:{place}{LABELS[name]}"
            place += 1
        place += GAP


def insert_words(rows: Sequence[dict[str, Any]]) -> None:
    """Add rows to the index."""
    if not rows:
        return
    names = ", ".join(PARTS)
    values = ", ".join(f":{name}" for name in PARTS)
    statement = (
        f"INSERT INTO search_words (rowid, {names}) VALUES (:id, {values})"  # noqa: S608 - our own names
        if is_sqlite()
        else "INSERT INTO search_words (id, words) VALUES (:id, CAST(:words AS tsvector))"
    )
    db.session.execute(text(statement), list(rows))


def delete_words(ids: Sequence[int]) -> None:
    """Remove rows from the index."""
    if not ids:
        return
    name = "rowid" if is_sqlite() else "id"
    statement = f"DELETE FROM search_words WHERE {name} = :id"  # noqa: S608 - one of two words of ours
    db.session.execute(text(statement), [{"id": one} for one in ids])


def settle() -> None:
    """Put new entries in their places: PostgreSQL's index keeps a list of them at first.

    Every search would read through that list, which is up to 4 MB long.
    """
    if not is_sqlite():
        db.session.execute(text("SELECT gin_clean_pending_list('ix_search_words_words')"))


def tidy() -> None:
    """Put what many writes have left in pieces together (PostgreSQL does so by itself)."""
    if is_sqlite():
        db.session.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))
