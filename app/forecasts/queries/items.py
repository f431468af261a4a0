"""First answers to questions, and the statistics that they make.

First answers have an index of their own; it serves where the condition is spelled as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.bank.models import Question, Revision
from app.cards.models import FIRST_ANSWER, Preferences, Review
from app.cards.models.preferences import USUAL_SECONDS
from app.cards.queries.preferences import at_most
from app.db import db
from app.domain.questions import TYPES
from app.domain.questions.parts.entries import Entry, entries, find
from app.domain.questions.registry import SELF_GRADED
from app.domain.statistics.items import FirstAnswer, ItemStatistics, item_statistics, rest_share

ROWS_AT_ONCE = 5_000
_WITH_CHOICES = [name for name, kind in TYPES.items() if kind.choice_list]

# What learners say of themselves does not go together with what was marked.
_MARKED = Review.question_type.not_in(sorted(SELF_GRADED))

Totals = dict[int, tuple[float, int]]


def list_statistics(course_id: int) -> dict[int, ItemStatistics]:
    """Return the statistics of all questions that have first answers, by the question's id.

    Three reads: what each learner did over the course, what its questions offer to choose, then
    the answers to what learners get now, question by question.
    """
    totals = _totals(_per_learner(course_id))
    offered = _offered(Question.course_id == course_id)
    rows = db.session.execute(_first_answers(course_id).execution_options(yield_per=ROWS_AT_ONCE))
    return {
        question_id: item_statistics(list(_answers(group, totals, offered.get(question_id, ()))))
        for question_id, group in groupby(rows, key=lambda row: int(row.question_id))
    }


def get_statistics(question: Question) -> ItemStatistics:
    """Return the statistics of one question; without answers they are empty."""
    answered = select(Review.learner_id).where(
        FIRST_ANSWER, Review.course_id == question.course_id, Review.question_id == question.id
    )
    totals = _totals(_per_learner(question.course_id).where(Review.learner_id.in_(answered)))
    rows = db.session.execute(
        _first_answers(question.course_id).where(Review.question_id == question.id)
    )
    offered = _offered(Question.id == question.id).get(question.id, ())
    return item_statistics(list(_answers(iter(rows), totals, offered)))


def _per_learner(course_id: int) -> Select[int, float, int]:
    return (
        select(Review.learner_id, func.sum(Review.share), func.count())
        .where(FIRST_ANSWER, _MARKED, Review.course_id == course_id)
        .group_by(Review.learner_id)
    )


def _totals(statement: Select[int, float, int]) -> Totals:
    return {
        learner_id: (float(share), count)
        for learner_id, share, count in db.session.execute(statement)
    }


def _first_answers(course_id: int) -> Select[Any]:
    longest = func.coalesce(Preferences.longest_answer_seconds, USUAL_SECONDS) * 1000
    return (
        select(
            Review.question_id,
            Review.learner_id,
            Review.share,
            Review.response,
            at_most(longest).label("milliseconds"),
        )
        .join(
            Question,
            (Question.id == Review.question_id)
            & (Question.published_number == Review.revision_number),
        )
        .outerjoin(Preferences, Preferences.learner_id == Review.learner_id)
        .where(FIRST_ANSWER, _MARKED, Review.course_id == course_id, Question.retired_at.is_(None))
        .order_by(Review.question_id)
    )


def _offered(wanted: ColumnElement[bool]) -> dict[int, tuple[Entry, ...]]:
    """Return what questions that learners get now offer to choose, by the question's id."""
    rows = db.session.execute(
        select(Question.id, Revision.content)
        .join(
            Revision,
            (Revision.question_id == Question.id) & (Revision.number == Question.published_number),
        )
        .where(wanted, Question.retired_at.is_(None), Question.type.in_(_WITH_CHOICES))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    return {
        row.id: entries(row.content, "choices") or entries(row.content, "regions") for row in rows
    }


def _answers(
    rows: Iterator[Any], totals: Totals, offered: Sequence[Entry]
) -> Iterator[FirstAnswer]:
    for row in rows:
        total, count = totals[row.learner_id]
        yield FirstAnswer(
            share=row.share,
            chosen=_chosen(row.response, offered),
            milliseconds=row.milliseconds,
            rest=rest_share(total, count, row.share),
        )


def _chosen(response: dict[str, Any], offered: Sequence[Entry]) -> tuple[str, ...]:
    """Return the ids of the choices in a response; other types have none.

    Of a statement to judge, whose choices are no entries, they are as they were stored.
    """
    chosen = response.get("choice", [])
    names = chosen if isinstance(chosen, list) else [chosen]
    if not offered:
        return tuple(names)
    return tuple(one.id for name in names if (one := find(offered, name)))
