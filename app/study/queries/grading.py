"""What each grade would do to the card of an answer, for the buttons that offer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from app.cards.models import Card, Review
from app.cards.queries.schedules import get_card_schedule
from app.db import db
from app.domain import grades
from app.domain.questions.registry import SELF_GRADED
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
    """Return the grades that may still be chosen for a review, lowest first; none once settled.

    Of an answer that waits for its grade, none of them stands.
    """
    before = None if review.state_before is None else CardState.from_json(review.state_before)
    waits = review.is_waiting
    if review.learner_on != today or (review.kind == "practice" and not waits):
        return []
    card = db.session.get(Card, (review.learner_id, review.question_id))
    if waits:  # It has not left the card in any version yet: it is its next answer, or too late.
        has_moved_on = review.number != 1 + (0 if card is None else card.answers)
    else:  # Without a card it was undone.
        has_moved_on = card is None or card.version != review.card_version
    if has_moved_on:
        return []
    self_graded = review.question_type in SELF_GRADED
    bounds = grades.allowed_grades(
        correct=review.correct, automatic=review.automatic_grade, self_graded=self_graded
    )
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
        if not waits:
            moved[review.grade] = review.moved_to
    return [
        Outcome(
            grade=grade,
            label=grades.grade_label(grade, correct=review.correct and not self_graded),
            days=((moved.get(grade) or state.due_on) - review.learner_on).days,
            comes_back=bool(state.drill),
            chosen=grade == review.grade and not waits,
        )
        for grade, state in states.items()
    ]
