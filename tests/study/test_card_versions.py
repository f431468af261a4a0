"""A card's version goes up with every write; whether it has moved on is told by it alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.accounts.queries.learner_days import today_of
from app.cards.models import Card, CoursePlan, Review
from app.cards.service import folding, states
from app.cards.service.changing_schedules import WantedSchedule, change_schedule, undo_change
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.errors import Conflict
from app.domain.scheduling.memory.scheduler import Schedule
from app.planning.jobs import plan_exams
from app.study.queries.grading import list_outcomes
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, prepare_answer
from app.study.service.storing_answers import PreparedAnswer, store_answer
from app.study.service.undoing import undo_answer
from app.study.views import answers as views
from tests.learning.content import RIGHT, WRONG
from tests.learning.driving import answer, ask, study
from tests.planning.test_moving import move, reset, undo


@pytest.fixture
def clock(at):
    return at("2026-03-02 10:00")


def card() -> Card:
    db.session.expire_all()
    return db.session.scalars(select(Card).order_by(Card.question_id)).first()


def review_of(review_id: str) -> Review:
    db.session.expire_all()
    return db.session.scalars(select(Review).where(Review.id == UUID(review_id))).one()


def is_open(review_id: str) -> bool:
    """Tell whether grades are offered for an answer, which asks what undoing and adjusting ask."""
    review = review_of(review_id)
    offered = bool(list_outcomes(review, review.learner_on))
    assert offered == (review.card_version == card().version)
    return offered


def adjust(learner, review_id: str, grade: int, now) -> None:
    with transaction():
        adjust_grade(UUID(review_id), grade, actor=learner, now=now)


def take_back(learner, review_id: str, now) -> None:
    with transaction():
        undo_answer(UUID(review_id), actor=learner, now=now)


def reschedule(course, learner, now, schedule, *, moves_due: bool = False) -> None:
    with transaction():
        change_schedule(course, WantedSchedule(schedule, moves_due), actor=learner, now=now)


def plan_for(course, exam_on: date | None, now) -> None:
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))
    plan_exams(now)


def second_answer(client, clock) -> str:
    """Answer a card on two days; return the id of the second answer."""
    study(client, RIGHT)
    clock.advance(days=1)
    review_id = study(client, RIGHT)
    clock.advance(minutes=1)
    return review_id


def prepare(form: dict[str, str], learner, now) -> PreparedAnswer:
    prepared = prepare_answer(
        Answer(
            review_id=new_id(),
            question_id=int(form["question_id"]),
            revision_number=1,
            answers=int(form["answers"]),
            one_course=False,
            response=RIGHT,
            certainty="",
            milliseconds=0,
        ),
        actor=learner,
        now=now,
    )
    assert prepared is not None
    return prepared


def test_an_answer_remembers_the_version_that_it_left(client, learner, clock) -> None:
    first = study(client, RIGHT)
    begun = card().version
    assert review_of(first).card_version == begun == states.first_version(UUID(first))
    clock.advance(days=1)
    second = study(client, RIGHT)
    assert (card().version, card().answers) == (begun + 1, 2)
    assert review_of(second).card_version == begun + 1
    assert review_of(first).card_version == begun


@pytest.mark.parametrize("what", ["grade", "undo", "move", "reset", "schedule", "exam"])
def test_every_other_write_makes_it_another_version(client, learner, course, clock, what) -> None:
    review_id = second_answer(client, clock)
    before = card().version
    now, question_id = clock.now(), card().question_id
    today = today_of(learner, now)
    if what == "grade":
        adjust(learner, review_id, 3, now)
    elif what == "undo":
        take_back(learner, review_id, now)
    elif what == "move":
        move(learner, [question_id], today + timedelta(days=40), now)
    elif what == "reset":
        reset(learner, [question_id], now)
    elif what == "schedule":
        reschedule(course, learner, now, Schedule("fsrs", 0.8))
    else:
        plan_for(course, today + timedelta(days=5), now)
    assert card().version > before
    assert list(verify()) == []


@pytest.mark.parametrize("what", ["move", "reset", "schedule", "exam"])
def test_an_answer_is_settled_while_its_card_is_another_and_open_when_it_is_back(
    client, learner, course, clock, what
) -> None:
    review_id = second_answer(client, clock)
    left, due_on = card().version, card().due_on
    now, question_id = clock.now(), card().question_id
    batch_id = new_id()
    assert is_open(review_id)
    if what == "move":
        move(learner, [question_id], due_on + timedelta(days=40), now, batch_id)
    elif what == "reset":
        reset(learner, [question_id], now, batch_id)
    elif what == "schedule":
        reschedule(course, learner, now, Schedule("fsrs", 0.8))
    else:
        plan_for(course, due_on - timedelta(days=1), now)
    assert not is_open(review_id)
    with pytest.raises(Conflict):
        adjust(learner, review_id, 3, now)
    with pytest.raises(Conflict):
        take_back(learner, review_id, now)
    assert review_of(review_id).undone_at is None
    clock.advance(minutes=1)
    if what in {"move", "reset"}:
        undo(learner, batch_id, clock.now())
    elif what == "schedule":
        with transaction():
            undo_change(course, 1, actor=learner, now=clock.now())
    else:
        plan_for(course, None, clock.now())
    assert card().version > left + 1
    assert is_open(review_id)
    take_back(learner, review_id, clock.now())
    assert card().answers == 1
    assert list(verify()) == []


def test_when_the_newest_answer_is_undone_the_one_before_is_open_again(
    client, learner, clock
) -> None:
    first = study(client, WRONG)
    question = card().question_id
    clock.advance(minutes=1)
    drill = study(client, RIGHT, f"/study?question={question}")
    assert not is_open(first)
    take_back(learner, drill, clock.now())
    assert is_open(first)
    adjust(learner, first, 0, clock.now())
    assert is_open(first)
    assert list(verify()) == []


@pytest.mark.parametrize("what", ["exam", "schedule", "move"])
def test_an_answer_to_a_page_of_before_is_taken(client, learner, course, clock, what) -> None:
    second_answer(client, clock)
    clock.advance(days=6)
    form = ask(client)
    assert form["answers"] == "2"
    now = clock.now()
    if what == "exam":
        plan_for(course, today_of(learner, now) + timedelta(days=30), now)
    elif what == "schedule":
        reschedule(course, learner, now, Schedule("fsrs", 0.8))
    else:
        move(learner, [card().question_id], today_of(learner, now), now)
    clock.advance(minutes=1)
    assert answer(client, form, RIGHT).status_code == 303
    assert card().answers == 3
    assert list(verify()) == []


def test_an_answer_reckoned_under_another_schedule_is_refused_though_the_card_stayed(
    client, learner, course, clock
) -> None:
    """A longest interval leaves a card that waits for less alone, but not what an answer makes of it."""
    second_answer(client, clock)
    clock.advance(days=6)
    before = card()
    prepared = prepare(ask(client), learner, clock.now())
    version, due_on = before.version, before.due_on
    reschedule(course, learner, clock.now(), Schedule(longest_days=30))
    assert (card().version, card().due_on) == (version + 1, due_on)
    with pytest.raises(Conflict), transaction():
        store_answer(prepared)
    assert list(verify()) == []


def test_a_card_met_again_is_not_taken_for_the_one_that_was_forgotten(
    client, learner, clock
) -> None:
    first = study(client, RIGHT)
    clock.advance(minutes=1)
    practice = ask_again(card())
    prepared = prepare(practice, learner, clock.now())
    take_back(learner, first, clock.now())
    form = ask(client)
    assert form["question_id"] == practice["question_id"]
    answer(client, form, WRONG)
    assert card().answers == 1
    with pytest.raises(Conflict), transaction():
        store_answer(prepared)
    assert list(verify()) == []


def ask_again(of: Card) -> dict[str, str]:
    return {"question_id": str(of.question_id), "answers": str(of.answers)}


def test_an_answer_whose_card_is_written_while_it_is_stored_is_reckoned_anew(
    client, learner, clock, monkeypatch
) -> None:
    second_answer(client, clock)
    clock.advance(days=6)
    form = ask(client)
    question_id, times = card().question_id, iter(range(2))

    def store_late(prepared: Any) -> None:
        if next(times, None) is not None:
            db.session.execute(
                update(Card).where(Card.question_id == question_id).values(version=Card.version + 1)
            )
        store_answer(prepared)

    monkeypatch.setattr(views, "store_answer", store_late)
    assert answer(client, form, RIGHT).status_code == 303
    assert card().answers == 3
    assert list(verify()) == []


def test_a_fold_that_changes_nothing_writes_nothing(client, learner, clock) -> None:
    review_id = second_answer(client, clock)
    before = card()
    learner_id, course_id, question_id = before.learner_id, before.course_id, before.question_id
    version = before.version
    with transaction():
        folding.refold_cards(learner_id, course_id, [question_id])
    assert card().version == version
    assert is_open(review_id)
