"""One's own account: what can be changed, what asks for the password, and its end."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from babel.dates import get_timezone
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts.models import User, UserSession
from app.accounts.service import people
from app.db import db, transaction
from app.domain.errors import Conflict, Invalid
from tests.accounts.pages import cookie
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, sign_in

At = Callable[[str], StoppedClock]
WORDS = "plain words and more"
PROFILE = {
    "name": "Ada King",
    "locale": "en_US",
    "time_zone": "America/New_York",
    "day_turns_at_hour": "0",
    "theme": "dark",
}


@pytest.fixture
def user(client: FlaskClient) -> User:
    """Return a learner who is signed in with ``client``."""
    person = make_user(email="ada@example.org", name="Ada")
    sign_in(client, person)
    return person


def test_the_profile_is_changed(client: FlaskClient, user: User) -> None:
    page = client.get("/profile").text
    for shown in ('value="Ada"', "Pacific/Auckland", "English (India)", 'value="4"'):
        assert shown in page
    answer = client.post("/profile", data=PROFILE)
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert (user.name, user.locale, user.time_zone) == ("Ada King", "en_US", "America/New_York")
    assert (user.day_turns_at_hour, user.theme) == (0, "dark")
    page = client.get("/profile").text
    assert "Saved." in page
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "\u200b\u200d"},
        {"name": "Ann\u0007"},
        {"locale": "de_DE"},
        {"time_zone": "Mars/Olympus"},
        {"day_turns_at_hour": "24"},
        {"day_turns_at_hour": "-1"},
        {"day_turns_at_hour": "four"},
        {"day_turns_at_hour": ""},
        {"theme": "pink"},
    ],
)
def test_a_profile_that_cannot_be_is_not_saved(
    client: FlaskClient, user: User, changes: dict[str, str]
) -> None:
    answer = client.post("/profile", data={**PROFILE, **changes})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert (user.name, user.locale, user.day_turns_at_hour) == ("Ada", "en_GB", 4)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"locale": "de_DE"}, "locale"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"day_turns_at_hour": 24}, "day_turns_at_hour"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_the_service_refuses_it_too(app: Flask, changes: dict[str, object], field: str) -> None:
    person = make_user()
    values: dict[str, Any] = {**PROFILE, "day_turns_at_hour": 4, **changes}
    with pytest.raises(Invalid) as refusal, transaction():
        people.change_profile(**values, actor=person)
    assert refusal.value.field == field


def test_a_field_that_is_not_on_the_form_cannot_be_set(client: FlaskClient, user: User) -> None:
    client.post("/profile", data={**PROFILE, "role": "admin", "email": "eve@example.org"})
    assert (user.role, user.email) == ("learner", "ada@example.org")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("Dr. Kim 👩\u200d⚕️", "Dr. Kim 👩\u200d⚕️"),
        ("\u200fמיכל", "מיכל"),
        ("Ø", "Ø"),
        ("कि" * 100, "कि" * 100),
        ("👩\u200d⚕️" * 100, "👩\u200d⚕️" * 100),
    ],
)
def test_names_in_any_script_are_saved_and_shown(
    client: FlaskClient, user: User, typed: str, kept: str
) -> None:
    assert client.post("/profile", data={**PROFILE, "name": typed}).status_code == 303
    assert user.name == kept
    page = client.get("/profile").text
    assert f'value="{kept}"' in page
    assert "maxlength" not in page.partition('id="name"')[2].partition(">")[0]


def test_the_address_changes_with_the_password(app: Flask, client: FlaskClient, user: User) -> None:
    assert client.get("/profile/email").status_code == 200
    data = {"email": "Ada.King@Example.org", "present_password": "wrong password"}
    refused = client.post("/profile/email", data=data)
    assert refused.status_code == 422
    assert "This is not your password." in refused.text
    assert user.email == "ada@example.org"
    answer = client.post("/profile/email", data={**data, "present_password": PASSWORD})
    assert answer.status_code == 303
    assert (user.email, user.email_key) == ("Ada.King@example.org", "ada.king@example.org")
    for email, status in (("ada.king@example.org", 303), ("ada@example.org", 422)):
        signing_in = {"email": email, "password": PASSWORD}
        assert app.test_client().post("/sign-in", data=signing_in).status_code == status


@pytest.mark.parametrize(
    ("email", "message"), [("taken@example.org", "cannot be used"), ("nonsense", "Enter an addr")]
)
def test_an_address_that_cannot_be_is_not_saved(
    client: FlaskClient, user: User, email: str, message: str
) -> None:
    make_user(email="taken@example.org")
    answer = client.post("/profile/email", data={"email": email, "present_password": PASSWORD})
    assert answer.status_code == 422
    assert message in answer.text
    assert user.email == "ada@example.org"


def test_asking_which_addresses_are_taken_is_throttled(client: FlaskClient, user: User) -> None:
    make_user(email="taken@example.org")
    data = {"email": "taken@example.org", "present_password": PASSWORD}
    assert [client.post("/profile/email", data=data).status_code for _ in range(6)] == [
        *[422] * 5,
        429,
    ]


def test_a_new_password_ends_all_other_sessions_and_renews_this_one(
    app: Flask, client: FlaskClient, user: User
) -> None:
    old = sign_in(client, user, remembered=True)
    other = app.test_client()
    sign_in(other, user)
    assert client.get("/profile/password").status_code == 200
    answer = client.post(
        "/profile/password", data={"present_password": PASSWORD, "password": WORDS}
    )
    assert (answer.status_code, answer.location) == (303, "/profile")
    _, new, attributes = cookie(answer)
    assert new != old
    assert attributes["max-age"] == str(60 * 24 * 3600)  # still remembered
    assert "signed out everywhere else" in client.get("/profile").text
    assert other.get("/profile").status_code == 302
    stale = app.test_client()
    stale.set_cookie("myelin_session", old)
    assert stale.get("/profile").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
    for password, status in ((WORDS, 303), (PASSWORD, 422)):
        data = {"email": user.email, "password": password}
        assert app.test_client().post("/sign-in", data=data).status_code == status


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"present_password": "wrong password", "password": WORDS}, "This is not your password."),
        ({"present_password": PASSWORD, "password": "password1"}, "easy to guess"),
        ({"present_password": PASSWORD, "password": "ada@example.org"}, "easy to guess"),
        ({"present_password": "", "password": WORDS}, "so that we know it is you"),
    ],
)
def test_a_password_that_cannot_be_is_not_saved(
    client: FlaskClient, user: User, data: dict[str, str], message: str
) -> None:
    before = user.password_hash
    answer = client.post("/profile/password", data=data)
    assert answer.status_code == 422
    assert message in answer.text
    assert WORDS not in answer.text
    assert user.password_hash == before
    assert client.get("/profile").status_code == 200


def test_guessing_the_password_on_a_borrowed_device_is_throttled(
    app: Flask, client: FlaskClient, user: User
) -> None:
    data = {"present_password": "wrong password", "password": WORDS}
    statuses = [client.post("/profile/password", data=data).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert client.post("/profile/close", data=data).status_code == 429
    # It does not keep the owner from signing in elsewhere.
    elsewhere = {"email": user.email, "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=elsewhere).status_code == 303


def test_a_new_password_is_judged_after_the_present_one(client: FlaskClient, user: User) -> None:
    data = {"present_password": "wrong password", "password": "password1"}
    answer = client.post("/profile/password", data=data)
    assert "This is not your password." in answer.text
    assert "easy to guess" not in answer.text


def test_whoever_knows_the_password_may_try_many_new_ones(client: FlaskClient, user: User) -> None:
    data = {"present_password": PASSWORD, "password": "password1"}
    statuses = {client.post("/profile/password", data=data).status_code for _ in range(8)}
    assert statuses == {422}


def test_a_password_changed_elsewhere_meanwhile_wins(app: Flask) -> None:
    person = make_user()
    with pytest.raises(Conflict), transaction():
        people.change_own_password(
            password_hash="new",
            old_password_hash="not the one any more",
            remembered=False,
            user_agent="",
            address="",
            actor=person,
            now=clock.now(),
        )


def test_a_changed_password_is_right_in_composed_and_decomposed_form(
    app: Flask, client: FlaskClient, user: User
) -> None:
    words = {form: unicodedata.normalize(form, "süße Äpfel pflücken") for form in ("NFC", "NFD")}
    data = {"present_password": PASSWORD, "password": words["NFD"]}
    assert client.post("/profile/password", data=data).status_code == 303
    for typed in words.values():
        signing_in = {"email": user.email, "password": typed}
        assert app.test_client().post("/sign-in", data=signing_in).status_code == 303
    data = {"present_password": words["NFC"], "password": WORDS}
    assert client.post("/profile/password", data=data).status_code == 303


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_sessions_are_listed_with_device_address_and_time(
    app: Flask, client: FlaskClient, user: User, at: At
) -> None:
    stopped = at("2026-03-01T09:00")
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    app.test_client().post(
        "/sign-in",
        data={"email": user.email, "password": PASSWORD},
        headers={"User-Agent": FIREFOX},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    stopped.advance(hours=2)
    page = client.get("/profile/sessions").text
    assert page.count("This one") == 1
    assert "Firefox on Linux" in page
    assert "192.0.2.7" in page
    assert "2 hours ago" in page
    row = db.session.scalars(select(UserSession)).first()
    assert row.token_hash not in page


def test_one_session_is_ended_from_another(app: Flask, client: FlaskClient, user: User) -> None:
    other = app.test_client()
    sign_in(other, user)
    newest = db.session.scalars(
        select(UserSession.public_id).order_by(UserSession.created_at.desc())
    ).first()
    answer = client.post(f"/profile/sessions/{newest}/end")
    assert (answer.status_code, answer.location) == (303, "/profile/sessions")
    assert other.get("/profile").status_code == 302
    assert client.get("/profile").status_code == 200
    assert client.post(f"/profile/sessions/{newest}/end").status_code == 404
    assert client.post("/profile/sessions/%00/end").status_code == 404


def test_nobody_ends_anothers_session(app: Flask, client: FlaskClient, user: User) -> None:
    other = app.test_client()
    sign_in(other, make_user())
    theirs = db.session.scalars(select(UserSession).where(UserSession.user_id != user.id)).one()
    assert client.post(f"/profile/sessions/{theirs.public_id}/end").status_code == 404
    assert other.get("/profile").status_code == 200


def test_all_other_sessions_are_ended_at_once(app: Flask, client: FlaskClient, user: User) -> None:
    others = [app.test_client() for _ in range(2)]
    for other in others:
        sign_in(other, user)
    stranger = app.test_client()
    sign_in(stranger, make_user())
    assert "Sign out everywhere else" in client.get("/profile/sessions").text
    assert client.post("/profile/sessions/end-others").status_code == 303
    assert [other.get("/profile").status_code for other in others] == [302, 302]
    assert stranger.get("/profile").status_code == 200
    assert "Sign out everywhere else" not in client.get("/profile/sessions").text


def test_a_closed_accounts_cookie_opens_nothing(client: FlaskClient, user: User) -> None:
    with transaction():
        db.session.get_one(User, user.id).closed_at = clock.now()
    assert client.get("/profile").status_code == 302


def test_the_last_admin_cannot_leave(client: FlaskClient) -> None:
    admin = make_user("admin")
    sign_in(client, admin)
    refused = client.post("/profile/close", data={"present_password": PASSWORD})
    assert refused.status_code == 409
    assert "this is the last one" in refused.text
    assert admin.leaves_at is None
    make_user("admin")
    assert client.post("/profile/close", data={"present_password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    "path",
    ["/profile", "/profile/email", "/profile/password", "/profile/sessions", "/profile/close"],
)
def test_pages_are_private_and_tell_password_managers_what_is_what(
    client: FlaskClient, user: User, path: str
) -> None:
    page = client.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    for wrong in (' style="', "onclick", "<script>"):
        assert wrong not in page.text
    assert page.text.count('type="password"') == page.text.count('-password" class')


def test_every_time_zone_offered_shows_the_time_on_a_page(client: FlaskClient, user: User) -> None:
    """Python also knows this machine's own "localtime"; the pages' library does not."""
    for time_zone in people.time_zones():
        get_timezone(time_zone)
    answer = client.post("/profile", data={**PROFILE, "time_zone": "localtime"})
    assert answer.status_code == 422
    assert client.get("/profile/sessions").status_code == 200
