"""The calendar of what falls due: by a secret address, and nothing but numbers in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app import clock
from app.accounts.models import User
from app.accounts.service.leaving import close_account
from app.cards.models import Card, StudyNote
from app.db import db, transaction
from app.reminders.models import CalendarFeed
from app.reminders.service.load_calendar import spread
from tests.conftest import StoppedClock
from tests.learning.content import RIGHT, WRONG, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

At = Callable[[str], StoppedClock]
ADDRESS = re.compile(r'value="http://localhost(/calendar/[^"]+\.ics)"')


@pytest.fixture
def learner(app: Flask, client: FlaskClient, at: At) -> User:
    """Return a learner with four cards of two courses, answered on 1 March: due on the 2nd."""
    at("2026-03-01T09:00")
    make_course("nerves", questions=3)
    make_course("muscles, large", questions=1)
    user = make_user(time_zone="Europe/Berlin")
    sign_in(client, user)
    for slug in ("nerves", "muscles, large"):
        client.post(f"/courses/{slug}/enrol")
    for _ in range(4):
        study(client, RIGHT)
    return user


def address(client: FlaskClient) -> str:
    client.post("/study/calendar")
    return ADDRESS.search(client.get("/study/reminders").text)[1]


def entries(body: bytes) -> list[icalendar.Component]:
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_a_whole_day_entry_says_what_is_due(
    app: Flask, client: FlaskClient, learner: User, at: At
) -> None:
    path = address(client)
    answer = app.test_client().get(path)  # signed out
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    (entry,) = entries(answer.data)
    assert entry.decoded("dtstart") == date(2026, 3, 2)
    assert entry.decoded("dtend") == date(2026, 3, 3)
    assert str(entry["summary"]) == "4 cards due"
    # 4 cards of 12 + 8 seconds are 80 seconds.
    assert str(entry["description"]) == "Muscles, Large: 1\nNerves: 3\nAbout 2 minutes."
    assert str(entry["transp"]) == "TRANSPARENT"
    assert str(entry["url"]).endswith("/study")


def test_it_is_a_calendar_by_the_standard(client: FlaskClient, learner: User) -> None:
    body = client.get(address(client)).data
    lines = body.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert b"VERSION:2.0" in lines
    assert any(line.startswith(b"PRODID:") for line in lines)
    assert b"DTSTART;VALUE=DATE:20260302" in lines
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert rb"Muscles\, Large" in body


def test_what_is_overdue_counts_today(client: FlaskClient, learner: User, at: At) -> None:
    path = address(client)
    at("2026-03-09T09:00")
    (entry,) = entries(client.get(path).data)
    assert entry.decoded("dtstart") == date(2026, 3, 9)
    assert str(entry["summary"]) == "4 cards due"


def test_sixty_days_and_no_more(client: FlaskClient, learner: User) -> None:
    path = address(client)
    ids = sorted(db.session.scalars(db.select(Card.question_id)))
    for question_id, day in zip(ids, (1, 59, 60, 61), strict=True):
        with transaction():
            due_on = date(2026, 3, 1) + timedelta(days=day)
            db.session.execute(
                update(Card).where(Card.question_id == question_id).values(due_on=due_on)
            )
    found = entries(client.get(path).data)
    assert [entry.decoded("dtstart") for entry in found] == [date(2026, 3, 2), date(2026, 4, 29)]


def test_a_suspended_question_and_a_course_left_are_not_in_it(
    client: FlaskClient, learner: User
) -> None:
    path = address(client)
    client.post("/courses/muscles, large/leave")
    first = db.session.scalars(db.select(Card.question_id).order_by(Card.question_id)).first()
    with transaction():
        db.session.add(
            StudyNote(learner_id=learner.id, question_id=first, suspended_at=clock.now(), text="")
        )
    (entry,) = entries(client.get(path).data)
    assert str(entry["summary"]) == "2 cards due"


def test_the_same_load_is_not_sent_twice(client: FlaskClient, learner: User, at: At) -> None:
    path = address(client)
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    at("2026-03-01T12:00")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    at("2026-03-02T08:00")
    study(client, WRONG)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_only_the_hash_is_kept_and_the_address_shown_once(
    client: FlaskClient, learner: User
) -> None:
    path = address(client)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    row = db.session.get_one(CalendarFeed, learner.id)
    assert token not in repr(vars(row))
    assert token not in client.get("/study/reminders").text
    assert row.token_hash not in client.get(path).text


def test_a_new_address_replaces_the_old_one(client: FlaskClient, learner: User) -> None:
    old, new = address(client), address(client)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert client.post("/study/calendar/close").status_code == 303
    assert client.get(new).status_code == 404
    assert client.post("/study/calendar/close").status_code == 303


def test_others_see_nothing(app: Flask, client: FlaskClient, learner: User) -> None:
    path = address(client)
    for made_up in ("/calendar/x.ics", "/calendar/%00.ics", path.replace(".ics", "x.ics")):
        assert app.test_client().get(made_up).status_code == 404
    other = app.test_client()
    sign_in(other, make_user())
    other.post("/study/calendar/close")
    assert client.get(path).status_code == 200


def test_who_is_leaving_has_no_calendar(app: Flask, client: FlaskClient, learner: User) -> None:
    path = address(client)
    with transaction():
        close_account(actor=learner, now=clock.now())
    assert app.test_client().get(path).status_code == 404


def test_an_empty_load_is_an_empty_calendar(client: FlaskClient) -> None:
    sign_in(client, make_user())
    answer = client.get(address(client))
    assert answer.status_code == 200
    assert entries(answer.data) == []


def test_it_costs_the_same_however_much_is_due(
    app: Flask, client: FlaskClient, learner: User, count_queries
) -> None:
    path = address(client)
    stranger = app.test_client()
    with count_queries() as statements:
        stranger.get(path)
    assert len(statements) <= 3


def test_what_was_due_before_joins_today() -> None:
    day = date(2026, 3, 5)
    load = [(date(2026, 3, 1), "A", 2), (day, "A", 3), (day, "B", 1), (date(2026, 3, 7), "B", 4)]
    assert spread(load, day) == [(day, {"A": 5, "B": 1}), (date(2026, 3, 7), {"B": 4})]
