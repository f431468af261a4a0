"""What the rules of item writing read of a course, and what they found when they last did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import func, or_, select

from app.bank.models import Question, Revision, StoredFinding, Topic
from app.db import db
from app.domain.writing.contract import Finding, Severity


def list_texts(course_id: int) -> Sequence[tuple[Question, Revision]]:
    """Return the open questions of a course in authored order with what they say.

    Each comes with its latest revision and, where that is another, with the published one too.
    """
    rows = db.session.execute(
        select(Question, Revision)
        .join(Topic, Topic.id == Question.topic_id)
        .join(
            Revision,
            (Revision.question_id == Question.id)
            & or_(
                Revision.number == Question.latest_number,
                Revision.number == Question.published_number,
            ),
        )
        .where(Question.course_id == course_id, Question.retired_at.is_(None))
        .order_by(Topic.position, Topic.id, Question.position, Question.id, Revision.number)
    )
    return [(question, revision) for question, revision in rows]


def count_changed(course_id: int, since: datetime) -> int:
    """Return how many questions were written anew or retired after a moment."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Question)
            .join(
                Revision,
                (Revision.question_id == Question.id) & (Revision.number == Question.latest_number),
            )
            .where(
                Question.course_id == course_id,
                or_(
                    Question.retired_at > since,
                    Question.retired_at.is_(None) & (Revision.created_at > since),
                ),
            )
        )
        or 0
    )


def list_kept_findings(question: Question) -> list[Finding]:
    """Return what the last check of the course found in a question, with its waivers of now."""
    rows = db.session.scalars(
        select(StoredFinding)
        .where(StoredFinding.question_id == question.id)
        .order_by(StoredFinding.position)
    )
    return [
        Finding(
            row.rule,
            cast("Severity", row.severity),
            row.path,
            row.message,
            row.mend,
            quote=row.quote,
            question=question.slug,
            waived=question.waivers.get(row.rule, ""),
        )
        for row in rows
    ]
