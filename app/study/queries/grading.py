"""What each grade would do to the card of an answer, for the buttons that offer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from app.cards.models import Card, Review
from app.cards.queries.schedules import get_card_schedule
from app.db import db
from app.domain import grades
from app.domain.scheduling.log.answering import outcomes
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fuzz
from app.planning.queries.due_days import Subject, choose_days, get_wishes


@dataclass(frozen=True, slots=True)
class Outcome:
    """One grade to choose: its words, when the card would return, and if it stands now.

    ``days`` counts from the day of the answer; ``comes_back`` tells that the question returns in
    this session first.
    """

    grade: int
    label: str
    days: int
    comes_back: bool
    chosen: bool


def list_outcomes(review: Review, today: date) -> list[Outcome]:
    """Return the grades that may still be chosen for a review, lowest first; none once settled."""
    card = db.session.get(Card, (review.learner_id, review.question_id))
    # Without a card the answer was undone.
    has_moved_on = card is None or card.version != review.card_version
    if review.kind == "practice" or has_moved_on or review.learner_on != today:
        return []
    before = None if review.state_before is None else CardState.from_json(review.state_before)
    bounds = grades.allowed_grades(correct=review.correct, automatic=review.automatic_grade)
    schedule = get_card_schedule(review.learner_id, review.course_id, review.question_id)
    states = outcomes(
        before,
        kind=cast(Kind, review.kind),
        grades=sorted({*bounds, review.grade}),
        correct=review.correct,
        today=review.learner_on,
        answered_at=review.answered_at,
        schedule=schedule,
        seed=fuzz.seed_of(review.learner_id, review.question_id),
    )
    moved: dict[int, date | None] = {}
    if review.kind == "review":
        key = (review.learner_id, review.course_id, review.question_id, review.number)
        wishes = get_wishes(review.learner_id, review.course_id, review.learner_on)
        picked = choose_days(Subject(*key, schedule), states, review.learner_on, wishes)
        moved = {grade: one.day if one else None for grade, one in picked.items()}
        # What is said of the grade that stands is what was stored, whatever changed meanwhile.
        moved[review.grade] = review.moved_to
    return [
        Outcome(
            grade=grade,
            label=grades.grade_label(grade, correct=review.correct),
            days=((moved.get(grade) or state.due_on) - review.learner_on).days,
            comes_back=bool(state.drill),
            chosen=grade == review.grade,
        )
        for grade, state in states.items()
    ]
