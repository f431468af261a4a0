"""Signing in and out: who gets in, and what everybody else can tell."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User, UserSession
from app.accounts.service import people
from app.accounts.service.credentials import passwords
from app.accounts.service.credentials.signing_in import (
    WrongCredentials,
    begin_session,
    check_credentials,
)
from app.accounts.service.credentials.tokens import digest
from app.accounts.views import gate
from app.db import db, transaction
from tests.accounts.pages import cookie, text_of
from tests.conftest import StoppedClock, make_app
from tests.people import PASSWORD, make_user, password_hash, set_up, sign_in

At = Callable[[str], StoppedClock]
WRONG = "The email address or the password is wrong."


def post_sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def count_sessions() -> int:
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


def test_the_right_password_opens_the_page_that_was_wanted(client: FlaskClient) -> None:
    user = make_user()
    wanted = client.get("/profile?x=1")
    assert wanted.status_code == 302
    assert wanted.location == "/sign-in?next=/profile?x%3D1"
    page = client.get(wanted.location)
    assert 'value="/profile?x=1"' in page.text
    answer = post_sign_in(client, user.email, next="/profile?x=1")
    assert (answer.status_code, answer.location) == (303, "/profile?x=1")
    assert client.get("/profile").status_code == 200


def test_case_width_and_blanks_of_the_address_do_not_matter(client: FlaskClient) -> None:
    make_user(email="ada.l@example.org")
    assert post_sign_in(client, " ADA.L@EXAMPLE.org ").status_code == 303


def test_a_page_for_strangers_asks_the_database_only_what_it_shows(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    make_user()
    with count_queries() as statements:
        assert client.get("/sign-in").status_code == 200
    assert len(statements) == 1


def test_a_request_reads_session_and_person_in_one_query(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    sign_in(client, make_user())
    with count_queries() as statements:
        assert client.get("/profile").status_code == 200
    assert len(statements) == 1
    assert "JOIN user_sessions" in statements[0]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    answer = post_sign_in(client, make_user().email)
    name, value, attributes = cookie(answer)
    assert name == "myelin_session"
    assert len(value) == 43  # 256 bits in base64
    assert attributes == {"httponly": "", "path": "/", "samesite": "Lax"}


def test_staying_signed_in_takes_sixty_days(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    answer = post_sign_in(client, make_user().email, remember="y")
    _, _, attributes = cookie(answer)
    assert attributes["max-age"] == str(60 * 24 * 3600)
    clock.advance(days=59, hours=23)
    assert client.get("/profile").status_code == 200
    clock.advance(hours=1)
    assert client.get("/profile").status_code == 302


def test_an_ordinary_session_lasts_a_day(app: Flask, client: FlaskClient, at: At) -> None:
    app.config["IDLE_HOURS"] = 12
    clock = at("2026-03-01T09:00")
    post_sign_in(client, make_user().email)
    for hours in (11, 11, 1):
        clock.advance(hours=hours)
        assert client.get("/profile").status_code == 200
    clock.advance(minutes=59)
    assert client.get("/profile").status_code == 200
    clock.advance(minutes=1)
    assert client.get("/profile").status_code == 302


def test_an_ordinary_session_ends_when_it_is_not_used(
    app: Flask, client: FlaskClient, at: At
) -> None:
    app.config["IDLE_HOURS"] = 12
    clock, elsewhere = at("2026-03-01T09:00"), app.test_client()
    user = make_user()
    post_sign_in(elsewhere, user.email, remember="y")
    post_sign_in(client, user.email)
    clock.advance(hours=11, minutes=59)
    assert client.get("/profile").status_code == 200
    clock.advance(hours=12)
    assert client.get("/courses?x=1").location == "/sign-in?next=/courses?x%3D1"
    sent = client.post("/profile", data={"name": "Ada"})
    assert sent.location == "/sign-in?next=/profile"
    assert "what you sent was not saved" in client.get(sent.location).text
    page = elsewhere.get("/profile/sessions").text  # a remembered one goes on, and is alone now
    assert page.count("<tr role") == 2


def test_how_long_a_session_may_rest_is_a_setting(app: Flask, client: FlaskClient, at: At) -> None:
    app.config["IDLE_HOURS"] = 1
    clock = at("2026-03-01T09:00")
    post_sign_in(client, make_user().email)
    clock.advance(hours=1)
    assert client.get("/profile").status_code == 302


def test_the_cookie_over_https_is_bound_to_the_host(app: Flask, client: FlaskClient) -> None:
    app.config["SECURE_COOKIES"] = True
    user = make_user()
    answer = client.post(
        "/sign-in",
        data={"email": user.email, "password": PASSWORD},
        base_url="https://localhost",
    )
    name, _, attributes = cookie(answer, "__Host-myelin_session")
    assert name == "__Host-myelin_session"
    assert attributes == {"httponly": "", "path": "/", "samesite": "Lax", "secure": ""}
    assert client.get("/profile", base_url="https://localhost").status_code == 200


def test_flask_logins_own_cookies_sign_nobody_in(client: FlaskClient) -> None:
    user = make_user()
    answer = post_sign_in(client, user.email, remember="y")
    assert "remember_token" not in str(answer.headers)
    with client.session_transaction() as flask_session:
        assert "_user_id" not in flask_session
    client.delete_cookie("myelin_session")
    with client.session_transaction() as flask_session:
        flask_session["_user_id"] = str(user.id)
        flask_session["_fresh"] = True
    assert client.get("/profile").status_code == 302


def test_a_remember_cookie_of_another_program_does_no_harm(client: FlaskClient) -> None:
    client.set_cookie("remember_token", "1|nonsense")
    sign_in(client, make_user())
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 3000, "é", "a b"])
def test_a_cookie_that_is_no_token_is_a_stranger(client: FlaskClient, token: str) -> None:
    make_user()
    client.set_cookie("myelin_session", token)
    assert client.get("/profile").status_code == 302


def test_the_token_is_new_at_every_sign_in_and_the_old_one_is_dead(
    app: Flask, client: FlaskClient
) -> None:
    user = make_user()
    old = sign_in(client, user)
    answer = post_sign_in(client, user.email)
    _, new, _ = cookie(answer)
    assert new != old
    assert count_sessions() == 1
    stale = app.test_client()
    stale.set_cookie("myelin_session", old)
    assert stale.get("/profile").status_code == 302


def test_only_the_hash_of_the_token_is_stored(client: FlaskClient) -> None:
    token = sign_in(client, make_user())
    row = db.session.scalars(select(UserSession)).one()
    assert row.token_hash == digest(token)
    assert token not in repr(vars(row))


def test_the_cookie_kept_from_before_signing_out_is_refused(
    app: Flask, client: FlaskClient
) -> None:
    user = make_user()
    token = sign_in(client, user)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert cookie(answer)[2]["max-age"] == "0"
    kept = app.test_client()
    kept.set_cookie("myelin_session", token)
    assert kept.get("/profile").status_code == 302
    assert count_sessions() == 0


def test_signing_out_twice_is_no_error(client: FlaskClient) -> None:
    make_user()
    assert client.post("/sign-out").status_code == 303
    assert client.get("/sign-out").location == "/"


def test_whoever_is_signed_in_needs_no_sign_in_page(client: FlaskClient) -> None:
    sign_in(client, make_user())
    answer = client.get("/sign-in?next=/study")
    assert (answer.status_code, answer.location) == (303, "/study")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "/\t/evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, target: str) -> None:
    user = make_user()
    answer = client.post(
        "/sign-in", data={"email": user.email, "password": PASSWORD, "next": target}
    )
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/sign-in", query_string={"next": target}).location == "/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: FlaskClient) -> None:
    user = make_user()
    closed = make_user(email="gone@example.org")
    with transaction():
        db.session.get_one(User, closed.id).closed_at = db.session.get_one(User, user.id).created_at
    answers = [
        post_sign_in(client, user.email, "wrong password"),
        post_sign_in(client, "nobody@example.org", "wrong password"),
        post_sign_in(client, "nobody@example.org", PASSWORD),
        post_sign_in(client, "gone@example.org", PASSWORD),
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    pages = {
        text_of(answer).replace(user.email, "X").replace("gone@", "nobody@") for answer in answers
    }
    assert len({page.replace("nobody@example.org", "X") for page in pages}) == 1
    assert WRONG in answers[0].text
    assert all("myelin_session=" not in str(answer.headers) for answer in answers)
    assert count_sessions() == 0


def test_an_unknown_address_takes_as_long_as_a_wrong_password(app: Flask) -> None:
    user = make_user()

    def seconds(email: str) -> float:
        best = 1e9
        for _ in range(5):
            began = time.perf_counter()
            with pytest.raises(WrongCredentials):
                check_credentials(email, "wrong password", "")
            best = min(best, time.perf_counter() - began)
        return best

    # Without the work of a hash, the one would take a tenth of the other or less.
    nobody, somebody = seconds("nobody@example.org"), seconds(user.email)
    assert max(nobody, somebody) < 3 * min(nobody, somebody)


def test_what_was_typed_stays_and_the_password_does_not(client: FlaskClient) -> None:
    make_user()
    page = post_sign_in(client, "some<b>body@example.org", "my secret words").text
    assert 'value="some&lt;b&gt;body@example.org"' in page
    assert "my secret words" not in page


def test_empty_fields_are_named(client: FlaskClient) -> None:
    make_user()
    answer = client.post("/sign-in", data={})
    assert answer.status_code == 422
    assert "Enter an email address." in answer.text
    assert "Enter your password." in answer.text


def test_a_nul_character_is_dropped_and_not_a_crash(client: FlaskClient) -> None:
    make_user()
    assert post_sign_in(client, "a\0da@example.org", "x\0y").status_code == 422


def test_a_hash_with_old_parameters_is_replaced_at_sign_in(client: FlaskClient) -> None:
    user = make_user()
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with transaction():
        db.session.get_one(User, user.id).password_hash = old
    assert post_sign_in(client, user.email).status_code == 303
    db.session.expire_all()
    assert user.password_hash != old
    assert passwords.check_password(user.password_hash, PASSWORD) == passwords.Verdict(
        is_right=True
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_kept_decomposed_opens_in_any_form_and_is_kept_composed_then(
    client: FlaskClient, form: Literal["NFC", "NFD"]
) -> None:
    user = make_user()
    words = "süße Äpfel pflücken"
    old = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(
        unicodedata.normalize("NFD", words)
    )
    with transaction():
        db.session.get_one(User, user.id).password_hash = old
    assert post_sign_in(client, user.email, "susse Apfel pflucken").status_code == 422
    assert user.password_hash == old
    typed = unicodedata.normalize(form, words)
    assert post_sign_in(client, user.email, typed).status_code == 303
    assert user.password_hash != old
    assert PasswordHasher().verify(user.password_hash, words)
    assert client.get("/profile").status_code == 200


def test_a_password_changed_while_it_was_checked_opens_nothing(app: Flask, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    proof = check_credentials(user.email, PASSWORD, "10.0.0.1")
    with transaction():
        people.change_password(user.id, password_hash=password_hash("other words than before"))
    with pytest.raises(WrongCredentials), transaction():
        begin_session(
            proof, remembered=False, user_agent="", address="", replaces=None, now=clock.now()
        )
    assert count_sessions() == 0


def test_a_rehash_does_not_bring_an_old_password_back(app: Flask) -> None:
    user = make_user()
    with transaction():
        people.replace_hash(user.id, old_hash="another hash", new_hash="new hash")
    assert user.password_hash == password_hash()


def test_a_form_from_another_site_is_refused(database_url: str, tmp_path) -> None:
    app = make_app(database_url, tmp_path, WTF_CSRF_ENABLED=True)
    with app.app_context():
        user = make_user()
        client = app.test_client()
        assert post_sign_in(client, user.email).status_code == 400
        page = client.get("/sign-in").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        assert post_sign_in(client, user.email, csrf_token=token).status_code == 303
        assert client.post("/sign-out").status_code == 400
        assert client.get("/profile").status_code == 200
        # The secret behind the forms is new after signing in.
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400
        db.session.remove()
        db.engine.dispose()


def test_an_error_page_can_be_shown_when_the_database_cannot_be_read(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_user())
    with transaction():
        db.session.connection().exec_driver_sql("ALTER TABLE user_sessions RENAME TO hidden")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        assert client.get("/profile").status_code in {500, 503}
    finally:
        with transaction():
            db.session.connection().exec_driver_sql("ALTER TABLE hidden RENAME TO user_sessions")


def test_the_last_visit_is_recorded_at_most_every_ten_minutes(
    client: FlaskClient,
    at: At,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    clock = at("2026-03-01T09:00")
    sign_in(client, make_user())

    def last_seen() -> str:
        return db.session.scalars(select(UserSession)).one().last_seen_at.strftime("%H:%M")

    clock.advance(minutes=9)
    client.get("/profile")
    assert last_seen() == "09:00"
    clock.advance(minutes=1)
    with count_queries() as statements:
        client.get("/profile")
    assert last_seen() == "09:10"
    assert sum("UPDATE user_sessions" in statement for statement in statements) == 1


def test_locale_and_time_zone_are_the_persons_or_the_browsers(
    app: Flask, client: FlaskClient
) -> None:
    set_up(app)
    page = client.get("/sign-in", headers={"Accept-Language": "de, en-US;q=0.8, en;q=0.5"}).text
    assert '<html lang="en-US"' in page
    assert '<html lang="en-GB"' in client.get("/sign-in", headers={"Accept-Language": "ja"}).text
    sign_in(client, make_user(locale="en_NZ", time_zone="Pacific/Auckland"))
    page = client.get("/profile", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="en-NZ"' in page


def test_outside_a_request_there_is_a_locale_too(app: Flask) -> None:
    assert (gate.choose_locale(), gate.choose_time_zone()) == ("en_GB", "UTC")


def test_a_sign_in_under_a_wrong_clock_ends_nobody_else_s_session(
    client: FlaskClient, at: At
) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    sign_in(client, make_user())
    client.delete_cookie("myelin_session")
    clock.moment += timedelta(days=2)
    post_sign_in(client, user.email)
    assert count_sessions() == 2
