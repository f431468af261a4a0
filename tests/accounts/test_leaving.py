"""Leaving: two weeks to come back, then everything that belongs to the person is deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from app import clock
from app.accounts import queries
from app.accounts.jobs import JOBS, erase_leavers, expire
from app.accounts.models import Invitation, PasswordReset, Throttle, User, UserSession
from app.accounts.service import erasing, invitations
from app.accounts.service.credentials.resets import issue_reset
from app.accounts.service.leaving import close_account, restore_account
from app.accounts.service.managing import change_role
from app.accounts.service.people import change_email
from app.bank.models import Course
from app.db import db, transaction
from app.domain.errors import Conflict, NotFound
from app.web import post
from tests.accounts.pages import cookie
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, sign_in

At = Callable[[str], StoppedClock]
LEFT, GONE = "2026-03-01T09:00", "2026-03-15T09:00"


@pytest.fixture
def stopped(app: Flask, at: At) -> StoppedClock:
    return at(LEFT)


@pytest.fixture
def user(client: FlaskClient, stopped: StoppedClock) -> User:
    """Return a learner who is signed in with ``client``."""
    person = make_user(email="ada@example.org", name="Ada")
    sign_in(client, person)
    return person


def leave(client: FlaskClient):
    return client.post("/profile/close", data={"present_password": PASSWORD})


def come_back(app: Flask, user: User) -> FlaskClient:
    browser = app.test_client()
    answer = browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303
    return browser


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_it_takes_the_password_and_signs_out_everywhere(
    app: Flask, client: FlaskClient, user: User
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, user)
    assert "14 days" in client.get("/profile/close").text
    refused = client.post("/profile/close", data={"present_password": "wrong password"})
    assert refused.status_code == 422
    assert user.leaves_at is None
    with transaction():
        issue_reset(user.id, now=clock.now())
    answer = leave(client)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert cookie(answer)[2]["max-age"] == "0"
    assert "Your account will be deleted on 15 March 2026." in client.get("/sign-in").text
    assert user.leaves_at == clock.now() + timedelta(days=14)
    assert (user.name, user.email, user.closed_at) == ("Ada", "ada@example.org", None)
    assert (count(UserSession), count(PasswordReset)) == (0, 0)
    assert elsewhere.get("/profile").status_code == 302


def test_signing_in_leads_to_the_way_back_and_nowhere_else(
    app: Flask, client: FlaskClient, user: User
) -> None:
    leave(client)
    browser = come_back(app, user)
    for path in ("/", "/courses", "/profile", "/progress", "/profile/close"):
        answer = browser.get(path)
        assert (answer.status_code, answer.location) == (303, "/profile/restore"), path
    answer = browser.post("/profile", data={"name": "Eve"})
    assert (answer.status_code, answer.location) == (303, "/profile/restore")
    page = browser.get("/profile/restore").text
    assert "15 Mar 2026" in page
    assert "Restore my account" in page
    assert 'aria-label="Main"' not in page or 'href="/courses"' not in page
    assert browser.get("/profile/data").status_code == 200
    assert browser.get("/no-such-page").status_code == 404
    assert browser.post("/sign-out").status_code == 303


def test_restored_everything_is_as_it_was(
    app: Flask, client: FlaskClient, user: User, stopped: StoppedClock
) -> None:
    leave(client)
    stopped.advance(days=13)
    browser = come_back(app, user)
    answer = browser.post("/profile/restore")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Welcome back" in browser.get("/").text
    assert user.leaves_at is None
    stopped.advance(days=30)
    assert erase_leavers(clock.now()) == ""
    db.session.expire_all()
    assert queries.get_user(user.id).name == "Ada"


def test_the_way_back_is_only_for_those_who_leave(client: FlaskClient, user: User) -> None:
    for answer in (client.get("/profile/restore"), client.post("/profile/restore")):
        assert (answer.status_code, answer.location) == (303, "/profile")


def test_a_mail_tells_the_day_and_the_way_back(app: Flask, client: FlaskClient, user: User) -> None:
    app.config.update(MAIL_SERVER="mail.example.org", BASE_URL="https://myelin.example.org")
    outbox: list[EmailMessage] = []
    app.extensions["mailman"].outbox = outbox
    leave(client)
    app.extensions[post.EXTENSION].wait()
    (mail,) = outbox
    assert mail.to == ["ada@example.org"]
    assert "15 March 2026" in mail.subject
    assert re.search(r"^https://myelin\.example\.org/sign-in$", mail.body, re.MULTILINE)


def test_leaving_again_does_not_move_the_day(user: User, stopped: StoppedClock) -> None:
    with transaction():
        first = close_account(actor=user, now=clock.now())
    stopped.advance(days=3)
    with transaction():
        assert close_account(actor=user, now=clock.now()) == first


def test_nothing_is_deleted_before_the_day(user: User, stopped: StoppedClock) -> None:
    with transaction():
        close_account(actor=user, now=clock.now())
    stopped.advance(days=14, seconds=-1)
    assert erase_leavers(clock.now()) == ""
    assert count(User) == 1


def test_then_the_account_goes_and_the_address_is_free(
    app: Flask, client: FlaskClient, user: User, stopped: StoppedClock
) -> None:
    leave(client)
    browser = come_back(app, user)
    stopped.advance(days=14)
    assert erase_leavers(clock.now()) == "1 deleted"
    assert erase_leavers(clock.now()) == ""
    assert (count(User), count(UserSession)) == (0, 0)
    assert browser.get("/profile/restore").status_code == 302
    assert make_user(email="ada@example.org").id


def test_who_wrote_something_leaves_it_without_a_name(
    client: FlaskClient, stopped: StoppedClock
) -> None:
    educator = make_user("educator", name="Grace", email="grace@example.org")
    with transaction():
        db.session.add(Course(slug="c", title="C", created_at=clock.now(), edited_by=educator.id))
        close_account(actor=educator, now=clock.now())
    stopped.advance(days=15)
    assert erase_leavers(clock.now()) == "1 deleted"
    db.session.expire_all()
    author = db.session.get_one(User, db.session.scalars(select(Course.edited_by)).one())
    assert (author.name, author.email, author.password_hash) == ("A former member", "", "!")
    assert author.closed_at is not None
    assert author.leaves_at is None
    assert erase_leavers(clock.now()) == ""
    for address in ("grace@example.org", author.email_key):
        signing_in = {"email": address, "password": "!"}
        assert client.post("/sign-in", data=signing_in).status_code == 422
    assert make_user(email="grace@example.org").id != author.id


def test_a_deletion_that_was_interrupted_is_finished(user: User, stopped: StoppedClock) -> None:
    with transaction():
        close_account(actor=user, now=clock.now())
    stopped.advance(days=14)
    with transaction():
        assert erasing.close_for_good(user.id, now=clock.now())
    # The process dies here. There is no way back any more …
    with pytest.raises(NotFound), transaction():
        restore_account(actor=user)
    # … and the next run goes on.
    assert erase_leavers(clock.now()) == "1 deleted"
    assert count(User) == 0


def test_coming_back_in_the_last_moment_wins(user: User, stopped: StoppedClock) -> None:
    with transaction():
        close_account(actor=user, now=clock.now())
    stopped.advance(days=14)
    waiting = queries.list_leavers(clock.now())
    with transaction():
        restore_account(actor=user)
    with transaction():
        assert not erasing.close_for_good(waiting[0], now=clock.now())
    assert count(User) == 1


def test_an_admin_who_is_leaving_does_not_count(stopped: StoppedClock) -> None:
    first, second = make_user("admin"), make_user("admin")
    with transaction():
        close_account(actor=first, now=clock.now())
    with pytest.raises(Conflict), transaction():
        close_account(actor=second, now=clock.now())
    with pytest.raises(Conflict), transaction():
        change_role(second.id, role="learner", actor=None)
    with transaction():
        restore_account(actor=first)
    with transaction():
        close_account(actor=second, now=clock.now())
    assert queries.admin_exists()


def test_an_address_stays_taken_until_then(user: User, stopped: StoppedClock) -> None:
    with transaction():
        close_account(actor=user, now=clock.now())
    other = make_user()
    with pytest.raises(Exception, match="cannot be used"), transaction():
        change_email(email="ada@example.org", actor=other)


def test_invitations_that_the_person_used_or_made_go(stopped: StoppedClock) -> None:
    make_user("admin")
    admin, user = make_user("admin"), make_user()
    with transaction():
        for email in ("x@example.org", "y@example.org"):
            invitations.invite(email=email, role="learner", actor=admin, now=clock.now())
        db.session.scalars(select(Invitation)).first().used_by = user.id
    for leaving, rest in ((user, 1), (admin, 0)):
        with transaction():
            close_account(actor=leaving, now=clock.now())
        stopped.advance(days=14)
        erase_leavers(clock.now())
        assert count(Invitation) == rest


def test_what_is_past_its_time_is_deleted(user: User, stopped: StoppedClock) -> None:
    admin = make_user("admin")
    with transaction():
        issue_reset(user.id, now=clock.now())
        invitations.invite(email="", role="learner", actor=admin, now=clock.now())
        db.session.add(Throttle(key="k", attempts=1, window_started_at=clock.now()))
    assert expire(clock.now()) == ""
    tables = (UserSession, PasswordReset, Invitation, Throttle)
    stopped.advance(days=1)
    assert expire(clock.now()) == "1 deleted"  # the session
    assert [count(table) for table in tables] == [0, 1, 1, 1]
    stopped.advance(days=2)
    assert expire(clock.now()) == "2 deleted"
    stopped.advance(days=13)
    assert expire(clock.now()) == "1 deleted"
    assert [count(table) for table in tables] == [0, 0, 0, 0]


def test_a_clock_that_leaps_deletes_nothing_for_six_hours(
    app: Flask, client: FlaskClient, user: User, stopped: StoppedClock
) -> None:
    """It is put right within that time: nobody is signed out for good, and nobody erased."""
    hourly = {job.name: job.run for job in JOBS}

    def run_for(hours: int) -> set[str]:
        outcomes = set()
        for _ in range(hours):
            outcomes |= {run(clock.now()) for run in hourly.values()}
            stopped.advance(hours=1)
        return outcomes

    leave(client)
    come_back(app, user)
    assert run_for(7) == {""}
    stopped.moment += timedelta(days=20)
    assert run_for(6) == {""}
    stopped.moment -= timedelta(days=20)
    assert run_for(7) == {""}
    assert (count(User), count(UserSession)) == (1, 1)
    stopped.advance(days=14)
    assert hourly["erase"](clock.now()) == "1 deleted"
    assert (count(User), count(UserSession)) == (0, 0)


def test_a_note_about_the_clock_that_cannot_be_read_is_made_anew(
    app: Flask, user: User, stopped: StoppedClock
) -> None:
    note = app.config["DATA_DIR"] / "clock.json"
    note.write_text("{")
    for job in JOBS:
        assert job.run(clock.now()) == ""
    assert json.loads(note.read_text())["began_at"] == clock.now().isoformat()
