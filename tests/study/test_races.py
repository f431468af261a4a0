"""What one learner's browser sends several times at once is done once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.views import gate
from app.bank.models import Course, Question
from app.cards.models import Card, CoursePlan, Enrolment, Preferences, Review
from app.cards.service.verifying import verify
from app.db import Base, db, new_id, transaction
from app.planning.jobs import plan_exams
from app.study.models import StudySession
from app.study.queries.sessions import find_open_session
from app.study.service import storing_answers
from tests.learning.content import RIGHT, WRONG, make_course
from tests.learning.driving import answer, ask, on_page
from tests.people import make_user, sign_in

ROUNDS = 3
Request = Callable[[FlaskClient], int]


@pytest.fixture
def courses(app: Flask) -> None:
    make_course("nerves", questions=8, topics=2)
    make_course("muscles", questions=4)


def _newcomer(client: FlaskClient) -> str:
    return sign_in(client, make_user())


def _at_once(app: Flask, token: str, requests: Sequence[Request]) -> list[int]:
    """Send requests of one person at the same moment and return their statuses."""
    cookie = gate.cookie_name()
    together = threading.Barrier(len(requests))

    def send(request: Request) -> int:
        client = app.test_client()
        client.set_cookie(cookie, token)
        together.wait(30)
        return request(client)

    with ThreadPoolExecutor(len(requests)) as threads:
        statuses = list(threads.map(send, requests))
    db.session.rollback()
    db.session.expire_all()
    return statuses


def _posting(address: str, **fields: str) -> Request:
    return lambda browser: browser.post(address, data=fields).status_code


def _rows(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_enrolling_many_times_at_once(app, client, courses) -> None:
    for number in range(1, ROUNDS + 1):
        token = _newcomer(client)
        assert _at_once(app, token, [_posting("/courses/nerves/enrol")] * 6) == [303] * 6
        assert _rows(Enrolment) == number


def test_saving_the_first_preferences_many_times_at_once(app, client) -> None:
    for number in range(1, ROUNDS + 1):
        token = _newcomer(client)
        save = _posting("/study/preferences", new_per_day="5")
        assert _at_once(app, token, [save] * 6) == [303] * 6
        assert _rows(Preferences) == number


def _studying(client: FlaskClient) -> tuple[str, dict[str, str]]:
    token = _newcomer(client)
    for slug in ("nerves", "muscles"):
        client.post(f"/courses/{slug}/enrol")
    client.post("/study/preferences", data={"new_per_day": "200"})
    return token, ask(client)


def _answering(
    client: FlaskClient, form: dict[str, str], response: dict[str, str] = WRONG, **fields: str
) -> Request:
    sent = {**form, **fields}
    return _posting("/study/answer", **sent, **on_page(client, sent, response))


def test_one_answer_sent_many_times_at_once(app, client, courses) -> None:
    token, form = _studying(client)
    assert _at_once(app, token, [_answering(client, form)] * 6) == [303] * 6
    assert (_rows(Review), _rows(Card), _rows(StudySession)) == (1, 1, 1)


def test_one_new_card_answered_in_many_tabs_at_once(app, client, courses) -> None:
    token, form = _studying(client)
    tabs = [_answering(client, form, review_id=str(new_id())) for _ in range(6)]
    assert sorted(_at_once(app, token, tabs)) == [303, *[409] * 5]
    assert (_rows(Review), _rows(Card)) == (1, 1)


def test_the_first_answers_of_a_day_share_a_session(app, client, courses) -> None:
    for number in range(1, ROUNDS + 1):
        token, form = _studying(client)
        ids = db.session.scalars(select(func.min(Question.id)).group_by(Question.course_id))
        tabs = [
            _answering(client, form, review_id=str(new_id()), question_id=str(id_)) for id_ in ids
        ]
        assert _at_once(app, token, tabs) == [303, 303]
        assert _rows(StudySession) == number


def test_two_first_answers_that_find_no_session_wait_for_each_other(
    app, client, courses, monkeypatch
) -> None:
    """Each looks for the day's session before the other has stored one, if nothing holds it back."""
    token, form = _studying(client)
    both_have_looked = threading.Barrier(2)
    find = find_open_session

    def find_slowly(*wanted: Any) -> StudySession | None:
        found = find(*wanted)
        if found is None:
            with contextlib.suppress(threading.BrokenBarrierError):
                both_have_looked.wait(1)  # In vain: the other waits for the learner's row.
        return found

    monkeypatch.setattr(storing_answers, "find_open_session", find_slowly)
    ids = db.session.scalars(select(func.min(Question.id)).group_by(Question.course_id))
    tabs = [_answering(client, form, review_id=str(new_id()), question_id=str(id_)) for id_ in ids]
    assert _at_once(app, token, tabs) == [303, 303]
    assert (_rows(Review), _rows(StudySession)) == (2, 1)


def test_adjusting_while_answering_again_keeps_card_and_log_together(app, client, courses) -> None:
    token, form = _studying(client)
    answer(client, form, WRONG)
    grade = f"/study/reviews/{form['review_id']}/grade"
    adjusting = [_posting(grade, grade=value) for value in ("0", "1", "2")]
    again = {**form, "review_id": str(new_id()), "answers": "1"}
    requests = [*adjusting, _answering(client, again, RIGHT)]
    statuses = _at_once(app, token, requests)
    assert set(statuses) <= {303, 409}
    assert statuses[-1] == 303
    assert list(verify()) == []


def test_moving_a_card_while_it_is_answered_keeps_card_and_log_together(
    app, client, courses, at
) -> None:
    clock = at("2026-03-02 10:00")
    _, form = _studying(client)
    answer(client, form, RIGHT)
    learner = db.session.scalars(select(Card.learner_id)).one()
    question = form["question_id"]
    moved = {"q": "x", "question": question}
    for number in range(1, ROUNDS + 1):
        clock.advance(days=2)
        token = sign_in(client, db.session.get_one(User, learner))
        again = {**form, "review_id": str(new_id()), "answers": str(number)}
        day = (clock.now().date() + timedelta(days=number)).isoformat()
        requests = [
            _posting("/search/questions", **moved, action="reschedule", due_on=day),
            _answering(client, again, RIGHT),
            _posting("/search/questions", **moved, action="reset"),
        ]
        statuses = _at_once(app, token, requests)
        assert set(statuses) <= {303, 409}
        assert list(verify()) == []
        form["answers"] = str(number)
        if statuses[1] == 409:
            clock.advance(seconds=1)
            answer(client, again, RIGHT)


@pytest.mark.parametrize("is_first", [True, False])
def test_undoing_an_answer_while_everything_else_changes_its_card(
    app, client, courses, at, is_first
) -> None:
    clock = at("2026-03-02 10:00")
    _, form = _studying(client)
    learner = db.session.scalars(select(Enrolment.learner_id)).first()
    question = db.session.get_one(Question, int(form["question_id"]))
    form["scope"] = ""
    if not is_first:
        answer(client, form, RIGHT)
        clock.advance(days=1)
    for number in range(1, 2 * ROUNDS + 1):
        token = sign_in(client, db.session.get_one(User, learner))
        answers = 0 if (card := _card(learner, question.id)) is None else card.answers
        form |= {"review_id": str(new_id()), "answers": str(answers)}
        assert answer(client, form, WRONG).status_code == 303
        with transaction():
            exam_on = clock.now().date() + timedelta(days=10 + number)
            db.session.merge(CoursePlan(course_id=question.course_id, exam_on=exam_on))
        clock.advance(seconds=1)
        moved = {"q": "x", "question": str(question.id)}
        day = (clock.now().date() + timedelta(days=2 + number)).isoformat()
        scheduler = {
            "scheduler": "fsrs" if number % 2 else "sm2",
            "desired_retention_percent": "90",
        }
        slug = db.session.get_one(Course, question.course_id).slug
        requests = [
            _posting(f"/study/reviews/{form['review_id']}/undo"),
            _posting("/search/questions", **moved, action="reschedule", due_on=day),
            _posting("/search/questions", **moved, action="reset"),
            _posting(f"/courses/{slug}/schedule", **scheduler, moves_due="y"),
            lambda _: _planning(app, clock.now()),
        ]
        statuses = _at_once(app, token, requests)
        assert set(statuses) <= {303, 409}, statuses
        assert list(verify()) == []
        clock.advance(days=20)


def _card(learner_id: int, question_id: int) -> Card | None:
    db.session.expire_all()
    return db.session.get(Card, (learner_id, question_id))


def _planning(app: Flask, now: datetime) -> int:
    with app.app_context():
        plan_exams(now)
        db.session.remove()
    return 303
