"""Tags on many questions at once: each that changes gets a revision of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.accounts.models import User
from app.bank.models import Question, Revision
from app.bank.queries import questions as queries
from app.bank.service.indexing import index_questions
from app.bank.service.texts import MOST_TAGS, checked_tag
from app.db import db
from app.domain.errors import Invalid

Change = Callable[[tuple[str, ...]], tuple[str, ...]]


def add_tag(questions: Sequence[int], tag: str, *, actor: User, now: datetime) -> list[int]:
    """Put a tag on questions, and return the ids of those that did not have it.

    What learners get stays what they get: where the latest revision is published, the new one is;
    a draft stays a draft. Retired questions are left alone.

    Raises:
        Invalid: it is no tag, or a question has as many tags as it may.
    """
    tag = checked_tag(tag)
    return _retag(
        questions, lambda tags: tags if _has(tags, tag) else (*tags, tag), actor=actor, now=now
    )


def remove_tag(questions: Sequence[int], tag: str, *, actor: User, now: datetime) -> list[int]:
    """Take a tag off questions, and return the ids of those that had it.

    Raises:
        Invalid: it is no tag.
    """
    wanted = checked_tag(tag).casefold()
    return _retag(
        questions,
        lambda tags: tuple(one for one in tags if one.casefold() != wanted),
        actor=actor,
        now=now,
    )


def _has(tags: Sequence[str], tag: str) -> bool:
    return tag.casefold() in {one.casefold() for one in tags}


def _retag(questions: Sequence[int], change: Change, *, actor: User, now: datetime) -> list[int]:
    changed = []
    # In one order everywhere, so that two who tag the same questions do not wait for each other.
    for question_id in sorted(set(questions)):
        question = queries.lock_question(question_id)
        if question.retired_at is None and _retag_one(question, change, actor, now):
            changed.append(question_id)
    index_questions(changed)
    return changed


def _retag_one(question: Question, change: Change, actor: User, now: datetime) -> bool:
    latest = queries.get_revision_row(question.id, question.latest_number)
    tags = change(tuple(latest.tags))
    if tags == tuple(latest.tags):
        return False
    if len(tags) > MOST_TAGS:
        raise Invalid(f"“{question.slug}” has {MOST_TAGS} tags already.", field="tag")
    was_published = question.published_number == question.latest_number
    question.latest_number += 1
    if was_published:
        question.published_number = question.latest_number
    question.edited_by = actor.id
    db.session.add(
        Revision(
            question_id=question.id,
            number=question.latest_number,
            content=dict(latest.content),
            level=latest.level,
            tags=list(tags),
            section=latest.section,
            also=list(latest.also),
            created_by=actor.id,
            created_at=now,
        )
    )
    db.session.flush()
    return True
