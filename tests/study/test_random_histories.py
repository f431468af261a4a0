"""Whatever a learner does over weeks, every stored card is the fold of its log."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.accounts.queries.learner_days import today_of
from app.cards.models import Review
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import get_review
from app.cards.queries.scopes import list_scopes
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain import grades
from app.study.queries.next_card import find_next, get_workload
from app.study.queries.sessions import find_open_session
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, answer_card
from app.study.service.undoing import undo_answer
from tests.learning.content import WRITTEN_AT, make_course
from tests.people import make_user


@pytest.mark.parametrize("seed", range(4))
def test_cards_are_the_fold_of_random_histories(app, at, seed) -> None:
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")  # the clocks of the learner's zone change on the 29th
    learner = make_user(time_zone="Europe/Berlin", day_turns_at_hour=chance.randrange(24))
    course = make_course(questions=6, topics=2)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    for _ in range(60):
        clock.advance(minutes=chance.choice([1, 1, 1, 30, 700, 1440, 3 * 1440]))
        with transaction():
            one_step(learner, chance, clock.now())
    assert db.session.scalar(select(func.count()).select_from(Review)) >= 20
    assert list(verify()) == []


RESPONSES = [{"choice": "1"}, {"choice": "1"}, {"choice": "2"}, {}]


def one_step(learner, chance, now, responses=RESPONSES) -> None:
    scopes = list_scopes(learner.id)
    today = today_of(learner, now)
    session = find_open_session(learner.id, today, None)
    workload = get_workload(learner.id, scopes, today, get_preferences(learner.id))
    card = find_next(learner.id, scopes, today, workload, session)
    if card is None:
        return
    response = chance.choice(responses)
    answer = Answer(
        review_id=new_review_id(chance),
        question_id=card.text.question_id,
        revision_number=card.text.number,
        answers=card.answers,
        one_course=False,
        response=response,
        certainty=chance.choice(["", "guess", "unsure", "sure"]),
        milliseconds=chance.randrange(100, 90_000),
    )
    assert answer_card(answer, actor=learner, now=now)
    if chance.random() < 0.3:
        review = get_review(learner.id, answer.review_id)
        allowed = grades.allowed_grades(correct=review.correct, automatic=review.automatic_grade)
        adjust_grade(review.id, chance.choice(allowed), actor=learner, now=now)
    elif response == {"choice": "2"} and chance.random() < 0.5:
        adjust_grade(answer.review_id, 4, reason="typo", actor=learner, now=now)
    if chance.random() < 0.2:
        undo_answer(answer.review_id, actor=learner, now=now)


def new_review_id(chance) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
