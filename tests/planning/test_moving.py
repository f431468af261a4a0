"""Cards that are given another day or begin anew: parts of the log, and undone exactly."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.queries.learner_days import today_of
from app.bank.models import Question
from app.cards.models import Card, CardMove, Preferences
from app.cards.queries.due import list_due
from app.cards.queries.states import state_of
from app.cards.service.enrolling import enrol, leave
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.errors import Conflict, Invalid
from app.planning.service.moving import reschedule_cards, reset_cards, undo_moves
from tests.cards.test_changing_schedules import random_change
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user
from tests.study.test_random_histories import one_step


@pytest.fixture
def course(app):
    return make_course(questions=5)


def cards():
    db.session.expire_all()
    found = db.session.scalars(select(Card).order_by(Card.question_id))
    return {card.question_id: state_of(card) for card in found}


def differences():
    db.session.expire_all()
    return list(verify())


def move(learner, ids, day, now, batch_id=None):
    with transaction():
        return reschedule_cards(ids, day, batch_id=batch_id or new_id(), actor=learner, now=now)


def reset(learner, ids, now, batch_id=None):
    with transaction():
        return reset_cards(ids, batch_id=batch_id or new_id(), actor=learner, now=now)


def undo(learner, batch_id, now):
    with transaction():
        return undo_moves(batch_id, actor=learner, now=now)


def study_all(client, clock):
    """Answer all five questions, two of them wrong; a day later answer what is due."""
    for response in (RIGHT, WRONG, RIGHT, RIGHT, WRONG):
        study(client, response)
        clock.advance(minutes=1)
    clock.advance(days=1)
    for _ in range(5):
        study(client, RIGHT)
        clock.advance(minutes=1)


def test_a_card_is_asked_on_the_day_that_was_chosen(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_all(client, clock)
    before = cards()
    some = sorted(before)[:2]
    day = date(2026, 3, 25)
    assert move(learner, some, day, clock.now()) == some
    after = cards()
    for question_id, state in after.items():
        assert state.due_on == (day if question_id in some else before[question_id].due_on)
        assert state.ease_hundredths == before[question_id].ease_hundredths
        assert state.interval_days == before[question_id].interval_days
    assert differences() == []
    clock.advance(days=(day - clock.now().date()).days)
    today = today_of(learner, clock.now())
    asked = [one.question_id for one in list_due(learner.id, [course.id], today)]
    assert asked[-2:] == some  # the others have waited longer


def test_a_card_answered_today_is_not_asked_again_today(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(minutes=1)
    assert move(learner, [question_id], date(2026, 3, 2), clock.now()) == []
    assert move(learner, [question_id], date(2026, 3, 3), clock.now()) == []  # it is due then
    assert move(learner, [question_id], date(2026, 3, 4), clock.now()) == [question_id]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2036, 6, 1), date.max, date.min])
def test_days_that_do_not_do(client, learner, course, at, day):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    with pytest.raises(Invalid, match="from today on"):
        move(learner, list(cards()), day, clock.now())
    assert db.session.scalars(select(CardMove)).all() == []


def test_what_was_moved_goes_back(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_all(client, clock)
    before, batch_id = cards(), new_id()
    move(learner, list(before), date(2026, 4, 1), clock.now(), batch_id)
    clock.advance(minutes=1)
    assert undo(learner, batch_id, clock.now()) == sorted(before)
    assert cards() == before
    assert differences() == []
    assert undo(learner, batch_id, clock.now()) == []  # twice is once
    assert cards() == before


def test_answers_given_meanwhile_stay(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_all(client, clock)
    question_id, batch_id = next(iter(cards())), new_id()
    reset(learner, [question_id], clock.now(), batch_id)
    clock.advance(days=1)
    study(client, RIGHT)
    answered = cards()[question_id]
    assert (answered.repetition, answered.interval_days) == (1, 1)
    clock.advance(minutes=1)
    assert undo(learner, batch_id, clock.now()) == [question_id]
    kept = cards()[question_id]
    # Recalled three times: one day, six, and then by the ease.
    assert (kept.answers, kept.repetition) == (answered.answers, 3)
    assert kept.interval_days > 6
    assert differences() == []


def test_cards_that_begin_anew_come_as_new_questions_do(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study_all(client, clock)
    with transaction():
        db.session.add(Preferences(learner_id=learner.id, new_per_day=2))
    clock.advance(days=1)
    ids = sorted(cards())
    today = today_of(learner, clock.now())
    assert all(state.reviewed_on < today for state in cards().values())
    # Handed in the other way round, they come in the order of the course.
    assert reset(learner, ids[:3][::-1], clock.now()) == ids[:3]
    assert reset(learner, ids, clock.now()) == ids[3:]  # the others wait to begin already
    days = [cards()[question_id].due_on for question_id in ids]
    assert days == [today + timedelta(days=place // 2) for place in range(5)]
    state = cards()[ids[0]]
    assert (state.repetition, state.interval_days, state.lapses) == (0, 0, 0)
    assert differences() == []
    study(client, RIGHT)
    assert cards()[ids[0]].due_on == today + timedelta(days=1)
    assert differences() == []


def test_an_answer_from_before_cannot_be_undone_until_the_move_is(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    review_id = study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(minutes=1)
    batch_id = new_id()
    move(learner, [question_id], date(2026, 3, 9), clock.now(), batch_id)
    assert client.post(f"/study/reviews/{review_id}/undo").status_code == 409
    assert cards()[question_id].due_on == date(2026, 3, 9)
    clock.advance(minutes=1)
    undo(learner, batch_id, clock.now())
    assert client.post(f"/study/reviews/{review_id}/undo").status_code == 303
    assert cards() == {}
    assert differences() == []
    # Met again, it is a new card, whatever was done to the one before.
    study(client, RIGHT)
    assert cards()[question_id].due_on == date(2026, 3, 3)
    assert differences() == []


def test_a_page_opened_before_a_reset_answers_the_card_that_began_anew(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    clock.advance(days=1)
    form = ask(client)
    (question_id,) = cards()
    reset(learner, [question_id], clock.now())
    assert cards()[question_id].interval_days == 0
    clock.advance(minutes=1)
    assert answer(client, form, RIGHT).status_code == 303
    assert (cards()[question_id].repetition, cards()[question_id].interval_days) == (1, 1)
    assert differences() == []


def test_what_was_prepared_before_a_move_is_not_stored_after_it(client, learner, course, at):
    from app.study.service.answering import Answer, prepare_answer
    from app.study.service.storing_answers import store_answer

    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    clock.advance(days=1)
    form = ask(client)
    prepared = prepare_answer(
        Answer(
            review_id=new_id(),
            question_id=int(form["question_id"]),
            revision_number=1,
            answers=1,
            one_course=False,
            response=RIGHT,
            certainty="",
            milliseconds=0,
        ),
        actor=learner,
        now=clock.now(),
    )
    move(learner, list(cards()), date(2026, 3, 20), clock.now())
    assert prepared is not None
    with pytest.raises(Conflict), transaction():
        store_answer(prepared)
    assert differences() == []


def test_only_ones_own_cards_of_courses_one_takes(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    ids = list(cards())
    other = make_user()
    batch_id = new_id()
    assert move(other, ids, date(2026, 3, 9), clock.now()) == []
    assert move(learner, ids, date(2026, 3, 9), clock.now(), batch_id) == ids
    assert undo(other, batch_id, clock.now()) == []
    with transaction():
        leave(course, actor=learner, now=clock.now())
    assert reset(learner, ids, clock.now()) == []
    # Nobody is kept from taking back what they did.
    clock.advance(minutes=1)
    assert undo(learner, batch_id, clock.now()) == ids
    assert differences() == []


def test_the_proof_finds_a_day_that_nobody_gave(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    clock.advance(minutes=1)
    move(learner, list(cards()), date(2026, 3, 9), clock.now())
    with transaction():
        db.session.scalars(select(CardMove)).one().undone_at = clock.now()
    (found,) = differences()
    assert found.message.startswith("due_on is datetime.date(2026, 3, 9)")


def test_moving_costs_as_many_queries_for_many_cards(client, learner, course, at, count_queries):
    clock = at("2026-03-02 10:00")
    study_all(client, clock)
    ids = sorted(cards())
    costs = []
    move(learner, ids, date(2026, 3, 31), clock.now())
    for some, day in ((ids[:1], date(2026, 4, 1)), (ids, date(2026, 4, 2))):
        clock.advance(minutes=1)
        with count_queries() as statements:
            move(learner, some, day, clock.now())
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("seed", range(4))
def test_random_histories_with_moves_changes_and_undos_fold_from_their_log(app, at, seed):
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin")
    course = make_course(questions=6, topics=2)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    questions = db.session.scalars(select(Question.id)).all()
    batches = []
    done = {"move": 0, "undo": 0}
    for _ in range(60):
        clock.advance(minutes=chance.choice([1, 1, 30, 700, 1440, 3 * 1440]))
        with transaction():
            one_step(learner, chance, clock.now())
        clock.advance(seconds=1)
        now = clock.now()
        what = chance.random()
        ids = chance.sample(questions, chance.randrange(1, 5))
        if what < 0.25:
            batches.append(new_id())
            day = today_of(learner, now) + timedelta(days=chance.randrange(9))
            done["move"] += len(move(learner, ids, day, now, batches[-1]))
        elif what < 0.4:
            batches.append(new_id())
            done["move"] += len(reset(learner, ids, now, batches[-1]))
        elif what < 0.5 and batches:
            done["undo"] += len(undo(learner, chance.choice(batches), now))
        elif what < 0.6:
            with transaction():
                random_change(course, learner, chance, now)
    assert min(done.values()) > 0
    assert differences() == []
