"""Changing the scheduler: every card is the fold of its log under the new one, and can go back."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from app.accounts.queries.learner_days import today_of
from app.cards.models import Card, CoursePlan, ScheduleChange
from app.cards.queries.answers import map_answers
from app.cards.queries.schedules import find_change_in_force, get_schedule, last_change_number
from app.cards.queries.states import state_of
from app.cards.service.changing_schedules import (
    WantedSchedule,
    change_schedule,
    foresee,
    undo_change,
)
from app.cards.service.enrolling import enrol, leave
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import ask, study
from tests.people import make_user, sign_in
from tests.study.test_random_histories import one_step

FSRS = Schedule("fsrs", 0.9)


@pytest.fixture
def course(app):
    return make_course(questions=4)


def cards():
    db.session.expire_all()
    return [state_of(card) for card in db.session.scalars(select(Card).order_by(Card.question_id))]


def differences():
    return list(verify())


def change(course, learner, now, schedule=FSRS, *, moves_due=False):
    with transaction():
        made = change_schedule(course, WantedSchedule(schedule, moves_due), actor=learner, now=now)
        return None if made is None else made.number


def study_some(client, clock):
    """Answer all four questions, wrong once, and two of them again when they are due."""
    for response in (RIGHT, WRONG, RIGHT, RIGHT):
        study(client, response)
        clock.advance(minutes=1)
    clock.advance(days=1)
    for _ in range(2):
        study(client, RIGHT)
        clock.advance(minutes=1)


def test_cards_become_those_of_the_other_scheduler_and_stay_due_when_they_were(
    client, learner, course, at
):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    before = cards()
    assert change(course, learner, clock.now()) == 1
    after = cards()
    for old, new in zip(before, after, strict=True):
        assert new.scheduler == "fsrs"
        assert new.due_on == old.due_on
        assert (new.answers, new.right_in_a_row) == (old.answers, old.right_in_a_row)
    # The first card was recalled at once and again a day later.
    memory = fsrs.review(fsrs.first(3), 3, 1)
    assert (after[0].stability, after[0].difficulty) == (memory.stability, memory.difficulty)
    assert differences() == []


def test_cards_may_be_given_new_days(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    change(course, learner, clock.now(), moves_due=True)
    answers = map_answers(learner.id, 0, 10**6)
    for card in db.session.scalars(select(Card)):
        seed = fuzz.seed_of(learner.id, card.question_id)
        always = replay(answers[card.question_id], schedule=FSRS, seed=seed)
        assert state_of(card) == always
    assert differences() == []


def test_answers_after_the_change_go_on_from_it(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    change(course, learner, clock.now())
    clock.advance(days=3)
    standing = {state.due_on for state in cards()}
    assert min(standing) <= clock.now().date()
    study(client, RIGHT)
    review = study(client, WRONG)
    assert differences() == []
    assert {card.scheduler for card in cards()} == {"fsrs"}
    page = client.get(f"/study/reviews/{review}").get_data(as_text=True)
    assert "Adjust this result" in page


def test_undoing_a_change_is_as_if_it_had_never_been_made(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    before = cards()
    number = change(course, learner, clock.now(), moves_due=True)
    assert cards() != before
    for _ in range(2):  # twice is once
        with transaction():
            undo_change(course, number, actor=learner, now=clock.now())
        assert cards() == before
    assert get_schedule(learner.id, course.id) == SM2
    assert differences() == []


def test_what_was_answered_meanwhile_counts_under_the_schedule_before(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    number = change(course, learner, clock.now(), moves_due=True)
    clock.advance(days=2)
    study(client, RIGHT)
    with transaction():
        undo_change(course, number, actor=learner, now=clock.now())
    assert {card.scheduler for card in cards()} == {"sm2"}
    answers = map_answers(learner.id, 0, 10**6)
    for card in db.session.scalars(select(Card)):
        assert state_of(card) == replay(answers[card.question_id])
    assert differences() == []


def test_only_the_last_change_is_undone(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    first = change(course, learner, clock.now())
    clock.advance(minutes=1)
    second = change(course, learner, clock.now(), Schedule("fsrs", 0.8), moves_due=True)
    with pytest.raises(Conflict), transaction():
        undo_change(course, first, actor=learner, now=clock.now())
    with transaction():
        undo_change(course, second, actor=learner, now=clock.now())
    assert get_schedule(learner.id, course.id) == FSRS
    clock.advance(minutes=1)
    # Numbers are not given twice: the log keeps what was undone.
    assert change(course, learner, clock.now(), Schedule("fsrs", 0.95)) == 3
    assert differences() == []


def test_changing_to_what_is_in_force_changes_nothing(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    assert change(course, learner, clock.now(), SM2) is None
    assert db.session.scalar(select(func.count()).select_from(ScheduleChange)) == 0


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule("fsrs", 0.69),
        Schedule("fsrs", 0.98),
        Schedule("sm17", 0.9),  # type: ignore[arg-type]
        Schedule("fsrs", 0.9, (1.0, 2.0)),
    ],
)
def test_a_schedule_out_of_bounds_is_refused(learner, course, schedule):
    with pytest.raises(Invalid):
        change(course, learner, WRITTEN_AT, schedule)


def test_only_who_takes_the_course_changes_its_schedule(learner, course):
    with pytest.raises(NotFound):
        change(course, make_user(), WRITTEN_AT)
    with transaction():
        leave(course, actor=learner, now=WRITTEN_AT)
    with pytest.raises(NotFound):
        change(course, learner, WRITTEN_AT)
    with pytest.raises(NotFound), transaction():
        undo_change(course, 1, actor=learner, now=WRITTEN_AT)


def test_others_keep_their_schedule(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    other = make_user()
    with transaction():
        enrol(course, actor=other, now=WRITTEN_AT)
    before = cards()
    change(course, other, clock.now(), moves_due=True)
    assert cards() == before


def test_looking_ahead_writes_nothing_and_tells_the_truth(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_some(client, clock)
    before = cards()
    today = today_of(learner, clock.now())
    wanted = WantedSchedule(FSRS, moves_due=True)
    outlook = foresee(course, wanted, actor=learner, today=today)
    assert cards() == before
    assert outlook.before.cards == outlook.after.cards == 4
    assert sum(outlook.before.intervals) == sum(outlook.after.intervals) == 4
    change(course, learner, clock.now(), moves_due=True)
    after = cards()
    assert outlook.moved == sum(
        old.due_on != new.due_on for old, new in zip(before, after, strict=True)
    )
    assert outlook.after.due_today == sum(
        state.due_on <= today and state.reviewed_on != today for state in after
    )
    kept = foresee(course, WantedSchedule(SM2), actor=learner, today=today)
    assert kept.moved == 0


def test_a_new_enrolment_begins_as_the_course_is_planned(client, course, at):
    clock = at("2026-03-02 10:00")
    with transaction():
        db.session.add(
            CoursePlan(course_id=course.id, scheduler="fsrs", desired_retention_percent=85)
        )
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=clock.now())
    assert get_schedule(user.id, course.id) == Schedule("fsrs", 0.85)
    sign_in(client, user)
    study(client, RIGHT)
    (card,) = cards()
    assert (card.scheduler, card.stability) == ("fsrs", fsrs.DEFAULT_WEIGHTS[2])
    assert differences() == []
    # Coming back changes nothing.
    with transaction():
        leave(course, actor=user, now=clock.now())
        enrol(course, actor=user, now=clock.now())
    assert last_change_number(user.id, course.id) == 1


def test_an_answer_of_before_the_change_cannot_be_undone_after_it(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    first = study(client, RIGHT)
    clock.advance(minutes=1)
    change(course, learner, clock.now())
    for review_id in (first,):
        page = client.post(f"/study/reviews/{review_id}/undo")
        assert page.status_code == 409
    page = client.get(f"/study/reviews/{first}").get_data(as_text=True)
    assert "How well did you recall it?" not in page
    assert differences() == []


def test_a_first_answer_prepared_before_the_change_is_refused(client, learner, course, at):
    from app.study.service.answering import Answer, prepare_answer
    from app.study.service.storing_answers import store_answer
    from tests.study.test_random_histories import new_review_id

    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer = Answer(
        review_id=new_review_id(random.Random(1)),
        question_id=int(form["question_id"]),
        revision_number=1,
        answers=0,
        one_course=False,
        response=RIGHT,
        certainty="",
        milliseconds=0,
    )
    prepared = prepare_answer(answer, actor=learner, now=clock.now())
    change(course, learner, clock.now())
    assert prepared is not None
    with pytest.raises(Conflict), transaction():
        store_answer(prepared)
    assert cards() == []


@pytest.mark.parametrize("seed", range(4))
def test_random_histories_with_changes_and_undos_fold_from_their_log(app, at, seed):
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin")
    course = make_course(questions=6, topics=2)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    for _ in range(50):
        clock.advance(minutes=chance.choice([1, 1, 30, 700, 1440, 3 * 1440]))
        with transaction():
            one_step(learner, chance, clock.now())
        if chance.random() < 0.15:
            clock.advance(seconds=1)
            with transaction():
                random_change(course, learner, chance, clock.now())
    assert differences() == []


def random_change(course, learner, chance, now):
    standing = find_change_in_force(learner.id, course.id)
    if standing is not None and chance.random() < 0.4:
        undo_change(course, standing.number, actor=learner, now=now)
        return
    schedule = chance.choice(
        [SM2, FSRS, Schedule("fsrs", 0.8), Schedule("fsrs", 0.95), Schedule(longest_days=30)]
    )
    change_schedule(course, WantedSchedule(schedule, chance.random() < 0.5), actor=learner, now=now)
