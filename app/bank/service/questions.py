"""Writing questions: every save is a new revision, and publishing says which one learners get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Revision
from app.bank.queries import courses as course_queries
from app.bank.queries import questions as queries
from app.bank.service.indexing import index_questions
from app.bank.service.publishing import check_publishable
from app.bank.service.texts import QuestionText, kept, slug_from
from app.db import db
from app.domain.errors import Conflict, Invalid

LONGEST_SLUG = 80
LONGEST_GENERATED = 60


class Stale(Conflict):
    """Another revision was saved since the form was opened."""

    def __init__(self, latest_number: int) -> None:
        super().__init__("Somebody saved another revision while you were writing.")
        self.latest_number = latest_number


@dataclass(frozen=True, slots=True)
class Opened:
    """What an edit form was opened on: the revision and the objective's code."""

    number: int
    objective: str


def create_question(
    course: Course,
    objective: Objective,
    type_name: str,
    text: QuestionText,
    *,
    actor: User,
    now: datetime,
) -> Question:
    """Make a draft and return it; the slug comes from the objective's code and the stem.

    It need not be finished. Sending the same form twice makes one question.

    Raises:
        Invalid: something in the text cannot be kept.
    """
    text = kept(text, type_name)
    _check_joined(text, objective)
    course_queries.lock_course(course.id)
    start = _slug_start(objective, text)
    taken = queries.list_slugs(course.id, start)
    made_before = _made_before(course, objective, type_name, text, taken, actor)
    if made_before is not None:
        return made_before
    question = Question(
        course_id=course.id,
        topic_id=objective.topic_id,
        objective_id=objective.id,
        slug=_free_slug(start, taken),
        type=type_name,
        position=queries.last_question_position(objective.topic_id) + 1,
        latest_number=1,
        created_by=actor.id,
        edited_by=actor.id,
        created_at=now,
    )
    db.session.add(question)
    db.session.flush()
    _add_revision(question, text, actor, now)
    index_questions([question.id])
    return question


def _check_joined(text: QuestionText, objective: Objective) -> None:
    """Refuse to join what the course does not have, or the question's own objective."""
    found = course_queries.list_objectives_by_code(objective.course_id, text.also)
    if len(found) != len(text.also) or objective.code in text.also:
        raise Invalid("Choose other objectives of this course.", field="also")


def _slug_start(objective: Objective, text: QuestionText) -> str:
    words = slug_from(
        str(text.content.get("stem", "")), LONGEST_GENERATED - len(objective.code) - 1
    )
    return f"{objective.code.lower().rstrip('-')}-{words or 'question'}".replace("--", "-")


def _free_slug(start: str, taken: set[str]) -> str:
    if start not in taken:
        return start
    number = 2
    while f"{start}-{number}" in taken:
        number += 1
    return f"{start}-{number}"


def _made_before(
    course: Course,
    objective: Objective,
    type_name: str,
    text: QuestionText,
    taken: set[str],
    actor: User,
) -> Question | None:
    """Return the question that this very form made already, if it did."""
    for question, revision in queries.list_first_revisions(course.id, actor.id, taken):
        if (
            question.type == type_name
            and question.objective_id == objective.id
            and text.same_as(revision)
        ):
            return question
    return None


def save_revision(
    question: Question,
    text: QuestionText,
    *,
    opened: Opened,
    objective: Objective,
    actor: User,
    now: datetime,
) -> bool:
    """Save what an author wrote as a new revision; tell whether anything had changed.

    ``opened`` is what the form was opened on. Saving what is the latest text already is no change,
    whoever saved it.

    Raises:
        Invalid: something in the text cannot be kept.
        Stale: another revision came in between, or another objective.
        Conflict: the question is retired.
    """
    question = queries.lock_question(question.id)
    if question.retired_at is not None:
        raise Conflict("This question is retired. Restore it before you edit it.")
    text = kept(text, question.type)
    moved = _move(question, objective, opened)
    _check_joined(text, objective)
    if text.same_as(queries.get_revision_row(question.id, question.latest_number)):
        changed = False
    elif opened.number != question.latest_number:
        raise Stale(question.latest_number)
    else:
        question.latest_number += 1
        _add_revision(question, text, actor, now)
        changed = True
    if changed or moved:
        question.edited_by = actor.id
        db.session.flush()
        index_questions([question.id])
    return changed or moved


def _move(question: Question, objective: Objective, opened: Opened) -> bool:
    """Put a question under another objective, if the author chose one."""
    if objective.course_id != question.course_id:
        raise Invalid("Choose an objective of this course.", field="objective")
    if objective.code == opened.objective or objective.id == question.objective_id:
        return False
    current = course_queries.get_objective_row(question.objective_id)
    if current.code != opened.objective:
        raise Stale(question.latest_number)
    question.objective_id = objective.id
    question.topic_id = objective.topic_id
    return True


def _add_revision(question: Question, text: QuestionText, actor: User, now: datetime) -> None:
    db.session.add(
        Revision(
            question_id=question.id,
            number=question.latest_number,
            content=dict(text.content),
            level=text.level,
            tags=list(text.tags),
            section=text.section,
            also=list(text.also),
            created_by=actor.id,
            created_at=now,
        )
    )
    db.session.flush()


def publish_question(
    question: Question,
    number: int,
    *,
    excuses: Mapping[str, str] = MappingProxyType({}),
    actor: User,
    now: datetime,
) -> None:
    """Give learners the latest revision; ``number`` is the one that the author looked at.

    A question published for the first time is introduced after all others of its course.
    ``excuses`` are the author's reasons to publish it although it breaks rules, by rule; those
    that are needed are kept as waivers.

    Raises:
        Stale: there is a newer revision than the one looked at.
        Conflict: the question is retired.
        Unfinished: something is missing that its type needs.
        ReasonNeeded: it breaks a rule whose breach is an error, and ``excuses`` says nothing of it.
    """
    del now
    course = course_queries.lock_course(question.course_id)
    question = queries.lock_question(question.id)
    if question.retired_at is not None:
        raise Conflict("This question is retired. Restore it before you publish it.")
    if number != question.latest_number:
        raise Stale(question.latest_number)
    if question.published_number == number:
        return
    check_publishable(question, course.language, excuses)
    question.published_number = number
    question.edited_by = actor.id
    if question.introduction_order is None:
        question.introduction_order = queries.last_introduction(question.course_id) + 1
    db.session.flush()
    index_questions([question.id])


def retire_question(question: Question, *, actor: User, now: datetime) -> None:
    """Take a question away from learners; what they answered stays. Twice is once."""
    question = queries.lock_question(question.id)
    if question.retired_at is None:
        question.retired_at = now
        question.edited_by = actor.id


def restore_question(question: Question, *, actor: User, now: datetime) -> None:
    """Give a retired question back, with its objective and topic if they are retired too.

    It is introduced after all others: some learners may have passed its old place meanwhile.
    """
    del now
    course_queries.lock_course(question.course_id)
    question = queries.lock_question(question.id)
    if question.retired_at is None:
        return
    question.retired_at = None
    question.edited_by = actor.id
    if question.introduction_order is not None:
        question.introduction_order = queries.last_introduction(question.course_id) + 1
    objective = course_queries.get_objective_row(question.objective_id)
    for row in (objective, objective.topic):
        if row.retired_at is not None:
            row.retired_at = None
            row.edited_by = actor.id
