"""What the rules of item writing find in a whole course: reading it, and keeping the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from app.bank.models import Course, Question, StoredFinding
from app.bank.queries import courses as course_queries
from app.bank.queries import writing as queries
from app.bank.service.writing.checking import item_of
from app.db import db
from app.domain.statistics.items import ItemStatistics
from app.domain.writing.contract import Finding, Item, Objective
from app.domain.writing.course import Answered, check_course

LONGEST_PATH = 120


@dataclass(frozen=True, slots=True)
class Material:
    """A course as the rules see it, with the ids by which its parts are stored.

    ``items`` are the latest revisions of its open questions; ``published`` are those that learners
    get, by the question's id.
    """

    items: tuple[Item, ...]
    objectives: tuple[Objective, ...]
    published: Mapping[int, Item]
    question_ids: Mapping[str, int]
    objective_ids: Mapping[str, int]


def read_material(course: Course) -> Material:
    """Return a course as the rules see it: two reads, whatever its size."""
    rows = course_queries.list_objectives(course.id)
    by_code = {row.code: row for row in rows}
    by_id = {row.id: row for row in rows}
    latest: dict[str, Item] = {}
    published: dict[int, Item] = {}
    question_ids: dict[str, int] = {}
    for question, revision in queries.list_texts(course.id):
        own = by_id.get(question.objective_id)
        joined = [by_code[code] for code in revision.also if code in by_code]
        item = item_of(
            revision,
            question.type,
            [*([own] if own else []), *joined],
            language=course.language,
            name=question.slug,
            waived=question.waivers,
        )
        question_ids[question.slug] = question.id
        if revision.number == question.latest_number:
            latest[question.slug] = item
        if revision.number == question.published_number:
            published[question.id] = item
    return Material(
        items=tuple(latest.values()),
        objectives=tuple(Objective(row.code, row.claim, row.evidence) for row in rows),
        published=published,
        question_ids=question_ids,
        objective_ids={row.code: row.id for row in rows},
    )


def check_material(material: Material, statistics: Mapping[int, ItemStatistics]) -> list[Finding]:
    """Return everything to look at in a course; ``statistics`` are by the question's id."""
    return check_course(
        material.items,
        material.objectives,
        [
            Answered(material.published[question_id], one)
            for question_id, one in statistics.items()
            if question_id in material.published
        ],
    )


def store_findings(
    course: Course, material: Material, findings: Sequence[Finding], *, now: datetime
) -> None:
    """Put findings in the place of those that were kept of a course before."""
    course = course_queries.lock_course(course.id)
    db.session.execute(delete(StoredFinding).where(StoredFinding.course_id == course.id))
    if findings:
        db.session.execute(
            insert(StoredFinding),
            [
                {
                    "course_id": course.id,
                    "position": position,
                    "question_id": material.question_ids.get(one.question),
                    "objective_id": material.objective_ids.get(one.objective),
                    "rule": one.rule,
                    "severity": one.severity,
                    "path": one.path[:LONGEST_PATH],
                    "quote": one.quote,
                    "message": one.message,
                    "mend": one.mend,
                    "waived": one.waived,
                }
                for position, one in enumerate(findings)
            ],
        )
    course.checked_at = now


def follow_waivers(question: Question, rule: str) -> None:
    """Have the kept findings of a rule in a question say what its waivers say now."""
    db.session.execute(
        update(StoredFinding)
        .where(StoredFinding.question_id == question.id, StoredFinding.rule == rule)
        .values(waived=question.waivers.get(rule, ""))
        .execution_options(synchronize_session=False)
    )
