"""The bank in bulk, for comparing with files and for writing files: a few reads a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select

from app.bank.models import Course, Media, Objective, Question, Revision, Topic
from app.db import db


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with what it says to learners (as a draft: what it says at all)."""

    question: Question
    content: dict[str, Any]
    level: str
    tags: list[str]
    section: str
    also: list[str]


@dataclass(frozen=True, slots=True)
class StoredCourse:
    """All rows of one course, retired ones too; objectives and topics in authored order."""

    course: Course
    topics: list[Topic]
    objectives: list[Objective]
    questions: list[StoredQuestion]
    media: dict[str, str]
    """The SHA-256 of each picture, by name."""
    uploaded: set[str]
    """The names of the pictures that came from the web."""


def list_stored(slugs: Collection[str] | None = None, *, lock: bool = False) -> list[StoredCourse]:
    """Return courses with everything in them, by slug; None means every course.

    ``lock`` makes other writers of these courses' questions wait, but not learners who answer.
    """
    wanted = select(Course).order_by(Course.slug)
    if slugs is not None:
        wanted = wanted.where(Course.slug.in_(slugs))
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    courses = db.session.scalars(wanted).all()
    ids = [course.id for course in courses]
    stored = {course.id: StoredCourse(course, [], [], [], {}, set()) for course in courses}
    topics = select(Topic).where(Topic.course_id.in_(ids)).order_by(Topic.position, Topic.id)
    for topic in db.session.scalars(topics):
        stored[topic.course_id].topics.append(topic)
    objectives = select(Objective).where(Objective.course_id.in_(ids))
    for objective in db.session.scalars(objectives.order_by(Objective.position, Objective.id)):
        stored[objective.course_id].objectives.append(objective)
    for row in db.session.execute(_questions(ids)):
        stored[row.Question.course_id].questions.append(
            StoredQuestion(
                question=row.Question,
                content=row.content,
                level=row.level,
                tags=row.tags,
                section=row.section,
                also=row.also,
            )
        )
    pictures = select(Media.course_id, Media.name, Media.sha256, Media.edited_by).where(
        Media.course_id.in_(ids)
    )
    for picture in db.session.execute(pictures.order_by(Media.name)):
        stored[picture.course_id].media[picture.name] = picture.sha256
        if picture.edited_by is not None:
            stored[picture.course_id].uploaded.add(picture.name)
    return list(stored.values())


def _questions(course_ids: list[int]) -> Select[Any]:
    shown = func.coalesce(Question.published_number, Question.latest_number)
    return (
        select(
            Question,
            Revision.content,
            Revision.level,
            Revision.tags,
            Revision.section,
            Revision.also,
        )
        .join(Revision, (Revision.question_id == Question.id) & (Revision.number == shown))
        .where(Question.course_id.in_(course_ids))
        .order_by(Question.position, Question.id)
    )


def ids_by_key(table: type[Topic | Objective | Question], course_id: int) -> dict[str, int]:
    """Return the ids of a course's rows by the ids that files use."""
    key = Objective.code if table is Objective else table.__table__.c.slug
    found = select(key, table.id).where(table.course_id == course_id)
    return {name: row_id for name, row_id in db.session.execute(found)}


def list_pictures(course_id: int) -> list[Media]:
    """Return the pictures of a course with their bytes, by name."""
    return list(
        db.session.scalars(select(Media).where(Media.course_id == course_id).order_by(Media.name))
    )


@dataclass(slots=True)
class Covered:
    """How one objective is tested by the questions that learners get.

    ``objective`` is course and code (``b12-and-pain/F01``). ``joined`` counts the questions of
    other objectives that join this one to theirs; they count nowhere else.
    """

    objective: str
    questions: int = 0
    joined: int = 0
    types: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the objectives of all open courses are tested, in authored order."""

    objectives: tuple[Covered, ...]
    types: Mapping[str, int]
    """How many questions there are of each type that is used."""
    levels: Mapping[str, int]

    @property
    def covered(self) -> int:
        """Return the number of objectives with a question."""
        return sum(one.questions > 0 for one in self.objectives)

    @property
    def questions(self) -> int:
        """Return the number of questions that learners get."""
        return sum(self.types.values())


def get_coverage() -> Coverage:
    """Return the coverage over all open courses, in two reads."""
    listed = (
        select(Objective.id, Objective.course_id, Objective.code, Course.slug)
        .join(Course, Course.id == Objective.course_id)
        .join(Topic, Topic.id == Objective.topic_id)
        .where(Course.retired_at.is_(None), Objective.retired_at.is_(None))
        .order_by(Course.slug, Topic.position, Objective.position, Objective.id)
    )
    found: dict[int, Covered] = {}
    by_code: dict[tuple[int, str], Covered] = {}
    for objective in db.session.execute(listed):
        covered = Covered(f"{objective.slug}/{objective.code}")
        found[objective.id] = by_code[objective.course_id, objective.code] = covered
    questions = (
        select(
            Question.course_id,
            Question.objective_id,
            Question.type,
            Revision.level,
            Revision.also,
        )
        .join(
            Revision,
            (Revision.question_id == Question.id) & (Revision.number == Question.published_number),
        )
        .where(Question.retired_at.is_(None))
    )
    types: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for row in db.session.execute(questions):
        own = found.get(row.objective_id)
        if own is None:  # its objective or its course is retired
            continue
        types[row.type] += 1
        levels[row.level] += 1
        own.questions += 1
        own.types.add(row.type)
        own.levels.add(row.level)
        for code in row.also:
            if (row.course_id, code) in by_code:
                by_code[row.course_id, code].joined += 1
    return Coverage(
        tuple(found.values()), dict(sorted(types.items())), dict(sorted(levels.items()))
    )
