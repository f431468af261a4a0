"""Admin acts ask for the password when it was given more than ten minutes ago, and lose nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts import queries
from app.accounts.models import Invitation, User, UserSession
from app.accounts.service.credentials.sessions import end_sessions
from app.db import db, transaction
from tests.architecture.test_access import ACCESS, ADMINS
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, sign_in

At = Callable[[str], StoppedClock]
ASKED = "Enter your password again"
ACTS = {
    "/people/{id}": {"role": "educator"},
    "/people/{id}/sessions/end": {},
    "/people/{id}/reset-link": {},
    "/people/{id}/suspend": {},
    "/people/{id}/lift-suspension": {},
    "/people/{id}/close": {},
    "/people/{id}/restore": {},
    "/people/invitations": {"email": "bea@example.org", "role": "educator"},
    "/people/invitations/x/revoke": {},
    "/settings": {"registration": "open"},
}


@pytest.fixture
def stopped(app: Flask, at: At) -> StoppedClock:
    return at("2026-03-01T09:00")


@pytest.fixture
def admin(client: FlaskClient, stopped: StoppedClock) -> User:
    """Return an admin who signed in with ``client`` just now."""
    person = make_user("admin", name="Ada Admin")
    sign_in(client, person)
    return person


def fields_of(page: str) -> list[tuple[str, str]]:
    """Return what the page that asks sends, beside the password."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(name, html.unescape(value)) for name, value in found]


def test_every_form_of_admins_asks(app: Flask) -> None:
    """Whoever adds a page for admins says that its form asks, or this fails."""
    for rule in app.url_map.iter_rules():
        if ACCESS[rule.endpoint] == ADMINS and "POST" in (rule.methods or ()):
            assert getattr(app.view_functions[rule.endpoint], "asks_password", False), rule


@pytest.mark.parametrize("path", ACTS)
def test_after_ten_minutes_nothing_happens_without_the_password(
    client: FlaskClient, admin: User, stopped: StoppedClock, path: str
) -> None:
    bea = make_user()
    before = (bea.role, bea.suspended_at, bea.leaves_at, queries.get_registration())
    stopped.advance(minutes=10, seconds=1)
    page = client.post(path.format(id=bea.id), data=ACTS[path])
    assert page.status_code == 200
    assert ASKED in page.text
    assert dict(fields_of(page.text)).items() >= ACTS[path].items()
    assert PASSWORD not in page.text
    assert (bea.role, bea.suspended_at, bea.leaves_at, queries.get_registration()) == before
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_within_ten_minutes_it_is_not_asked(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(minutes=10)
    assert client.post("/settings", data={"registration": "open"}).status_code == 303


def test_with_the_password_it_goes_on_with_what_was_sent(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    sent = {"email": '"<Bea&Co>"@example.org', "role": "educator"}
    page = client.post("/people/invitations?x=1", data=sent)
    assert 'action="/people/invitations?x=1"' in page.text
    data = dict(fields_of(page.text))
    assert {name: data[name] for name in sent} == sent
    # What the view refuses is shown on its own form, as ever.
    answer = client.post("/people/invitations", data={**data, "password_again": PASSWORD})
    assert answer.status_code == 422
    assert ASKED not in answer.text
    assert "like name@example.org" in answer.text
    # And the ten minutes have begun again.
    stopped.advance(minutes=9)
    answer = client.post("/people/invitations", data={**data, "email": "bea@example.org"})
    assert answer.status_code == 303
    (invitation,) = queries.list_open_invitations(now=clock.now())
    assert (invitation.email, invitation.role) == ("bea@example.org", "educator")


def test_a_wrong_or_missing_password_loses_nothing(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    for password, words in (("wrong password", "This is not your password."), ("", "Enter your")):
        data = {"registration": "open", "password_again": password}
        page = client.post("/settings", data=data)
        assert page.status_code == 422
        assert words in page.text
        assert dict(fields_of(page.text))["registration"] == "open"
        assert "wrong password" not in page.text
    assert queries.get_registration() == "invitation"
    answer = client.post("/settings", data={"registration": "open", "password_again": PASSWORD})
    assert answer.status_code == 303
    assert queries.get_registration() == "open"


def test_guessing_is_throttled_and_the_waits_go_with_the_right_one(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    wrong, right = (
        {"registration": "open", "password_again": password} for password in ("wrong", PASSWORD)
    )
    assert [client.post("/settings", data=wrong).status_code for _ in range(5)] == [422] * 5
    refused = client.post("/settings", data=right)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    assert dict(fields_of(refused.text))["registration"] == "open"
    assert queries.get_registration() == "invitation"
    stopped.advance(seconds=30)
    assert client.post("/settings", data=right).status_code == 303


def test_a_second_tab_goes_on_without_being_asked(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    bea = make_user()
    stopped.advance(hours=1)
    one = client.post("/settings", data={"registration": "open"}).text
    two = client.post(f"/people/{bea.id}", data={"role": "educator"}).text
    assert ASKED in one
    assert ASKED in two
    data = {**dict(fields_of(one)), "password_again": PASSWORD}
    assert client.post("/settings", data=data).status_code == 303
    data = {**dict(fields_of(two)), "password_again": ""}
    assert client.post(f"/people/{bea.id}", data=data).status_code == 303
    assert (bea.role, queries.get_registration()) == ("educator", "open")


def test_the_password_counts_for_its_own_session_only(
    app: Flask, client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, admin)
    stopped.advance(hours=1)
    data = {"registration": "open", "password_again": PASSWORD}
    assert client.post("/settings", data=data).status_code == 303
    assert ASKED in elsewhere.post("/settings", data={"registration": "closed"}).text


def test_whose_session_ends_meanwhile_is_signed_out(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    with transaction():
        end_sessions(admin.id)
    data = {"registration": "open", "password_again": PASSWORD}
    answer = client.post("/settings", data=data)
    assert answer.location == "/sign-in?next=/settings"
    assert queries.get_registration() == "invitation"


def test_a_clock_that_is_put_back_asks_too(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=-1)
    assert ASKED in client.post("/settings", data={"registration": "open"}).text


def test_a_program_gets_no_page_but_a_refusal(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    answer = client.post(
        "/settings", data={"registration": "open"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.content_type) == (403, "application/problem+json")
    assert queries.get_registration() == "invitation"


def test_pages_open_without_the_password(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    bea = make_user()
    stopped.advance(hours=1)
    for path in ("", f"/{bea.id}", f"/{bea.id}/suspend", f"/{bea.id}/close", "/invitations"):
        page = client.get(f"/people{path}")
        assert page.status_code == 200
        assert ASKED not in page.text


def test_changing_the_own_address_counts_as_giving_the_password(
    client: FlaskClient, admin: User, stopped: StoppedClock
) -> None:
    stopped.advance(hours=1)
    data = {"email": "new@example.org", "present_password": PASSWORD}
    assert client.post("/profile/email", data=data).status_code == 303
    session = db.session.scalars(select(UserSession)).one()
    assert session.confirmed_at == clock.now()
    assert client.post("/settings", data={"registration": "open"}).status_code == 303
