"""What questions say: revisions, which never change and so are kept in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cachetools import LRUCache, cached
from sqlalchemy import Engine, select

from app.accounts.models import User
from app.bank.models import Question, Revision
from app.db import db
from app.domain.errors import NotFound
from app.domain.questions import get_type

KEPT_BYTES = 32 * 1024 * 1024
# What a character of JSON takes as an object, about, and what comes with each revision.
BYTES_A_CHARACTER = 4
BYTES_A_REVISION = 2000


@dataclass(frozen=True, slots=True)
class RevisionText:
    """What a question said in one revision. Shared between requests: not to be changed.

    A draft need not be ``finished``: only what is can be shown and marked.
    """

    question_id: int
    number: int
    slug: str
    type: str
    course_id: int
    content: Mapping[str, Any]
    level: str
    tags: tuple[str, ...]
    section: str
    also: tuple[str, ...]
    finished: bool = True


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """One line of a question's history; the author is '' for text that came from files."""

    number: int
    author: str
    created_at: datetime


def get_revision(question_id: int, number: int) -> RevisionText:
    """Return what a question said in one revision, from memory when it was read before.

    Raises:
        NotFound: there is no such revision.
    """
    return _read_revision(db.engine, question_id, number)


def get_finished_revision(question_id: int, number: int) -> RevisionText:
    """Return what a question said in one revision that can be shown and marked.

    Raises:
        NotFound: there is no such revision, or it is a draft with something missing.
    """
    text = get_revision(question_id, number)
    if not text.finished:
        raise NotFound("There is no such revision.")
    return text


def _size(text: RevisionText) -> int:
    written = json.dumps(text.content, ensure_ascii=False)
    return BYTES_A_REVISION + BYTES_A_CHARACTER * len(written)


_kept = LRUCache[Any, RevisionText](KEPT_BYTES, getsizeof=_size)


@cached(_kept, lock=threading.Lock())
def _read_revision(_database: Engine, question_id: int, number: int) -> RevisionText:
    # The engine is part of the key: another app in this process may have another database.
    row = db.session.execute(
        select(Question.slug, Question.type, Question.course_id, Revision)
        .join(Revision, Revision.question_id == Question.id)
        .where(Question.id == question_id, Revision.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such revision.")
    revision: Revision = row.Revision
    return RevisionText(
        question_id=question_id,
        number=number,
        slug=row.slug,
        type=row.type,
        course_id=row.course_id,
        content=revision.content,
        level=revision.level,
        tags=tuple(revision.tags),
        section=revision.section,
        also=tuple(revision.also),
        finished=not get_type(row.type).check(revision.content),
    )


def list_revisions(question_id: int) -> Sequence[RevisionEntry]:
    """Return the history of a question, newest first."""
    rows = db.session.execute(
        select(Revision.number, User.name, Revision.created_at)
        .outerjoin(User, User.id == Revision.created_by)
        .where(Revision.question_id == question_id)
        .order_by(Revision.number.desc())
    )
    return [RevisionEntry(row.number, row.name or "", row.created_at) for row in rows]
