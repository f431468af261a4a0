"""Making and editing courses, topics and objectives on the web.

Each row that a person made or changed carries their id in ``edited_by``; files do not undo it.
Sending the same form twice makes one thing: the second call returns what the first one made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.bank.files.drafts import EVIDENCE
from app.bank.files.fields import CODE
from app.bank.files.reader import COURSE_NAME
from app.bank.models import LONGEST_TITLE, Course, Objective, Topic
from app.bank.queries import courses as queries
from app.bank.service.indexing import index_course, index_objectives
from app.bank.service.keeping_topics import follow_objectives
from app.bank.service.texts import slug_from
from app.db import db
from app.domain.errors import Conflict, Invalid
from app.domain.names import checked_name

LONGEST_SLUG = 64
LONGEST_CODE = 32


class Overtaken(Conflict):
    """Somebody saved another text since the form was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody saved another version while you were writing.")


@dataclass(frozen=True, slots=True)
class CourseText:
    """What a course says about itself."""

    title: str
    description: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class TopicText:
    """What a topic says about itself."""

    title: str
    summary: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """What an objective states, and what that rests on."""

    claim: str
    evidence: str
    section: str


Text = TypeVar("Text", CourseText, TopicText)


def create_course(text: CourseText, *, actor: User, now: datetime) -> Course:
    """Make a course; its slug comes from the title.

    Raises:
        Invalid: the title cannot be, leaves no slug, or another course has it.
    """
    text = _with_checked_title(text)
    slug = _slug(text.title)
    existing = queries.find_course(slug)
    if existing is not None:
        _require_same(existing, asdict(text), actor, "There is already a course with this title.")
        return existing
    course = Course(slug=slug, **asdict(text), created_at=now, edited_by=actor.id)
    _add(course)
    return course


def state_of(row: Course | Topic | Objective) -> str:
    """Return a short text that says what a form was opened on: another text, another state."""
    if isinstance(row, Course):
        said = [row.title, row.description, row.source, row.language]
    elif isinstance(row, Topic):
        said = [row.title, row.summary, row.reading]
    else:
        said = [row.claim, row.evidence, row.section, str(row.topic_id)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _check_current(
    row: Course | Topic | Objective, values: Mapping[str, object], opened: str
) -> None:
    """Refuse to replace what somebody saved since the form was opened, unless it is the same."""
    same = all(getattr(row, name) == value for name, value in values.items())
    if not same and state_of(row) != opened:
        raise Overtaken


def edit_course(
    course: Course, text: CourseText, *, opened: str, actor: User, now: datetime
) -> None:
    """Change what a course says; its slug stays. ``opened`` is its state when the form was opened.

    Raises:
        Invalid: the title cannot be.
        Overtaken: somebody else saved it since.
    """
    del now
    text = _with_checked_title(text)
    course = queries.lock_row(course)
    _check_current(course, asdict(text), opened)
    language = course.language
    _apply(course, asdict(text), actor)
    if course.language != language:
        db.session.flush()
        index_course(course.id)


def create_topic(course: Course, text: TopicText, *, actor: User, now: datetime) -> Topic:
    """Add a topic to the end of a course.

    Raises:
        Invalid: the title cannot be, leaves no slug, or another topic has it.
    """
    del now
    text = _with_checked_title(text)
    slug = _slug(text.title)
    if slug == COURSE_NAME:
        slug = f"{slug}-topic"
    existing = queries.find_topic(course.id, slug)
    if existing is not None:
        _require_same(
            existing, asdict(text), actor, "The course already has a topic with this title."
        )
        return existing
    position = queries.last_position(Topic, course.id) + 1
    topic = Topic(
        course_id=course.id, slug=slug, position=position, edited_by=actor.id, **asdict(text)
    )
    _add(topic)
    return topic


def edit_topic(topic: Topic, text: TopicText, *, opened: str, actor: User, now: datetime) -> None:
    """Change what a topic says; its slug stays. ``opened`` is its state when the form was opened.

    Raises:
        Invalid: the title cannot be.
        Overtaken: somebody else saved it since.
    """
    del now
    text = _with_checked_title(text)
    topic = queries.lock_row(topic)
    _check_current(topic, asdict(text), opened)
    _apply(topic, asdict(text), actor)


def create_objective(
    topic: Topic, code: str, text: ObjectiveText, *, actor: User, now: datetime
) -> Objective:
    """Add an objective to the end of a topic.

    Raises:
        Invalid: the code is malformed or taken, or the evidence level unknown.
    """
    del now
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        raise Invalid(
            "Use a capital letter, then capitals, digits and hyphens, such as F01.", field="code"
        )
    _check_evidence(text)
    existing = queries.find_objective(topic.course_id, code)
    if existing is not None:
        values = {**asdict(text), "topic_id": topic.id}
        _require_same(existing, values, actor, "The course already has this code.", field="code")
        return existing
    objective = Objective(
        course_id=topic.course_id,
        topic_id=topic.id,
        code=code,
        position=queries.last_position(Objective, topic.id) + 1,
        edited_by=actor.id,
        **asdict(text),
    )
    _add(objective)
    return objective


def edit_objective(
    objective: Objective,
    topic: Topic,
    text: ObjectiveText,
    *,
    opened: str,
    actor: User,
    now: datetime,
) -> None:
    """Change what an objective says, or move it (and its questions) to another topic.

    ``opened`` is its state when the form was opened.

    Raises:
        Invalid: the evidence level is unknown, or the topic belongs to another course.
        Overtaken: somebody else saved it since.
    """
    del now
    _check_evidence(text)
    if topic.course_id != objective.course_id:
        raise Invalid("Choose a topic of this course.", field="topic")
    objective = queries.lock_row(objective)
    _check_current(objective, {**asdict(text), "topic_id": topic.id}, opened)
    moves = objective.topic_id != topic.id
    if moves:
        position = queries.last_position(Objective, topic.id) + 1
        _apply(objective, {"topic_id": topic.id, "position": position}, actor)
    is_found_otherwise = moves or objective.claim != text.claim
    _apply(objective, asdict(text), actor)
    db.session.flush()
    follow_objectives(objective.course_id)
    if is_found_otherwise:
        index_objectives([objective.id])


def _check_evidence(text: ObjectiveText) -> None:
    if text.evidence not in EVIDENCE:
        raise Invalid("Choose the evidence for the claim.", field="evidence")


def _with_checked_title(text: Text) -> Text:
    title = checked_name(text.title, LONGEST_TITLE, noun="title", field="title")
    return replace(text, title=title)


def _slug(title: str) -> str:
    slug = slug_from(title, LONGEST_SLUG)
    if not slug:
        raise Invalid("Use some letters or digits in the title.", field="title")
    return slug


def _require_same(
    existing: Course | Topic | Objective,
    values: Mapping[str, object],
    actor: User,
    message: str,
    field: str = "title",
) -> None:
    """Let the same form through twice and refuse everything else under a taken name."""
    same = all(getattr(existing, name) == value for name, value in values.items())
    if existing.edited_by != actor.id or existing.retired_at is not None or not same:
        raise Invalid(message, field=field)


def _apply(row: Course | Topic | Objective, values: Mapping[str, object], actor: User) -> None:
    """Set what differs, and note who did so; nothing at all when nothing differs."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.edited_by = actor.id


def _add(row: Course | Topic | Objective) -> None:
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(
            "Somebody else created the same thing at the same moment. Go back and look."
        ) from None
