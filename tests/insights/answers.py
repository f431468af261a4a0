"""A class of learners who answer questions for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Course, Question, Revision
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.study.service.answering import Answer, answer_card
from tests.learning.content import WRITTEN_AT
from tests.people import make_user

NOW = WRITTEN_AT + timedelta(days=30)


def make_learners(course: Course, count: int) -> list[User]:
    """Return learners who are enrolled in a course."""
    learners = [make_user() for _ in range(count)]
    with transaction():
        for learner in learners:
            enrol(course, actor=learner, now=WRITTEN_AT)
    return learners


def give(
    learner: User,
    slug: str,
    response: Mapping[str, Any],
    *,
    milliseconds: int = 5000,
    answers: int = 0,
) -> None:
    """Let a learner answer the published revision of a question."""
    question = question_called(slug)
    with transaction():
        answer_card(
            Answer(
                review_id=new_id(),
                question_id=question.id,
                revision_number=question.published_number,
                answers=answers,
                one_course=False,
                response=dict(response),
                certainty="",
                milliseconds=milliseconds,
            ),
            actor=learner,
            now=NOW + timedelta(minutes=answers),
        )


def question_called(slug: str) -> Question:
    """Return a question as it is now."""
    return db.session.scalars(
        select(Question).where(Question.slug == slug).execution_options(populate_existing=True)
    ).one()


def revise(slug: str, *, publish: bool, content: Mapping[str, Any] | None = None) -> None:
    """Write a new revision of a question at ``NOW``, and give it to learners or not."""
    with transaction():
        question = question_called(slug)
        before = db.session.get(Revision, (question.id, question.latest_number))
        question.latest_number += 1
        db.session.add(
            Revision(
                question_id=question.id,
                number=question.latest_number,
                content=dict(content or before.content),
                level="recall",
                tags=[],
                section="",
                created_at=NOW,
            )
        )
        if publish:
            question.published_number = question.latest_number


def waive(slug: str, **reasons: str) -> None:
    """Put waivers on a question; ``_`` stands for ``-``."""
    with transaction():
        question_called(slug).waivers = {
            rule.replace("_", "-"): reason for rule, reason in reasons.items()
        }


def answer_all(learners: Sequence[User], slug: str, choices: Sequence[str]) -> None:
    """Let learners take these choices, one each; '' for none."""
    for learner, choice in zip(learners, choices, strict=True):
        give(learner, slug, {"choice": choice} if choice else {})
