"""Guessing gets slow, for an account and for an address, however many requests are sent at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.jobs import expire
from app.accounts.models import Throttle
from app.accounts.service.credentials import passwords, throttling
from app.accounts.service.credentials.throttling import account_key, address_key, count_try
from app.db import db, transaction
from app.domain.errors import TooMany
from tests import people
from tests.accounts.pages import text_of
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, set_up

WRONG = "wrong password"
At = Callable[[str], StoppedClock]


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at the least cost: here tries are counted, hundreds of them."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "NOBODYS_HASH", cheap.hash("nobody has this one"))
    monkeypatch.setattr(people, "password_hash", passwords.hash_password)


def attempt(client: FlaskClient, email: str, password: str = WRONG, **more):
    return client.post("/sign-in", data={"email": email, "password": password}, **more)


def test_five_wrong_passwords_and_then_growing_waits(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    assert [attempt(client, user.email).status_code for _ in range(5)] == [422] * 5
    waits = []
    for _ in range(8):
        refused = attempt(client, user.email, PASSWORD)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.advance(seconds=waits[-1])
        assert attempt(client, user.email).status_code == 422
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_refused_try_does_not_make_the_wait_longer(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    for _ in range(5):
        attempt(client, user.email)
    for _ in range(20):
        assert attempt(client, user.email).headers["Retry-After"] == "30"
    clock.advance(seconds=30)
    assert attempt(client, user.email, PASSWORD).status_code == 303


def test_the_right_password_wipes_the_count_of_the_account(client: FlaskClient, at: At) -> None:
    at("2026-03-01T09:00")
    user = make_user()
    for _ in range(3):
        assert [attempt(client, user.email).status_code for _ in range(4)] == [422] * 4
        assert attempt(client, user.email, PASSWORD).status_code == 303


def test_the_count_of_an_account_is_forgotten_after_a_day(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    for _ in range(5):
        attempt(client, user.email)
    clock.advance(days=1)
    assert [attempt(client, user.email).status_code for _ in range(5)] == [422] * 5
    assert attempt(client, user.email).status_code == 429


def test_an_account_that_does_not_exist_is_throttled_alike(client: FlaskClient, at: At) -> None:
    at("2026-03-01T09:00")
    real = make_user().email
    unreal = "nobody@example.org"
    for _ in range(5):
        attempt(client, real)
        attempt(client, unreal)
    first, second = attempt(client, real), attempt(client, unreal)
    assert first.status_code == second.status_code == 429
    assert first.headers["Retry-After"] == second.headers["Retry-After"]
    assert text_of(first).replace(real, "X") == text_of(second).replace(unreal, "X")
    assert "wait 30 seconds" in first.text


def test_spelling_the_address_differently_does_not_help(client: FlaskClient) -> None:
    user = make_user(email="ada@example.org")
    for spelling in ("ada@example.org", "ADA@example.org", " ada@EXAMPLE.org", "Ada@example.org"):
        attempt(client, spelling)
    attempt(client, user.email)
    assert attempt(client, "aDa@example.org").status_code == 429


def test_an_address_has_fifty_wrong_tries_in_a_quarter_of_an_hour(
    client: FlaskClient, at: At
) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    for number in range(50):
        assert attempt(client, f"guess{number}@example.org").status_code == 422
    refused = attempt(client, user.email, PASSWORD)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert attempt(client, user.email, PASSWORD, environ_base=elsewhere).status_code == 303
    clock.advance(minutes=15)
    assert attempt(client, user.email, PASSWORD).status_code == 303


def test_a_class_behind_one_address_can_sign_in(client: FlaskClient, at: At) -> None:
    at("2026-03-01T09:00")
    user = make_user()
    assert {attempt(client, user.email, PASSWORD).status_code for _ in range(60)} == {303}


def test_taking_a_try_back_lifts_the_wait_that_it_caused(app: Flask, at: At) -> None:
    now = at("2026-03-01T09:00").now()
    key = address_key("sign-in", "192.0.2.1")
    with transaction():
        for _ in range(50):
            count_try(key, now=now)
    with transaction(), pytest.raises(TooMany):
        count_try(key, now=now)
    with transaction():
        throttling.take_back(key)
        throttling.take_back(address_key("sign-in", "192.0.2.2"))  # never counted: no error
    with transaction():
        count_try(key, now=now)


def test_one_good_try_does_not_open_an_address_that_guessed_on(app: Flask, at: At) -> None:
    now = at("2026-03-01T09:00").now()
    key = address_key("sign-in", "192.0.2.1")
    with transaction():
        for _ in range(50):
            count_try(key, now=now)
        row = db.session.get_one(Throttle, key.text)
        row.attempts = 55  # counted before the wait began, by requests that were sent together
        throttling.take_back(key)
        assert row.blocked_until is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unknown", False),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (address_key("x", one) == address_key("x", other)) is same


def test_keys_name_nobody_and_fit_the_column() -> None:
    for purpose in ("sign-in", "confirm", "reset", "register", "setup"):
        key = account_key(purpose, "ada@example.org")
        assert "ada" not in key.text
        assert max(len(key.text), len(address_key(purpose, "::1").text)) <= 80


def test_many_requests_at_once_get_no_more_tries(app: Flask, at: At) -> None:
    now = at("2026-03-01T09:00").now()
    keys = (account_key("sign-in", "ada@example.org"), address_key("sign-in", "192.0.2.1"))
    outcomes: list[str] = []
    start = threading.Barrier(12)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    # Named in either order: they must be locked in one, or two wait for each other.
                    count_try(*keys[:: -1 if number % 2 else 1], now=now)
                outcomes.append("counted")
            except TooMany:
                outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["counted"] * 5 + ["refused"] * 7
    assert db.session.get_one(Throttle, keys[0].text).attempts == 5


def test_old_counts_are_swept_away(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    user = make_user()
    attempt(client, "nobody@example.org")
    clock.advance(days=2)
    attempt(client, user.email, PASSWORD)
    expire(clock.now())
    # What is left is the address's row, which was counted in this sign-in.
    assert len(db.session.scalars(select(Throttle)).all()) <= 1


def test_a_wait_is_told_in_seconds_or_minutes(app: Flask) -> None:
    set_up(app)
    told = {
        timedelta(milliseconds=200): "one second",
        timedelta(seconds=59): "59 seconds",
        timedelta(seconds=60): "one minute",
        timedelta(seconds=61): "2 minutes",
        timedelta(minutes=15): "15 minutes",
    }
    now = clock.now()
    for number, (wait, words) in enumerate(told.items()):
        key = account_key("x", str(number))
        with transaction():
            count_try(key, now=now)
            db.session.get_one(Throttle, key.text).blocked_until = now + wait
        with pytest.raises(TooMany, match=f"wait {words} and"), transaction():
            count_try(key, now=now)
