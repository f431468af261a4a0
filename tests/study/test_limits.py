"""The order of what is due, the limits of a day, more of it, and the time of an answer."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.bank.models import Question
from app.cards.models import Card, Preferences, Review
from app.cards.queries import due
from app.cards.queries.due import list_due
from app.cards.queries.reviews import find_median_time, get_review
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from app.study.queries.sessions import find_open_session
from app.study.service.preferring import raise_limits_today
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in

MONDAY = date(2026, 3, 2)


@pytest.fixture
def enrolled(client):
    def make(**course):
        user = make_user(time_zone="UTC", day_turns_at_hour=4)
        made = make_course(**course)
        with transaction():
            enrol(made, actor=user, now=WRITTEN_AT)
        sign_in(client, user)
        return user, made

    return make


def prefer(client, **wishes):
    page = client.post("/study/preferences", data={"new_per_day": "200", **wishes})
    assert page.status_code == 303, page.get_data(as_text=True)


def meet_all(client, at, questions):
    """Meet all questions on Monday and go on to Thursday, when all are due again."""
    clock = at("2026-03-02 10:00")
    for _ in range(questions):
        study(client, RIGHT)
        clock.advance(minutes=1)
    return clock


def asked(client):
    return int(ask(client)["question_id"])


def test_preferences_are_kept_and_wrong_ones_explained(client, enrolled) -> None:
    user, _ = enrolled()
    prefer(
        client,
        queue_order="weakest",
        reviews_per_day="30",
        longest_answer_seconds="90",
        shows_timer="y",
    )
    stored = db.session.get_one(Preferences, user.id)
    assert (stored.queue_order, stored.reviews_per_day) == ("weakest", 30)
    assert (stored.longest_answer_seconds, stored.shows_timer) == (90, True)
    prefer(client, reviews_per_day="", queue_order="topic")
    stored = db.session.get_one(Preferences, user.id)
    assert (stored.queue_order, stored.reviews_per_day) == ("topic", None)
    for wrong in (
        {"queue_order": "backwards"},
        {"reviews_per_day": "-1"},
        {"longest_answer_seconds": "9"},
        {"longest_answer_seconds": ""},
    ):
        page = client.post("/study/preferences", data={"new_per_day": "5", **wrong})
        assert page.status_code == 422, wrong


def test_the_weakest_of_what_is_due_is_asked_first(client, enrolled, at) -> None:
    user, course = enrolled(questions=4, topics=2)
    prefer(client, queue_order="weakest")
    meet_all(client, at, 4).advance(days=30)
    first, second, third, fourth = db.session.scalars(
        select(Card.question_id).order_by(Card.question_id)
    ).all()
    with transaction():
        for question_id, interval in ((first, 40), (second, 2), (third, 20), (fourth, 10)):
            db.session.execute(
                update(Card).where(Card.question_id == question_id).values(interval_days=interval)
            )
    order = list_due(user.id, [course.id], MONDAY + timedelta(days=30), "weakest")
    assert [one.question_id for one in order] == [second, fourth, third, first]
    assert asked(client) == second


def test_topic_by_topic_stays_with_a_topic(client, enrolled, at) -> None:
    enrolled(questions=6, topics=2)
    prefer(client, queue_order="topic")
    clock = meet_all(client, at, 6)
    clock.advance(days=30)
    topics = []
    for _ in range(6):
        topics.append(db.session.get_one(Question, asked(client)).topic_id)
        study(client, RIGHT)
        clock.advance(minutes=1)
    assert topics == [topics[0]] * 3 + [topics[0] + 1] * 3


def test_at_random_is_one_order_for_the_day(client, enrolled, at) -> None:
    user, course = enrolled(questions=12)
    prefer(client, queue_order="random")
    meet_all(client, at, 12).advance(days=30)
    day = MONDAY + timedelta(days=30)
    first = list_due(user.id, [course.id], day, "random")
    assert first == list_due(user.id, [course.id], day, "random")
    assert first != list_due(user.id, [course.id], day + timedelta(days=1), "random")
    assert asked(client) == first[0].question_id


def test_no_order_looks_at_more_than_its_window(client, enrolled, at, monkeypatch) -> None:
    user, course = enrolled(questions=8)
    prefer(client)
    meet_all(client, at, 8).advance(days=30)
    monkeypatch.setattr(due, "WINDOW", 5)
    found = list_due(user.id, [course.id], MONDAY + timedelta(days=30), "random")
    oldest = list_due(user.id, [course.id], MONDAY + timedelta(days=30))
    assert {one.question_id for one in found} == {one.question_id for one in oldest[:5]}


def test_a_limit_of_due_questions_and_more_of_them_today(client, enrolled, at) -> None:
    user, _ = enrolled(questions=6)
    prefer(client)
    clock = meet_all(client, at, 6)
    prefer(client, reviews_per_day="2", new_per_day="0")
    clock.advance(days=30)
    study(client, RIGHT)
    clock.advance(minutes=1)
    study(client, WRONG)  # its drill is not held back
    clock.advance(minutes=1)
    assert "Once more" in client.get("/study").get_data(as_text=True)
    study(client, RIGHT)
    ended = client.get("/study", follow_redirects=True).get_data(as_text=True)
    assert "You have done today’s limit of 2 due questions" in ended
    assert "4 more due questions" in ended
    for _ in range(2):  # sent twice, it is one wish
        assert client.post("/study/more", data={"due": "2"}).location == "/study"
    for _ in range(2):
        clock.advance(minutes=1)
        study(client, RIGHT)
    ended = client.get("/study", follow_redirects=True).get_data(as_text=True)
    assert "You have done today’s limit of 4 due questions" in ended
    assert 'name="due" value="4"' in ended
    clock.advance(days=1)  # the day has turned: two again
    for _ in range(2):
        study(client, RIGHT)
        clock.advance(minutes=1)
    assert client.get("/study").status_code == 303
    assert db.session.get_one(Preferences, user.id).reviews_per_day == 2


def test_more_new_questions_today(client, enrolled, at) -> None:
    _, course = enrolled(questions=9)
    prefer(client, new_per_day="2")
    clock = meet_all(client, at, 2)
    home = client.get("/").get_data(as_text=True)
    assert "You have seen today’s limit of 2 new questions" in home
    assert "5 more new questions" in home
    page = client.post("/study/more", data={"new": "5", "scope": course.slug})
    assert page.location == f"/study/courses/{course.slug}"
    for _ in range(5):
        study(client, RIGHT, f"/study/courses/{course.slug}")
        clock.advance(minutes=1)
    ended = client.get(page.location, follow_redirects=True).get_data(as_text=True)
    assert "You have seen today’s limit of 7 new questions" in ended
    assert 'name="new" value="7"' in ended  # two are left
    assert "2 more new questions" in ended


@pytest.mark.parametrize("wish", [{}, {"new": "many"}, {"new": "-3"}, {"due": "-1"}])
def test_more_of_nothing_is_refused(client, enrolled, wish) -> None:
    user, _ = enrolled()
    assert client.post("/study/more", data=wish).status_code == 422
    assert db.session.get(Preferences, user.id) is None


def test_more_today_has_an_end_and_never_becomes_less(app, at) -> None:
    now = at("2026-03-02 10:00").now()
    user = make_user()
    with transaction():
        raise_limits_today(new=10**6, due=10**6, actor=user, now=now)
        raised = raise_limits_today(new=1, actor=user, now=now)
    assert (raised.more_new, raised.more_due) == (200, 9999)
    with transaction():
        raised = raise_limits_today(new=5, actor=user, now=now + timedelta(days=1))
    assert (raised.more_new, raised.more_due) == (5, 0)


def test_the_log_keeps_the_time_and_statistics_count_the_longest(client, enrolled, at) -> None:
    user, _ = enrolled(questions=25)
    prefer(client)
    clock = at("2026-03-02 10:00")
    for _ in range(20):
        answer(client, ask(client), RIGHT, milliseconds="90000")
        clock.advance(minutes=2)
    assert set(db.session.scalars(select(Review.milliseconds))) == {90_000}
    assert find_median_time(user.id) == 60_000
    session = find_open_session(user.id, MONDAY, None)
    page = client.get(f"/study/sessions/{session.id}").get_data(as_text=True)
    assert "20 minutes" in page
    prefer(client, longest_answer_seconds="120")
    assert find_median_time(user.id) == 90_000
    page = client.get(f"/study/sessions/{session.id}").get_data(as_text=True)
    assert "30 minutes" in page
    # Slow is measured by what counts: 200 seconds are 120, not over twice the median of 90.
    page = ask(client)
    answer(client, page, RIGHT, milliseconds="200000")
    assert get_review(user.id, UUID(page["review_id"])).automatic_reason == "right"


def test_no_answer_took_longer_than_an_hour(client, enrolled) -> None:
    user, _ = enrolled(questions=4)
    hour = 3_600_000
    for sent, kept in ((hour - 1, hour - 1), (hour, hour), (hour + 1, hour), (2**31 - 1, hour)):
        form = ask(client)
        answer(client, form, RIGHT, milliseconds=str(sent))
        assert get_review(user.id, UUID(form["review_id"])).milliseconds == kept


def test_a_timer_is_shown_to_those_who_want_it(client, enrolled) -> None:
    enrolled()
    assert "data-timer" not in client.get("/study").get_data(as_text=True)
    prefer(client, shows_timer="y")
    assert 'role="timer"' in client.get("/study").get_data(as_text=True)
    review_id = study(client, RIGHT)
    assert "data-timer" not in client.get(f"/study/reviews/{review_id}").get_data(as_text=True)
