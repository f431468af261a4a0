"""Keeping the search index true, in the transaction that changes what can be found.

Whoever writes a revision, publishes one, moves a question, or changes what an objective claims
calls ``index_questions``. Retiring and restoring need nothing: searches look at the question itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import delete, insert

from app.bank.models import SearchText
from app.bank.queries.search import full_text
from app.bank.queries.search import indexable as queries
from app.bank.queries.search.indexable import Indexable
from app.db import db
from app.domain.search.terms import key
from app.domain.search.texts import IndexEntry, index_entry

BATCH = 500


def index_questions(question_ids: Collection[int]) -> None:
    """Make the index say of some questions what they say now."""
    for batch in _batches(sorted(set(question_ids))):
        queries.lock_questions(batch)
        _remove(batch)
        _add(batch)
    if question_ids:
        full_text.settle()


def index_course(course_id: int) -> None:
    """Make the index say of all questions of a course what they say now."""
    index_questions(queries.list_ids_of_course(course_id))


def index_objectives(objective_ids: Collection[int]) -> None:
    """Make the index say what objectives claim now, and where their questions belong."""
    for batch in _batches(sorted(set(objective_ids))):
        index_questions(queries.list_ids_of_objectives(batch))


def index_missing() -> int:
    """Index a batch of what can be found and is not indexed yet; return how many questions."""
    missing = queries.list_unindexed(BATCH)
    index_questions(missing)
    return len(missing)


def reindex_after(question_id: int) -> int | None:
    """Index the next batch of questions after one anew; return the last of them, None at the end."""
    batch = queries.list_ids_after(question_id, BATCH)
    index_questions(batch)
    return batch[-1] if batch else None


def _remove(question_ids: Sequence[int]) -> None:
    indexed = [one.id for one in queries.list_indexed(question_ids)]
    if indexed:
        full_text.delete_words(indexed)
        db.session.execute(delete(SearchText).where(SearchText.id.in_(indexed)))


def _add(question_ids: Sequence[int]) -> None:
    found = queries.list_indexable(question_ids)
    if not found:
        return
    values = [{"question_id": one.question_id, "number": one.number} for one in found]
    db.session.execute(insert(SearchText), values)
    # Read back: asking an INSERT for its ids in order costs a statement for each row on SQLite.
    ids = {(one.question_id, one.number): one.id for one in queries.list_indexed(question_ids)}
    full_text.insert_words(
        [full_text.as_row(ids[one.question_id, one.number], entry_of(one)) for one in found]
    )


def entry_of(one: Indexable) -> IndexEntry:
    """Return what the index is to hold of a revision."""
    return index_entry(
        one.content,
        claim=one.claim,
        level=one.level,
        tags=one.tags,
        objectives=[one.code, *one.also],
        places=[
            key("type", one.type),
            key("topic", str(one.topic_id)),
            key("course", str(one.course_id)),
        ],
        language=one.language,
    )


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
