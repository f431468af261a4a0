"""A new password for somebody who has forgotten theirs, and for nobody else."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import select

from app import clock
from app.accounts.models import PasswordReset, User
from app.accounts.service.credentials import passwords
from app.accounts.service.credentials.resets import issue_reset
from app.accounts.service.credentials.tokens import digest
from app.accounts.service.leaving import close_account
from app.accounts.service.people import change_email, change_password
from app.db import db, transaction
from app.domain.errors import NotFound
from app.web import post
from app.web.links import link
from tests.accounts.pages import text_of
from tests.conftest import StoppedClock, make_app
from tests.people import PASSWORD, make_user, password_hash, set_up, sign_in

At = Callable[[str], StoppedClock]
WORDS = "plain words and more"


@pytest.fixture
def outbox(app: Flask) -> Callable[[], list[EmailMessage]]:
    """Set mail up and return a function that waits for what is on its way."""
    app.config.update(MAIL_SERVER="mail.example.org", BASE_URL="https://myelin.example.org")
    app.extensions["mailman"].outbox = []

    def sent() -> list[EmailMessage]:
        app.extensions[post.EXTENSION].wait()
        return app.extensions["mailman"].outbox

    return sent


def issued(user: User) -> str:
    with transaction():
        return issue_reset(user.id, now=clock.now())


def choose(client: FlaskClient, token: str, password: str):
    return client.post(f"/reset-password/{token}", data={"password": password})


def can_sign_in(app: Flask, email: str, password: str) -> bool:
    answer = app.test_client().post("/sign-in", data={"email": email, "password": password})
    return answer.status_code == 303


def test_without_mail_the_page_says_so_honestly(app: Flask, client: FlaskClient) -> None:
    set_up(app)
    for page in (client.get("/forgotten-password"), client.post("/forgotten-password")):
        assert page.status_code == 200
        assert "cannot send email" in page.text
        assert "flask user reset-link" in page.text
        assert "<form" not in page.text


def test_a_link_comes_by_mail_and_opens_a_new_password(
    app: Flask, client: FlaskClient, outbox: Callable[[], list[EmailMessage]]
) -> None:
    user = make_user(name="Ada & Co")
    assert client.get("/forgotten-password").status_code == 200
    answer = client.post(
        "/forgotten-password",
        data={"email": user.email.upper()},
        headers={"Host": "evil.example"},
    )
    assert answer.status_code == 303
    (mail,) = outbox()
    assert mail.to == [user.email]
    assert "Hello Ada & Co" in mail.body
    (path,) = re.findall(r"^https://myelin\.example\.org(/\S+)$", mail.body, re.MULTILINE)
    page = client.get(path)
    assert page.status_code == 200
    assert user.email in page.text
    changed = client.post(path, data={"password": WORDS})
    assert (changed.status_code, changed.location) == (303, f"/sign-in?email={user.email}")
    assert "Your password is changed" in client.get(changed.location).text
    assert can_sign_in(app, user.email, WORDS)
    assert not can_sign_in(app, user.email, PASSWORD)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    app: Flask, outbox: Callable[[], list[EmailMessage]]
) -> None:
    user = make_user()
    first, second = app.test_client(), app.test_client()
    known = first.post("/forgotten-password", data={"email": user.email})
    unknown = second.post("/forgotten-password", data={"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 303
    assert (known.location, known.text) == (unknown.location, unknown.text)
    assert text_of(first.get(known.location)) == text_of(second.get(unknown.location))
    assert [mail.to for mail in outbox()] == [[user.email]]


def test_the_mail_goes_to_the_address_we_keep_not_to_its_double(
    client: FlaskClient, outbox: Callable[[], list[EmailMessage]]
) -> None:
    make_user(email="fi@example.org")
    client.post("/forgotten-password", data={"email": "\N{LATIN SMALL LIGATURE FI}@example.org"})
    assert [mail.to for mail in outbox()] == [["fi@example.org"]]


def test_a_mail_that_cannot_be_sent_shows_nobody_anything(
    app: Flask,
    client: FlaskClient,
    outbox: Callable[[], list[EmailMessage]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.extensions["mailman"].backend = "smtp"
    app.extensions["mailman"].server = "127.0.0.1"
    app.extensions["mailman"].port = 1
    user = make_user()
    assert client.post("/forgotten-password", data={"email": user.email}).status_code == 303
    outbox()
    assert "an email could not be sent" in caplog.text


def test_requests_are_throttled_alike_for_everybody(
    client: FlaskClient, outbox: Callable[[], list[EmailMessage]]
) -> None:
    user = make_user()
    for email in (user.email, "nobody@example.org"):
        statuses = [
            client.post("/forgotten-password", data={"email": email}).status_code for _ in range(6)
        ]
        assert statuses == [303] * 5 + [429]
    assert len(outbox()) == 3  # of the five, as many as one mailbox gets in an hour


@pytest.mark.parametrize("email", ["", "nonsense"])
def test_what_is_no_address_is_said_at_once(
    client: FlaskClient, outbox: Callable[[], list[EmailMessage]], email: str
) -> None:
    make_user()
    assert client.post("/forgotten-password", data={"email": email}).status_code == 422
    assert outbox() == []


def test_a_link_works_once(app: Flask, client: FlaskClient) -> None:
    user = make_user()
    token = issued(user)
    assert choose(client, token, WORDS).status_code == 303
    assert client.get(f"/reset-password/{token}").status_code == 404
    again = choose(client, token, "quite other words")
    assert again.status_code == 404
    assert "no longer works" in again.text
    assert can_sign_in(app, user.email, WORDS)


def test_a_new_password_is_right_in_composed_and_decomposed_form(
    app: Flask, client: FlaskClient
) -> None:
    user = make_user()
    assert choose(client, issued(user), unicodedata.normalize("NFD", "süße Äpfel pflücken"))
    for form in ("NFC", "NFD"):
        assert can_sign_in(app, user.email, unicodedata.normalize(form, "süße Äpfel pflücken"))


def test_a_link_lasts_thirty_minutes(app: Flask, client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    token = issued(user)
    clock.advance(minutes=29, seconds=59)
    assert client.get(f"/reset-password/{token}").status_code == 200
    clock.advance(seconds=1)
    assert client.get(f"/reset-password/{token}").status_code == 404
    assert choose(client, token, WORDS).status_code == 404
    assert can_sign_in(app, user.email, PASSWORD)


def test_a_link_dies_with_the_password_it_was_made_for(client: FlaskClient) -> None:
    user = make_user()
    first, second = issued(user), issued(user)
    assert choose(client, second, WORDS).status_code == 303
    assert choose(client, first, "quite other words").status_code == 404
    third = issued(user)
    with transaction():
        change_password(user.id, password_hash=password_hash())
    assert choose(client, third, "quite other words").status_code == 404


def test_a_link_dies_with_the_address_and_with_the_account(client: FlaskClient) -> None:
    user = make_user()
    token = issued(user)
    with transaction():
        change_email(email="elsewhere@example.org", actor=user)
    assert client.get(f"/reset-password/{token}").status_code == 404
    token = issued(user)
    with transaction():
        close_account(actor=user, now=clock.now())
    assert client.get(f"/reset-password/{token}").status_code == 404
    # Who wants to come back may have forgotten the password; who was deleted has none.
    assert client.get(f"/reset-password/{issued(user)}").status_code == 200
    with transaction():
        db.session.get_one(User, user.id).closed_at = clock.now()
    with pytest.raises(NotFound):
        issued(user)


def test_a_weak_password_leaves_the_link_good(client: FlaskClient) -> None:
    token = issued(make_user())
    answer = choose(client, token, "password1")
    assert answer.status_code == 422
    assert "easy to guess" in answer.text
    assert choose(client, token, "").status_code == 422
    assert choose(client, token, WORDS).status_code == 303


def test_a_reset_signs_out_everywhere_and_lifts_the_throttle(
    app: Flask, client: FlaskClient
) -> None:
    user = make_user()
    sign_in(client, user)
    for _ in range(5):
        assert not can_sign_in(app, user.email, "wrong password")
    assert not can_sign_in(app, user.email, PASSWORD)  # it has to wait
    assert choose(app.test_client(), issued(user), WORDS).status_code == 303
    assert client.get("/profile").status_code == 302
    assert can_sign_in(app, user.email, WORDS)


@pytest.mark.parametrize("token", ["x", "x" * 2000, "%00", "%C3%A9"])
def test_a_made_up_link_is_too_late_for_anything(client: FlaskClient, token: str) -> None:
    make_user()
    assert client.get(f"/reset-password/{token}").status_code == 404


def test_only_the_hash_of_the_link_is_stored(app: Flask) -> None:
    token = issued(make_user())
    assert db.session.scalars(select(PasswordReset)).one().token_hash == digest(token)


def test_a_link_used_twice_at_once_changes_one_password(app: Flask) -> None:
    user = make_user()
    token, outcomes, start = issued(user), {}, threading.Barrier(2)

    def run(password: str) -> None:
        start.wait()
        outcomes[password] = choose(app.test_client(), token, password).status_code

    words = ("plain words and more", "quite other words")
    threads = [threading.Thread(target=run, args=(password,)) for password in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes.values()) == [303, 404]
    winner = next(password for password, status in outcomes.items() if status == 303)
    db.session.expire_all()
    assert passwords.check_password(user.password_hash, winner).is_right


def test_a_link_begins_with_the_base_url_or_names_this_machine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert link("accounts.signing_in.sign_in") == "http://127.0.0.1:8000/sign-in"
    monkeypatch.setenv("PORT", "8123")
    assert link("accounts.registering.register", invitation="x") == (
        "http://127.0.0.1:8123/register?invitation=x"
    )
    app.config["BASE_URL"] = "https://myelin.example.org"
    assert link("accounts.signing_in.sign_in") == "https://myelin.example.org/sign-in"
    app.config["BASE_URL"] = ""
    with app.test_request_context(base_url="https://here.example.org"):
        assert link("accounts.signing_in.sign_in") == "https://here.example.org/sign-in"


def test_mail_without_a_base_url_is_warned_about(
    database_url: str, tmp_path, caplog: pytest.LogCaptureFixture
) -> None:
    make_app(database_url, tmp_path, MAIL_SERVER="mail.example.org")
    assert "MAIL_SERVER is set without BASE_URL" in caplog.text
