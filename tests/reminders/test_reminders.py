"""Reminders by mail: at the learner's hour, when something is due, once a day, easily stopped."""

from __future__ import annotations

import re
import smtplib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from app import clock
from app.accounts.models import User
from app.accounts.service.leaving import close_account
from app.bank.models import Course
from app.db import db, transaction
from app.domain.errors import Invalid
from app.planning.models import StudyPause
from app.reminders.jobs import send_reminders
from app.reminders.models import Reminder
from app.reminders.service import unsubscribing
from app.reminders.service.reminder_turns import remind_at, settle, take_on
from app.web.links import signing_keys
from tests.conftest import StoppedClock, second_app
from tests.learning.content import WRONG, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

At = Callable[[str | datetime], StoppedClock]
LINK = re.compile(r"https://myelin\.example\.org(/study/reminders/stop/\S+)")


@pytest.fixture
def outbox(app: Flask) -> list[EmailMessage]:
    """Set mail up and return what was sent."""
    app.config.update(MAIL_SERVER="mail.example.org", BASE_URL="https://myelin.example.org")
    app.extensions["mailman"].outbox = []
    return app.extensions["mailman"].outbox


def learner_with_cards(client: FlaskClient, at: At, count: int = 2, **fields: Any) -> User:
    """Return a learner whose cards, answered wrongly on 1 March, are due from the 2nd on."""
    stopped = at("2026-03-01T09:00")
    if db.session.scalar(select(Course.id)) is None:
        make_course(questions=5)
    user = make_user(**fields)
    sign_in(client, user)
    client.post("/courses/nerves/enrol")
    client.post("/study/preferences", data={"new_per_day": str(count)})
    for _ in range(count):
        study(client, WRONG)
        stopped.advance(minutes=1)
    return user


def wants(user: User, hour: int = 7) -> None:
    with transaction():
        remind_at(hour, actor=user)


def run(moment: str | datetime) -> str:
    value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    outcome = send_reminders(value if value.tzinfo else value.replace(tzinfo=clock.now().tzinfo))
    db.session.rollback()
    return outcome


def test_a_mail_says_how_many_are_due_and_how_long_they_take(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    user = learner_with_cards(client, at, name="Ada & Co")
    wants(user)
    assert run("2026-03-02T06:59") == ""
    assert outbox == []
    assert run("2026-03-02T07:02") == "1 sent"
    (mail,) = outbox
    assert mail.to == [user.email]
    # Two cards of 12 + 8 seconds, the time of a learner whose pace is not known yet.
    assert mail.subject == "2 cards are due, about a minute"
    assert "Ada & Co" in mail.body
    assert "2 cards are due today: about a minute." in mail.body
    assert "https://myelin.example.org/study\n" in mail.body
    ((html, kind),) = mail.alternatives
    assert kind == "text/html"
    assert "Ada &amp; Co" in html
    stop = LINK.search(mail.body)[0]
    message = mail.message()
    assert message["List-Unsubscribe"] == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert stop in html


def test_one_card_is_one_card(client: FlaskClient, at: At, outbox: list[EmailMessage]) -> None:
    wants(learner_with_cards(client, at, count=1))
    run("2026-03-02T07:00")
    assert outbox[0].subject == "1 card is due, about a minute"


def test_over_plain_http_no_one_click_is_promised(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    app.config["BASE_URL"] = "http://myelin.example.org"
    wants(learner_with_cards(client, at))
    run("2026-03-02T07:00")
    assert "List-Unsubscribe" in outbox[0].extra_headers
    assert "List-Unsubscribe-Post" not in outbox[0].extra_headers


def test_once_a_day_however_often_the_job_runs(
    client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    wants(learner_with_cards(client, at))
    assert [run(f"2026-03-02T07:{minute:02d}") for minute in (0, 0, 5, 50)] == [
        "1 sent",
        "",
        "",
        "",
    ]
    assert run("2026-03-03T07:01") == "1 sent"
    assert len(outbox) == 2


def test_nothing_due_no_mail(client: FlaskClient, at: At, outbox: list[EmailMessage]) -> None:
    stopped = at("2026-03-01T09:00")
    make_course()
    user = make_user()
    wants(user)
    assert run("2026-03-02T07:00") == ""
    sign_in(client, user)
    client.post("/courses/nerves/enrol")
    stopped.advance(days=2)
    assert run("2026-03-03T07:00") == ""  # there are new questions, but nothing is due
    assert outbox == []


def test_who_has_studied_already_gets_none(
    client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    wants(learner_with_cards(client, at, count=1))
    at("2026-03-02T06:00")
    study(client, {"choice": "1"})
    assert run("2026-03-02T07:00") == ""
    assert outbox == []


def test_in_a_pause_there_are_none(client: FlaskClient, at: At, outbox: list[EmailMessage]) -> None:
    user = learner_with_cards(client, at)
    wants(user)
    with transaction():
        days = {"first_on": date(2026, 3, 2), "last_on": date(2026, 3, 3)}
        db.session.add(StudyPause(learner_id=user.id, **days))
    outcomes = [run(f"2026-03-0{day}T07:00") for day in (2, 3, 4)]
    assert outcomes == ["", "", "1 sent"]


def test_each_at_the_hour_of_their_own_clock(
    app: Flask, at: At, outbox: list[EmailMessage]
) -> None:
    zones = {"Europe/Berlin": "06:00", "America/New_York": "12:00", "Asia/Kathmandu": "01:15"}
    for zone in zones:
        wants(learner_with_cards(app.test_client(), at, time_zone=zone))
    for zone, moment in sorted(zones.items(), key=lambda pair: pair[1]):
        assert run(f"2026-03-03T{moment}") == "1 sent", zone
    assert len({mail.to[0] for mail in outbox}) == 3


def test_travelling_west_brings_no_second_mail(
    client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    user = learner_with_cards(client, at, time_zone="Asia/Tokyo")
    wants(user)
    assert run("2026-03-02T22:00") == "1 sent"  # seven in Tokyo, on the 3rd
    with transaction():
        db.session.get_one(User, user.id).time_zone = "America/Los_Angeles"
    assert run("2026-03-03T15:00") == ""  # seven in Los Angeles, still the 3rd
    assert run("2026-03-04T15:00") == "1 sent"


def test_the_days_on_which_clocks_change_have_one_mail(
    client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    user = learner_with_cards(client, at, time_zone="Europe/Berlin", day_turns_at_hour=0)
    wants(user, hour=2)
    # 29 March has no two o'clock: it becomes three at 01:00 UTC. 25 October has two of them.
    assert run("2026-03-29T00:59") == ""
    assert run("2026-03-29T01:00") == "1 sent"
    assert [run(f"2026-10-25T{time}") for time in ("00:00", "01:00", "01:30")] == ["1 sent", "", ""]


def test_two_processes_at_once_send_one(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    users = [learner_with_cards(app.test_client(), at) for _ in range(3)]
    for user in users:
        wants(user)
    now = datetime.fromisoformat("2026-03-02T07:00+00:00")
    settings = {"MAIL_SERVER": "mail.example.org", "BASE_URL": "https://myelin.example.org"}
    start = threading.Barrier(2)

    def send(other: Flask) -> str:
        with other.app_context():
            start.wait(30)
            outcome = send_reminders(now)
            db.session.remove()
        return outcome

    with second_app(app, **settings) as other, ThreadPoolExecutor(2) as threads:
        other.extensions["mailman"].outbox = []
        outcomes = list(threads.map(send, [app, other]))
        sent = [*outbox, *other.extensions["mailman"].outbox]
    assert sorted(mail.to[0] for mail in sent) == sorted(user.email for user in users)
    assert sum(int(outcome.split()[0]) for outcome in outcomes if outcome) == 3


def test_a_reminder_is_taken_on_once_and_again_when_nobody_settles_it(app: Flask) -> None:
    user = make_user()
    day, now = date(2026, 3, 2), datetime.fromisoformat("2026-03-02T07:00+00:00")
    with transaction():
        assert not take_on(user.id, day, now=now)  # wants none
        settle(user.id, day)
    wants(user)
    for minutes, expected in ((0, True), (0, False), (14, False), (15, True), (29, False)):
        with transaction():
            later = now + timedelta(minutes=minutes)
            assert take_on(user.id, day, now=later) is expected, minutes
    with transaction():
        settle(user.id, day)
    for minutes in (30, 90):
        with transaction():
            assert not take_on(user.id, day, now=now + timedelta(minutes=minutes))
    with transaction():
        assert take_on(user.id, day + timedelta(days=1), now=now + timedelta(days=1))


class Killed(BaseException):
    """The end of a process: nothing in the program catches it."""


@pytest.mark.parametrize("end", [Killed, smtplib.SMTPServerDisconnected])
def test_what_a_process_took_on_before_it_died_is_sent_by_the_next(
    app: Flask, at: At, outbox: list[EmailMessage], monkeypatch, end: type[BaseException]
) -> None:
    users = [learner_with_cards(app.test_client(), at) for _ in range(2)]
    for user in users:
        wants(user)
    backend = app.extensions["mailman"].import_backend("locmem")

    def die(self: Any, mails: list[EmailMessage]) -> None:
        raise end

    at("2026-03-02T07:00")
    with monkeypatch.context() as patch:
        patch.setattr(backend, "send_messages", die)
        with pytest.raises(end):
            run("2026-03-02T07:00")
    assert outbox == []
    outcomes = []
    for minute in (5, 10, 15, 20, 40):
        at(f"2026-03-02T07:{minute:02d}")
        outcomes.append(run(f"2026-03-02T07:{minute:02d}"))
    # The other learner's need not wait; the one that was taken on does, and is sent once.
    assert outcomes == ["1 sent", "", "1 sent", "", ""]
    assert [mail.to for mail in outbox] == [[users[1].email], [users[0].email]]


def test_without_mail_or_its_server_nothing_is_settled(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage], monkeypatch
) -> None:
    wants(learner_with_cards(client, at))
    app.config["MAIL_SERVER"] = ""
    assert run("2026-03-02T07:00") == ""
    app.config["MAIL_SERVER"] = "mail.example.org"
    backend = app.extensions["mailman"].import_backend("locmem")

    def unreachable(self: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(backend, "open", unreachable)
        with pytest.raises(ConnectionRefusedError):
            run("2026-03-02T07:05")
    assert run("2026-03-02T07:10") == "1 sent"


def test_an_address_that_is_refused_does_not_stop_the_others(
    app: Flask, at: At, outbox: list[EmailMessage], monkeypatch
) -> None:
    users = [learner_with_cards(app.test_client(), at) for _ in range(2)]
    for user in users:
        wants(user)
    refused = users[0].email
    backend = app.extensions["mailman"].import_backend("locmem")
    send_messages = backend.send_messages

    def picky(self: Any, mails: list[EmailMessage]) -> Any:
        if mails[0].to == [refused]:
            raise smtplib.SMTPRecipientsRefused({refused: (550, b"no such person")})
        return send_messages(self, mails)

    monkeypatch.setattr(backend, "send_messages", picky)
    assert run("2026-03-02T07:00") == "1 sent"
    assert [mail.to for mail in outbox] == [[users[1].email]]


def test_who_left_gets_none(client: FlaskClient, at: At, outbox: list[EmailMessage]) -> None:
    user = learner_with_cards(client, at)
    wants(user)
    with transaction():
        close_account(actor=user, now=clock.now())
    assert run("2026-03-02T07:00") == ""
    assert outbox == []


def stop_path(outbox: list[EmailMessage]) -> str:
    return LINK.search(outbox[-1].body)[1]


def count_reminders() -> int:
    return db.session.scalar(select(func.count()).select_from(Reminder)) or 0


def test_the_link_shows_a_button_and_the_button_stops_the_mails(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    wants(learner_with_cards(client, at))
    run("2026-03-02T07:00")
    stranger, path = app.test_client(), stop_path(outbox)
    page = stranger.get(path)
    assert page.status_code == 200
    assert "Stop the reminders</button>" in page.text
    assert stranger.head(path).status_code == 200
    assert count_reminders() == 1  # opening it, as programs do that look for danger, does nothing
    for _ in range(2):
        page = stranger.post(path)
        assert page.status_code == 200
        assert "No more reminders" in page.text
    assert count_reminders() == 0
    assert run("2026-03-03T07:00") == ""


def test_a_mail_program_stops_them_with_one_click(
    app: Flask, client: FlaskClient, at: At, outbox: list[EmailMessage]
) -> None:
    wants(learner_with_cards(client, at))
    run("2026-03-02T07:00")
    with second_app(app, WTF_CSRF_ENABLED=True) as guarded:
        guarded.extensions["myelin_accounts"].is_set_up = True
        answer = guarded.test_client().post(
            stop_path(outbox), data={"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 200  # no redirect, RFC 8058
        # No other form goes without its token.
        assert guarded.test_client().post("/sign-in").status_code == 400
    db.session.rollback()
    assert count_reminders() == 0


def test_a_link_that_was_tampered_with_stops_nothing(app: Flask, client: FlaskClient) -> None:
    user, other = make_user(), make_user()
    wants(user)
    wants(other)
    token = unsubscribing.sign(user.id, signing_keys())
    payload, _, signature = token.rpartition(".")
    theirs = unsubscribing.sign(other.id, signing_keys()).rpartition(".")[0]
    flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    for forged in (
        f"{theirs}.{signature}",
        f"{payload}.{flipped}",
        payload,
        token[:-3],
        "x",
        str(user.id),
    ):
        for answer in (
            client.get(f"/study/reminders/stop/{forged}"),
            client.post(f"/study/reminders/stop/{forged}"),
        ):
            assert answer.status_code == 404, forged
    assert count_reminders() == 2


def test_a_token_for_something_else_is_not_taken(app: Flask) -> None:
    other = URLSafeSerializer(app.config["SECRET_KEY"], salt="something else").dumps(1)
    assert unsubscribing.read(str(other), signing_keys()) is None
    odd = URLSafeSerializer(app.config["SECRET_KEY"], salt=unsubscribing.PURPOSE).dumps("1")
    assert unsubscribing.read(str(odd), signing_keys()) is None


def test_links_go_on_working_while_the_key_is_replaced(app: Flask) -> None:
    token, old = unsubscribing.sign(7, signing_keys()), app.config["SECRET_KEY"]
    app.config.update(SECRET_KEY="k" * 32, SECRET_KEY_FALLBACKS=[old])
    assert unsubscribing.read(token, signing_keys()) == 7
    assert unsubscribing.read(unsubscribing.sign(8, signing_keys()), signing_keys()) == 8
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert unsubscribing.read(token, signing_keys()) is None


def test_the_page_switches_them_on_and_off(client: FlaskClient, outbox: list[EmailMessage]) -> None:
    user = make_user(time_zone="America/New_York")
    sign_in(client, user)
    page = client.get("/study/reminders").text
    assert "In your time zone: America/New York." in page
    assert 'value="7"' in page
    assert client.post("/study/reminders", data={"hour": "25", "wanted": "y"}).status_code == 422
    saved = client.post("/study/reminders", data={"hour": "19", "wanted": "y"})
    assert (saved.status_code, saved.location) == (303, "/study/reminders")
    assert db.session.get_one(Reminder, user.id).hour == 19
    client.post("/study/reminders", data={"hour": "6", "wanted": "y"})
    assert db.session.get_one(Reminder, user.id).hour == 6
    client.post("/study/reminders", data={"hour": "6"})
    assert count_reminders() == 0


def test_without_mail_the_page_says_so(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get("/study/reminders").text
    assert "cannot send email" in page
    assert "MAIL_SERVER" not in page


def test_there_is_no_hour_twenty_four(app: Flask) -> None:
    user = make_user()
    with pytest.raises(Invalid), transaction():
        remind_at(24, actor=user)
