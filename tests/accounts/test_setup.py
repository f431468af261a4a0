"""The first start: every page leads to setup, and the console's token opens it once."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts.models import SiteSettings, User
from app.accounts.service import issue_setup_token
from app.accounts.service.credentials.tokens import digest
from app.accounts.service.setup import set_up
from app.db import db, transaction
from app.domain.errors import DomainError
from tests.accounts.pages import cookie
from tests.people import make_user, password_hash

WORDS = "plain words and more"


def fresh_token() -> str:
    with transaction():
        token = issue_setup_token(clock.now())
    assert token is not None
    return token


def filled_in(token: str, **changes: str) -> dict[str, str]:
    return {
        "token": token,
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "password": WORDS,
        "time_zone": "Europe/London",
        **changes,
    }


@pytest.mark.parametrize("path", ["/", "/sign-in", "/register", "/profile", "/no-such-page"])
def test_every_page_leads_to_setup(client: FlaskClient, path: str) -> None:
    for answer in (client.get(path), client.post(path, data={"email": "x"})):
        assert (answer.status_code, answer.location) == (303, "/setup")


def test_health_setup_and_browser_files_are_open(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    page = client.get("/setup")
    assert page.status_code == 200
    assert "data-time-zone" in page.text
    assert "data-reveal" in page.text
    assert client.get("/static/no-such-file.css").status_code == 404


def test_a_learner_is_no_reason_to_stop_asking_for_an_admin(
    app: Flask, client: FlaskClient
) -> None:
    make_user("learner")
    assert app.test_client().get("/sign-in").status_code == 200  # make_user says: set up
    app.extensions["myelin_accounts"].is_set_up = False
    assert client.get("/sign-in").location == "/setup"
    make_user("admin")
    app.extensions["myelin_accounts"].is_set_up = False
    assert client.get("/sign-in").status_code == 200
    assert app.extensions["myelin_accounts"].is_set_up is True


def test_the_right_token_makes_the_admin_and_signs_in(client: FlaskClient) -> None:
    answer = client.post("/setup", data=filled_in(fresh_token()))
    assert (answer.status_code, answer.location) == (303, "/")
    assert cookie(answer)[2]["httponly"] == ""
    user = db.session.scalars(select(User)).one()
    assert (user.role, user.name, user.email) == ("admin", "Ada Lovelace", "ada@example.org")
    assert user.time_zone == "Europe/London"
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "Myelin is ready" in client.get("/profile").text


def test_the_first_password_is_right_in_composed_and_decomposed_form(
    app: Flask, client: FlaskClient
) -> None:
    words = "süße Äpfel pflücken"
    data = filled_in(fresh_token(), password=unicodedata.normalize("NFD", words))
    assert client.post("/setup", data=data).status_code == 303
    for form in ("NFC", "NFD"):
        typed = {"email": "ada@example.org", "password": unicodedata.normalize(form, words)}
        assert app.test_client().post("/sign-in", data=typed).status_code == 303


def test_setup_is_gone_once_there_is_an_admin(client: FlaskClient) -> None:
    token = fresh_token()
    assert client.post("/setup", data=filled_in(token)).status_code == 303
    assert client.get("/setup").status_code == 404
    again = client.post("/setup", data=filled_in(token, email="eve@example.org"))
    assert again.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert db.session.scalars(select(SiteSettings)).one().setup_token_hash == ""


@pytest.mark.parametrize("wrong", ["wrong", "", " ", "é"])
def test_a_wrong_token_makes_nobody(client: FlaskClient, wrong: str) -> None:
    fresh_token()
    answer = client.post("/setup", data=filled_in(wrong))
    assert answer.status_code == 422
    assert "token" in answer.text
    assert 'value="Ada Lovelace"' in answer.text
    assert WORDS not in answer.text
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_without_a_token_ever_issued_nothing_opens(client: FlaskClient) -> None:
    assert client.post("/setup", data=filled_in("")).status_code == 422
    assert client.post("/setup", data=filled_in("x")).status_code == 422


def test_a_fresh_token_replaces_the_old_one(client: FlaskClient) -> None:
    old, new = fresh_token(), fresh_token()
    assert client.post("/setup", data=filled_in(old)).status_code == 422
    assert client.post("/setup", data=filled_in(f" {new} ")).status_code == 303


def test_only_the_hash_of_the_token_is_stored(app: Flask) -> None:
    token = fresh_token()
    assert db.session.scalars(select(SiteSettings)).one().setup_token_hash == digest(token)


def test_no_token_is_issued_once_there_is_an_admin(app: Flask) -> None:
    make_user("admin")
    with transaction():
        assert issue_setup_token(clock.now()) is None


def test_a_weak_password_is_refused_and_the_token_stays_good(client: FlaskClient) -> None:
    token = fresh_token()
    answer = client.post("/setup", data=filled_in(token, password="password1"))
    assert answer.status_code == 422
    assert "too easy to guess" in answer.text
    assert client.post("/setup", data=filled_in(token)).status_code == 303


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    data = filled_in(fresh_token(), email="nonsense", password="password1", name="\u200b")
    page = client.post("/setup", data=data).text
    for message in ("only invisible characters", "like name@example.org", "too easy to guess"):
        assert page.count(message) == 2  # in the summary and at the field


def test_an_unknown_time_zone_becomes_utc(client: FlaskClient) -> None:
    client.post("/setup", data=filled_in(fresh_token(), time_zone="Mars/Olympus"))
    assert db.session.scalars(select(User)).one().time_zone == "UTC"


def test_tries_are_throttled(client: FlaskClient) -> None:
    token = fresh_token()
    data = filled_in("wrong", password="password1")
    statuses = [client.post("/setup", data=data).status_code for _ in range(51)]
    assert statuses == [422] * 50 + [429]
    answer = client.post("/setup", data=filled_in(token))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_of_two_setups_at_once_one_makes_the_admin(app: Flask) -> None:
    token = fresh_token()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    set_up(
                        token=token,
                        email=f"{name}@example.org",
                        name=name,
                        password_hash=password_hash(),
                        time_zone="UTC",
                        now=clock.now(),
                    )
                outcomes.append("made")
            except DomainError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["NotFound", "made"]
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
