"""Carrying out a plan: a handful of bulk statements for each course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from app.bank.files.drafts import Picture
from app.bank.models import Course, Media, Objective, Question, Revision, Topic
from app.bank.queries.exchange import ids_by_key
from app.bank.service.indexing import index_course, index_objectives, index_questions
from app.bank.service.keeping_topics import follow_objectives
from app.bank.service.sync.plan import CourseSync, Kind, Write
from app.db import db

_TABLES: dict[Kind, type[Topic | Objective | Question]] = {
    "topic": Topic,
    "objective": Objective,
    "question": Question,
}


def execute(plan: CourseSync, *, now: datetime) -> None:
    """Do what a plan says, inside the caller's transaction.

    The plan must have been made in the same transaction and have no problems.
    """
    course_id = _write_course(plan, now)
    topic_ids = {slug: topic.id for slug, topic in plan.snapshot.topics.items()}
    topic_ids |= _write(Topic, plan.topics, [{"slug": one.key} for one in plan.topics], course_id)
    parents = [{"topic_id": topic_ids[one.parent]} for one in plan.objectives]
    keys = [
        {"code": one.key} | parent for one, parent in zip(plan.objectives, parents, strict=True)
    ]
    homes = {code: (row.id, row.topic_id) for code, row in plan.snapshot.objectives.items()}
    written = _write(Objective, plan.objectives, keys, course_id)
    for one in plan.objectives:
        homes[one.key] = (written[one.key], topic_ids[one.parent])
    written_questions = _write_questions(plan, course_id, homes, now)
    for kind, ids in plan.retired.items():
        table = _TABLES[kind]
        db.session.execute(update(table), [{"id": one, "retired_at": now} for one in ids])
    if plan.objectives:
        follow_objectives(course_id)
    _write_pictures(plan, course_id)
    _index(plan, course_id, written_questions)
    # Bulk statements pass the session's objects by.
    db.session.expire_all()


def _write_course(plan: CourseSync, now: datetime) -> int:
    stored = plan.snapshot.course
    values = plan.course.values if plan.course is not None else {}
    if stored is None:
        stored = Course(slug=plan.slug, created_at=now, **values)
        db.session.add(stored)
        db.session.flush()
    elif values:
        db.session.execute(update(Course), [{"id": stored.id} | values])
    return stored.id


def _write(
    table: type[Topic | Objective | Question],
    writes: Sequence[Write],
    references: Sequence[dict[str, Any]],
    course_id: int,
) -> dict[str, int]:
    """Insert and update rows in bulk; return ids by key, at least of what was written.

    ``references`` are the values that name other rows.
    """
    rows = [
        (write.row_id, write.values | reference)
        for write, reference in zip(writes, references, strict=True)
    ]
    known = [row | {"id": row_id} for row_id, row in rows if row_id is not None]
    new = [row | {"course_id": course_id} for row_id, row in rows if row_id is None]
    if known:
        db.session.execute(update(table), known)
    if new:
        db.session.execute(insert(table), new)
    # Read back: asking an INSERT for its ids in order costs a statement for each row on SQLite.
    return ids_by_key(table, course_id) if new else {one.key: one.row_id or 0 for one in writes}


def _write_questions(
    plan: CourseSync, course_id: int, homes: dict[str, tuple[int, int]], now: datetime
) -> list[int]:
    """Write questions and revisions; return the ids of the questions."""
    references: list[dict[str, Any]] = []
    for one in plan.questions:
        objective_id, topic_id = homes[one.parent]
        reference: dict[str, Any] = {"objective_id": objective_id, "topic_id": topic_id}
        references.append(reference if one.row_id is not None else reference | {"created_at": now})
    ids = _write(Question, plan.questions, references, course_id)
    if plan.revisions:
        db.session.execute(
            insert(Revision),
            [
                {
                    "question_id": ids[one.draft.id],
                    "number": one.number,
                    "content": one.draft.content,
                    "level": one.draft.level,
                    "tags": list(one.draft.tags),
                    "section": one.draft.section,
                    "also": list(one.draft.also),
                    "created_at": now,
                }
                for one in plan.revisions
            ],
        )
    return [ids[one.key] for one in plan.questions]


def _index(plan: CourseSync, course_id: int, written: Sequence[int]) -> None:
    """Let searches find what the course says now; a new language concerns all of it."""
    if plan.course is not None:
        index_course(course_id)
        return
    index_questions(written)
    index_objectives([one.row_id for one in plan.objectives if one.row_id is not None])


def _write_pictures(plan: CourseSync, course_id: int) -> None:
    for picture in plan.pictures:
        db.session.merge(_media(picture, course_id))
    db.session.flush()


def _media(picture: Picture, course_id: int) -> Media:
    return Media(
        course_id=course_id,
        name=picture.name,
        content_type=picture.content_type,
        content=picture.content,
        sha256=picture.sha256,
        edited_by=None,
    )
