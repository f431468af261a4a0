"""The findings that are kept of a course, for its page: a handful of reads whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.bank.models import Objective, Question, Revision, StoredFinding, Topic
from app.db import db
from app.web.pages.paging import PAGE_SIZE, Page

Waived = Literal["", "only", "all"]


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the page shows; '' means no limit (but waived findings only when asked for)."""

    severity: str = ""
    rule: str = ""
    topic: str = ""
    waived: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with what it is about: a question, an objective or ('' for both) the course.

    ``stem`` is the beginning of the question's text, ``claim`` what the objective says.
    """

    finding: StoredFinding
    slug: str
    stem: str
    type: str
    code: str
    claim: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings a rule has in a course at one severity."""

    rule: str
    severity: str
    open: int
    waived: int


STEM_START = 400


def list_findings(course_id: int, wanted: FindingFilter, number: int) -> Page[FindingRow]:
    """Return one page of a course's findings, in the order in which the check gave them."""
    total = db.session.scalar(_matching(select(func.count()), course_id, wanted)) or 0
    stem = func.substr(Revision.content["stem"].as_string(), 1, STEM_START)
    rows = db.session.execute(
        _matching(
            select(
                StoredFinding,
                Question.slug.label("question_slug"),
                stem.label("stem"),
                Question.type.label("question_type"),
                _named_objective.code.label("named_code"),
                _named_objective.claim.label("named_claim"),
            ),
            course_id,
            wanted,
        )
        .order_by(StoredFinding.position)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page([_row(row) for row in rows], number, total)


def list_tallies(course_id: int) -> Sequence[Tally]:
    """Return how many findings there are of each rule at each severity."""
    is_waived = StoredFinding.waived != ""
    rows = db.session.execute(
        select(
            StoredFinding.rule,
            StoredFinding.severity,
            func.count().filter(~is_waived).label("open"),
            func.count().filter(is_waived).label("waived"),
        )
        .where(StoredFinding.course_id == course_id)
        .group_by(StoredFinding.rule, StoredFinding.severity)
        .order_by(StoredFinding.rule, StoredFinding.severity)
    )
    return [Tally(**row) for row in rows.mappings()]


def list_findings_of(question_id: int) -> Sequence[StoredFinding]:
    """Return the findings that are kept of one question, in their order."""
    return db.session.scalars(
        select(StoredFinding)
        .where(StoredFinding.question_id == question_id)
        .order_by(StoredFinding.position)
    ).all()


# What a finding names itself, beside the objective of the question that it names.
_named_objective = aliased(Objective)


def _matching(statement: Select[Any], course_id: int, wanted: FindingFilter) -> Select[Any]:
    statement = (
        statement.select_from(StoredFinding)
        .outerjoin(Question, Question.id == StoredFinding.question_id)
        .outerjoin(
            Revision,
            (Revision.question_id == Question.id) & (Revision.number == Question.latest_number),
        )
        .outerjoin(_named_objective, _named_objective.id == StoredFinding.objective_id)
        .where(StoredFinding.course_id == course_id)
    )
    if wanted.severity:
        statement = statement.where(StoredFinding.severity == wanted.severity)
    if wanted.rule:
        statement = statement.where(StoredFinding.rule == wanted.rule)
    if wanted.topic:
        topic = (
            select(Topic.id)
            .where(Topic.course_id == course_id, Topic.slug == wanted.topic)
            .scalar_subquery()
        )
        statement = statement.where(
            or_(Question.topic_id == topic, _named_objective.topic_id == topic)
        )
    if wanted.waived != "all":
        is_waived = StoredFinding.waived != ""
        statement = statement.where(is_waived if wanted.waived == "only" else ~is_waived)
    return statement


def _row(row: Any) -> FindingRow:
    return FindingRow(
        finding=row.StoredFinding,
        slug=row.question_slug or "",
        stem=row.stem or "",
        type=row.question_type or "",
        code=row.named_code or "",
        claim=row.named_claim or "",
    )
