"""Accounts that admins suspend, close and sign out: what happens, what stays, and who may undo it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts import queries
from app.accounts.jobs import erase_leavers
from app.accounts.models import Invitation, PasswordReset, User, UserSession
from app.accounts.service import managing
from app.accounts.service.credentials.resets import find_resetting, issue_reset
from app.accounts.service.credentials.signing_in import Suspended, begin_session, check_credentials
from app.accounts.service.invitations import invite
from app.accounts.service.leaving import close_account, restore_account
from app.db import db, transaction
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, sign_in

At = Callable[[str], StoppedClock]
ROLES = ["learner", "educator", "admin"]


@pytest.fixture
def admin(client: FlaskClient) -> User:
    """Return an admin who is signed in with ``client``."""
    person = make_user("admin", name="Ada Admin", email="admin@example.org")
    sign_in(client, person)
    return person


def try_to_sign_in(app: Flask, user: User, password: str = PASSWORD):
    browser = app.test_client()
    return browser, browser.post("/sign-in", data={"email": user.email, "password": password})


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("role", ROLES)
def test_a_suspended_person_is_out_until_the_suspension_is_lifted(
    app: Flask, client: FlaskClient, admin: User, role: str
) -> None:
    bea = make_user(role, name="Bea")
    theirs = app.test_client()
    sign_in(theirs, bea)
    page = client.get(f"/people/{bea.id}/suspend").text
    assert "cannot sign in" in page
    assert "Nothing is deleted" in page
    answer = client.post(f"/people/{bea.id}/suspend")
    assert (answer.status_code, answer.location) == (303, f"/people/{bea.id}")
    assert theirs.get("/profile").status_code == 302
    page = client.get(f"/people/{bea.id}").text
    assert "has been suspended since" in page
    assert "Suspended" in client.get("/people").text
    _, refused = try_to_sign_in(app, bea)
    assert refused.status_code == 403
    assert "This account is suspended" in refused.text
    assert count(UserSession) == 1  # the admin's own
    assert client.post(f"/people/{bea.id}/lift-suspension").status_code == 303
    browser, answer = try_to_sign_in(app, bea)
    assert answer.status_code == 303
    assert browser.get("/profile").status_code == 200
    assert (bea.role, bea.suspended_at) == (role, None)


def test_only_the_right_password_tells_of_the_suspension(
    app: Flask, client: FlaskClient, admin: User
) -> None:
    bea = make_user()
    client.post(f"/people/{bea.id}/suspend")
    _, wrong = try_to_sign_in(app, bea, "another password")
    assert wrong.status_code == 422
    assert "suspended" not in wrong.text
    assert "The email address or the password is wrong." in wrong.text


def test_who_is_suspended_while_their_password_is_checked_stays_out(app: Flask) -> None:
    bea = make_user()
    proof = check_credentials(bea.email, PASSWORD, "192.0.2.1")
    with transaction():
        managing.suspend_person(bea.id, actor=None, now=clock.now())
    visitor = {"user_agent": "", "address": ""}
    with pytest.raises(Suspended), transaction():
        begin_session(proof, remembered=True, replaces=None, now=clock.now(), **visitor)
    assert count(UserSession) == 0


def test_no_session_of_a_suspended_person_opens_a_page(app: Flask, client: FlaskClient) -> None:
    bea = make_user()
    sign_in(client, bea)
    with transaction():  # as a restored backup might have it: the session is still there
        queries.get_user(bea.id, lock=True).suspended_at = clock.now()
    assert client.get("/profile").status_code == 302


def test_suspending_voids_links_and_invitations(app: Flask) -> None:
    make_user("admin")
    bea = make_user("admin")
    with transaction():
        token = issue_reset(bea.id, now=clock.now())
        invite(email="", role="learner", actor=bea, now=clock.now())
    with transaction():
        assert managing.suspend_person(bea.id, actor=None, now=clock.now())
    assert (count(PasswordReset), count(Invitation)) == (0, 0)
    assert find_resetting(token, now=clock.now()) is None
    for issue in (
        lambda: issue_reset(bea.id, now=clock.now()),
        lambda: managing.issue_reset_for(bea.id, actor=None, now=clock.now()),
    ):
        with pytest.raises(DomainError, match="suspended"), transaction():
            issue()
    with transaction():
        assert not managing.suspend_person(bea.id, actor=None, now=clock.now())


@pytest.mark.parametrize("act", ["suspend", "close"])
def test_nobody_does_it_to_themselves(client: FlaskClient, admin: User, act: str) -> None:
    make_user("admin")
    refused = client.post(f"/people/{admin.id}/{act}")
    assert refused.status_code == 409
    assert f"/people/{admin.id}/{act}" not in client.get(f"/people/{admin.id}").text
    assert admin.is_here


def test_the_last_admin_is_not_suspended_from_the_command_line_either(app: Flask) -> None:
    admin = make_user("admin")
    make_user("admin", suspended_at=clock.now())  # does not count
    with pytest.raises(Conflict, match="this is the last one"), transaction():
        managing.suspend_person(admin.id, actor=None, now=clock.now())
    assert not admin.is_suspended


@pytest.mark.parametrize("first", ["suspend", "close"])
@pytest.mark.parametrize("second", ["suspend", "close", "demote", "leave"])
def test_of_two_admins_who_act_on_each_other_at_once_one_stays(
    app: Flask, first: str, second: str
) -> None:
    ids = [make_user("admin").id, make_user("admin").id]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def act(kind: str, actor: User, other: int) -> None:
        now = clock.now()
        if kind == "suspend":
            managing.suspend_person(other, actor=actor, now=now)
        elif kind == "close":
            managing.close_person(other, actor=actor, now=now)
        elif kind == "demote":
            managing.change_role(other, role="learner", actor=actor)
        else:
            close_account(actor=actor, now=now)

    def run(kind: str, me: int, other: int) -> None:
        with app.app_context():
            actor = queries.get_user(me)
            start.wait()
            try:
                with transaction():
                    act(kind, actor, other)
                outcomes.append("done")
            except (Conflict, Forbidden):
                outcomes.append("refused")

    threads = [
        threading.Thread(target=run, args=(first, ids[0], ids[1])),
        threading.Thread(target=run, args=(second, ids[1], ids[0])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    # Who leaves just after the other one shut them out does no harm.
    assert outcomes.count("done") == 1 or second == "leave"
    assert queries.admin_exists()


def test_who_is_no_admin_any_more_manages_nobody(app: Flask) -> None:
    make_user("admin")
    actor, bea = make_user("admin"), make_user()
    with transaction():
        managing.change_role(actor.id, role="educator", actor=None)
    now = clock.now()
    for act in (
        lambda: managing.suspend_person(bea.id, actor=actor, now=now),
        lambda: managing.lift_suspension(bea.id, actor=actor),
        lambda: managing.close_person(bea.id, actor=actor, now=now),
        lambda: managing.restore_person(bea.id, actor=actor),
        lambda: managing.sign_out_person(bea.id, actor=actor),
        lambda: managing.issue_reset_for(bea.id, actor=actor, now=now),
    ):
        with pytest.raises(Forbidden), transaction():
            act()
    assert bea.is_here


def test_a_closed_account_is_deleted_after_two_weeks_and_can_be_restored_until_then(
    app: Flask, client: FlaskClient, at: At
) -> None:
    stopped = at("2026-03-01T09:00")
    sign_in(client, make_user("admin"), remembered=True)
    bea = make_user(name="Bea")
    page = client.get(f"/people/{bea.id}/close").text
    assert "14 days" in page
    assert "everything about them is deleted" in page
    assert client.post(f"/people/{bea.id}/close").status_code == 303
    page = client.get(f"/people/{bea.id}").text
    assert "The account will be deleted on 15 March 2026." in page
    assert "An admin closed this account." in page
    assert bea.leaves_at == clock.now() + timedelta(days=14)
    assert client.post(f"/people/{bea.id}/close").status_code == 409
    assert client.post(f"/people/{bea.id}/suspend").status_code == 409
    stopped.advance(days=13)
    with transaction():  # the admin gives the password again
        sign_in_row = db.session.scalars(select(UserSession)).one()
        sign_in_row.confirmed_at = clock.now()
    assert client.post(f"/people/{bea.id}/restore").status_code == 303
    stopped.advance(days=2)
    assert erase_leavers(clock.now()) == ""
    assert try_to_sign_in(app, bea)[1].status_code == 303
    assert bea.name == "Bea"
    with transaction():
        managing.close_person(
            bea.id, actor=queries.get_user(queries.lock_admins()[0]), now=clock.now()
        )
    stopped.advance(days=14)
    assert erase_leavers(clock.now()) == "1 deleted"
    assert queries.find_user(bea.id) is None


def test_whose_account_an_admin_closed_may_take_their_data_but_not_restore_it(
    app: Flask, client: FlaskClient, admin: User
) -> None:
    bea = make_user()
    client.post(f"/people/{bea.id}/close")
    browser, answer = try_to_sign_in(app, bea)
    assert answer.status_code == 303
    page = browser.get("/profile/restore").text
    assert "An admin of this site closed it." in page
    assert "Restore my account" not in page
    assert browser.get("/profile/data").status_code == 200
    assert browser.get("/courses").location == "/profile/restore"
    assert browser.post("/profile/restore").status_code == 403
    with pytest.raises(Forbidden), transaction():
        restore_account(actor=bea)
    assert bea.is_leaving


def test_what_its_owner_closed_no_admin_restores(client: FlaskClient, admin: User) -> None:
    bea = make_user(name="Bea")
    with transaction():
        close_account(actor=bea, now=clock.now())
    assert "Bea closed this account." in client.get(f"/people/{bea.id}").text
    assert client.post(f"/people/{bea.id}/restore").status_code == 409
    assert bea.is_leaving


def test_who_is_deleted_is_not_suspended_any_more(app: Flask, at: At) -> None:
    stopped = at("2026-03-01T09:00")
    admin, bea = make_user("admin"), make_user()
    with transaction():
        managing.suspend_person(bea.id, actor=admin, now=clock.now())
        managing.close_person(bea.id, actor=admin, now=clock.now())
    assert try_to_sign_in(app, bea)[1].status_code == 403
    stopped.advance(days=14)
    assert erase_leavers(clock.now()) == "1 deleted"
    with pytest.raises(NotFound):
        queries.get_user(bea.id)
