"""The answers of a card's log, as folding and planning need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.cards.models import Review
from app.db import db
from app.domain.scheduling.log.answering import Answered

_reviews = Review.__table__.c


# As far as folding needs them: a million rows pass by when a large course changes its schedule.
_ANSWERED = (
    select(
        _reviews.question_id,
        _reviews.kind,
        _reviews.grade,
        _reviews.correct,
        _reviews.grade_reason,
        _reviews.learner_on,
        _reviews.answered_at,
        _reviews.moved_to,
        _reviews.moved_for,
    )
    .where(_reviews.learner_id == bindparam("learner_id"), _reviews.undone_at.is_(None))
    .order_by(_reviews.question_id, _reviews.number)
)
_BETWEEN = _ANSWERED.where(_reviews.question_id.between(bindparam("first"), bindparam("last")))
# Between the first and the last as well: a long list alone is compared with every answer there is.
_OF = _BETWEEN.where(_reviews.question_id.in_(bindparam("questions", expanding=True)))


def map_answers(
    learner_id: int, first_question_id: int, last_question_id: int
) -> Mapping[int, list[Answered]]:
    """Return the answers that stand to the questions between two ids, by question, in order."""
    values = {"learner_id": learner_id, "first": first_question_id, "last": last_question_id}
    return _by_question(db.session.execute(_BETWEEN, values))


def map_answers_to(learner_id: int, question_ids: Sequence[int]) -> Mapping[int, list[Answered]]:
    """Return the answers that stand to some questions, by question, in order."""
    values = {
        "learner_id": learner_id,
        "first": min(question_ids),
        "last": max(question_ids),
        "questions": question_ids,
    }
    return _by_question(db.session.execute(_OF, values))


def _by_question(rows: Iterable[Any]) -> dict[int, list[Answered]]:
    answers: dict[int, list[Answered]] = {}
    for row in rows:
        answers.setdefault(row.question_id, []).append(
            Answered(
                kind=row.kind,
                grade=row.grade,
                correct=row.correct or bool(row.grade_reason),
                today=row.learner_on,
                answered_at=row.answered_at,
                moved_to=row.moved_to,
                for_exam=row.moved_for == "exam",
            )
        )
    return answers
