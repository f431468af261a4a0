"""Undo: the card exactly as it was, the answer in the log and nowhere else."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.cards.models import Card, Enrolment, Review
from app.cards.queries.states import state_of
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.errors import Conflict
from app.study.service.adjusting import adjust_grade
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in


def cards():
    db.session.expire_all()
    return [state_of(card) for card in db.session.scalars(select(Card).order_by(Card.question_id))]


def reviews():
    db.session.expire_all()
    return db.session.scalars(select(Review).order_by(Review.answered_at, Review.id)).all()


def undo(client, review_id, *, status=303):
    page = client.post(f"/study/reviews/{review_id}/undo")
    assert page.status_code == status, page.get_data(as_text=True)
    return page


def differences():
    return list(verify())


def test_a_first_answer_is_undone_and_the_question_is_new_again(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, WRONG)
    clock.advance(minutes=1)
    page = undo(client, form["review_id"])
    assert page.location == f"/study?question={form['question_id']}"
    assert cards() == []
    (review,) = reviews()
    assert review.undone_at == clock.now()
    assert differences() == []
    again = ask(client, page.location)
    assert again["question_id"] == form["question_id"]
    assert again["answers"] == "0"
    answer(client, again, RIGHT)
    (card,) = cards()
    assert (card.answers, card.repetition, card.lapses) == (1, 1, 0)
    assert [one.number for one in reviews()] == [1, 1]
    assert differences() == []
    assert db.session.get_one(Enrolment, (learner.id, course.id)).introduced_up_to == 1


def test_questions_that_were_undone_come_in_their_turn(client, learner, course):
    asked = [ask(client)["question_id"]]
    first = study(client, RIGHT)
    asked.append(ask(client)["question_id"])
    second = study(client, RIGHT)
    undo(client, first)
    undo(client, second)
    assert db.session.get_one(Enrolment, (learner.id, course.id)).introduced_up_to == 0
    for question_id in asked:
        assert ask(client)["question_id"] == question_id
        study(client, RIGHT)


def test_several_answers_are_undone_one_after_the_other(client, learner, at):
    clock = at("2026-03-02 10:00")
    before = []
    ids = []
    for response in (RIGHT, WRONG, RIGHT):
        before.append(cards())
        ids.append(study(client, response))
        clock.advance(minutes=1)
    for expected, review_id in zip(reversed(before), reversed(ids), strict=True):
        undo(client, review_id)
        assert cards() == expected
        assert differences() == []


def test_a_later_review_and_a_drill_are_undone_exactly(client, learner, at):
    clock = at("2026-03-02 10:00")
    for _ in range(3):
        study(client, RIGHT)
    clock.advance(days=1)
    first = cards()
    lapse = study(client, WRONG)
    lapsed = cards()
    clock.advance(minutes=1)
    for _ in range(2):
        study(client, RIGHT)
    before_drill = cards()
    drill = study(client, RIGHT)
    assert reviews()[-1].kind == "drill"
    undo(client, drill)
    assert cards() == before_drill
    # The lapse is of another card than the two answers after it.
    undo(client, lapse)
    assert cards()[0] == first[0]
    assert lapsed[0] != first[0]
    assert differences() == []


def test_undoing_twice_is_undoing_once(client, learner):
    review = study(client, RIGHT)
    undo(client, review)
    undo(client, review)
    assert cards() == []
    assert len(reviews()) == 1


def test_an_undone_answer_sent_again_is_not_stored_again(client, learner):
    form = ask(client)
    answer(client, form, WRONG)
    undo(client, form["review_id"])
    page = answer(client, form, RIGHT)
    assert page.status_code == 303
    page = client.get(page.location)
    assert page.location == f"/study?question={form['question_id']}"
    assert len(reviews()) == 1
    assert cards() == []


def test_the_grade_of_an_undone_answer_is_not_changed(client, learner):
    form = ask(client)
    answer(client, form, RIGHT)
    undo(client, form["review_id"])
    page = client.post(f"/study/reviews/{form['review_id']}/grade", data={"grade": "5"})
    assert page.location == f"/study?question={form['question_id']}"
    assert reviews()[0].grade == 4
    assert cards() == []
    with pytest.raises(Conflict), transaction():
        adjust_grade(UUID(form["review_id"]), 5, actor=learner, now=WRITTEN_AT)


def test_an_answer_whose_card_has_moved_on_stays(client, learner, at):
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, WRONG)
    for _ in range(2):
        clock.advance(minutes=1)
        study(client, RIGHT)
    study(client, RIGHT)  # the drill
    standing = cards()
    page = undo(client, form["review_id"], status=409)
    assert "its card has moved on since" in page.get_data(as_text=True)
    assert cards() == standing
    assert all(review.undone_at is None for review in reviews())


def test_an_answer_of_yesterday_stays(client, learner, at):
    clock = at("2026-03-02 10:00")
    review = study(client, RIGHT)
    clock.advance(days=1)
    page = undo(client, review, status=409)
    assert "a new day has started" in page.get_data(as_text=True)
    assert len(cards()) == 1


def test_nobody_undoes_the_answer_of_another(client, learner):
    review = study(client, RIGHT)
    sign_in(client, make_user())
    undo(client, review, status=404)
    assert db.session.get_one(Review, (learner.id, UUID(review))).undone_at is None


def test_an_undone_answer_counts_nowhere(client, learner, at):
    at("2026-03-02 10:00")
    undo(client, study(client, WRONG))
    summary = client.post("/study/stop", data={"scope": ""}, follow_redirects=True)
    assert "You did not answer any question in this session" in summary.get_data(as_text=True)
    assert "study days in a row" not in client.get("/progress").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1


def test_a_question_asked_for_by_name_is_asked_only_when_it_can_be(client, learner, course):
    asked = ask(client)["question_id"]
    study(client, RIGHT)
    for other in (asked, "4711"):
        assert ask(client, f"/study?question={other}")["question_id"] != asked
