"""Making an account for oneself: open, by invitation, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts import queries
from app.accounts.models import Invitation, User
from app.accounts.service import create_user, invitations, managing
from app.accounts.service.invitations import invite
from app.accounts.service.leaving import close_account
from app.accounts.service.people import EmailTaken
from app.accounts.service.setup import change_registration
from app.accounts.views import registering
from app.db import db, transaction
from app.domain.errors import DomainError, Forbidden, Invalid, NotFound
from app.web import post
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, password_hash, set_up, sign_in

At = Callable[[str], StoppedClock]
WORDS = "plain words and more"


def allow(registration: str) -> None:
    with transaction():
        change_registration(registration)


def invited(admin: User, email: str = "", role: str = "learner") -> str:
    with transaction():
        return invite(email=email, role=role, actor=admin, now=clock.now())


def register(client: FlaskClient, email: str = "new@example.org", **more: str):
    data = {"name": "New Person", "email": email, "password": WORDS, "time_zone": "Asia/Tokyo"}
    return client.post("/register", data={**data, **more})


def find(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email))


def test_open_registration_makes_a_learner_who_can_sign_in(client: FlaskClient) -> None:
    make_user("admin")
    allow("open")
    assert "/register" in client.get("/sign-in").text
    page = client.get("/register")
    assert page.status_code == 200
    assert "data-time-zone" in page.text
    answer = client.post(
        "/register",
        data={
            "name": " New   Person ",
            "email": "new@example.org",
            "password": WORDS,
            "time_zone": "Asia/Tokyo",
        },
        headers={"Accept-Language": "en-US"},
    )
    assert answer.status_code == 303
    assert answer.location == "/sign-in?email=new@example.org"
    user = find("new@example.org")
    assert (user.role, user.name, user.time_zone) == ("learner", "New Person", "Asia/Tokyo")
    assert (user.locale, user.day_turns_at_hour, user.theme) == ("en_US", 4, "auto")
    page = client.get(answer.location)
    assert "Now sign in" in page.text
    assert 'value="new@example.org"' in page.text
    signed_in = client.post("/sign-in", data={"email": "new@example.org", "password": WORDS})
    assert signed_in.status_code == 303


def test_a_taken_address_gets_the_same_answer_and_changes_nothing(
    app: Flask, client: FlaskClient
) -> None:
    make_user("admin")
    allow("open")
    taken = make_user(email="taken@example.org", name="Taken")
    fresh, again = (
        register(app.test_client(), "fresh@example.org"),
        register(app.test_client(), "Taken@example.org", role="admin"),
    )
    assert fresh.status_code == again.status_code == 303
    assert fresh.location == "/sign-in?email=fresh@example.org"
    assert again.location == "/sign-in?email=Taken@example.org"
    assert fresh.text.replace("fresh", "X") == again.text.replace("Taken", "X")
    db.session.expire_all()
    assert (taken.name, taken.password_hash) == ("Taken", password_hash())
    assert (
        client.post(
            "/sign-in", data={"email": "taken@example.org", "password": PASSWORD}
        ).status_code
        == 303
    )


def test_the_owner_of_a_taken_address_gets_a_mail(app: Flask, client: FlaskClient) -> None:
    app.config.update(MAIL_SERVER="mail.example.org", BASE_URL="https://myelin.example.org")
    make_user(email="Taken@example.org", name="Ada & Co")
    allow("open")
    register(client, "taken@example.org")
    register(client, "fresh@example.org")
    app.extensions[post.EXTENSION].wait()
    (mail,) = app.extensions["mailman"].outbox
    assert mail.to == ["Taken@example.org"]
    assert mail.subject == "You already have a Myelin account"
    assert "Hello Ada & Co" in mail.body
    assert "https://myelin.example.org/sign-in" in mail.body


def test_without_an_invitation_the_page_says_what_to_do(client: FlaskClient) -> None:
    make_user("admin")
    page = client.get("/register")  # by invitation is how a site begins
    assert page.status_code == 403
    assert "You need an invitation" in page.text
    assert register(client).status_code == 403
    assert find("new@example.org") is None
    assert "/register" not in client.get("/sign-in").text


def test_closed_registration_is_closed_to_the_invited_too(client: FlaskClient) -> None:
    admin = make_user("admin")
    token = invited(admin)
    allow("closed")
    for page in (client.get("/register"), client.get(f"/register?invitation={token}")):
        assert page.status_code == 403
        assert "No new accounts" in page.text
    assert register(client, invitation=token).status_code == 403
    assert find("new@example.org") is None


def test_an_invitation_opens_once_in_its_role(app: Flask, client: FlaskClient) -> None:
    token = invited(make_user("admin"), role="educator")
    page = client.get(f"/register?invitation={token}")
    assert page.status_code == 200
    assert f'name="invitation" value="{token}"' in page.text
    assert register(client, invitation=token).status_code == 303
    user = find("new@example.org")
    assert user.role == "educator"
    invitation = db.session.scalars(select(Invitation)).one()
    assert invitation.used_by == user.id
    again = app.test_client()
    assert "This invitation is no longer valid" in again.get(f"/register?invitation={token}").text
    assert register(again, "another@example.org", invitation=token).status_code == 403
    assert find("another@example.org") is None


def test_an_invitation_ends_after_fourteen_days(client: FlaskClient, at: At) -> None:
    clock = at("2026-03-01T09:00")
    token = invited(make_user("admin"))
    clock.advance(days=13, hours=23)
    assert client.get(f"/register?invitation={token}").status_code == 200
    clock.advance(hours=1)
    assert client.get(f"/register?invitation={token}").status_code == 403
    assert register(client, invitation=token).status_code == 403


NOT_VALID = "This invitation is no longer valid"


@pytest.mark.parametrize("role", ["learner", "educator", "admin"])
@pytest.mark.parametrize("act", ["demote", "suspend", "close", "leave"])
def test_an_invitation_ends_with_its_inviters_role(
    client: FlaskClient, act: str, role: str
) -> None:
    stays, inviter = make_user("admin"), make_user("admin")
    token, kept = invited(inviter, role=role), invited(stays, role=role)
    with transaction():
        shut_out(inviter, act, actor=stays)
    page = client.get(f"/register?invitation={token}")
    assert page.status_code == 403
    assert NOT_VALID in page.text
    assert register(client, invitation=token).status_code == 403
    assert find("new@example.org") is None
    with transaction():  # back in their role, what they once gave stays void
        inviter = queries.get_user(inviter.id, lock=True)
        inviter.role, inviter.suspended_at, inviter.leaves_at = "admin", None, None
    assert register(client, invitation=token).status_code == 403
    assert register(client, invitation=kept).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [{"role": "educator"}, {"suspended_at": clock.now()}, {"leaves_at": clock.now()}],
    ids=["demoted", "suspended", "leaving"],
)
def test_an_invitation_from_before_is_judged_by_what_its_inviter_is_now(
    client: FlaskClient, fields: dict[str, object]
) -> None:
    """Rows of an older Myelin, which did not take invitations back, open nothing either."""
    inviter = make_user("admin")
    token = invited(inviter, role="admin")
    with transaction():
        for name, value in fields.items():
            setattr(queries.get_user(inviter.id, lock=True), name, value)
    assert NOT_VALID in client.get(f"/register?invitation={token}").text
    assert register(client, invitation=token).status_code == 403
    with pytest.raises(NotFound), transaction():
        register_directly(token)
    assert queries.list_open_invitations(now=clock.now()) == []


def shut_out(user: User, act: str, *, actor: User) -> None:
    now = clock.now()
    if act == "demote":
        managing.change_role(user.id, role="learner", actor=actor)
    elif act == "suspend":
        managing.suspend_person(user.id, actor=actor, now=now)
    elif act == "close":
        managing.close_person(user.id, actor=actor, now=now)
    else:
        close_account(actor=user, now=now)


def register_directly(token: str, number: int = 0) -> None:
    invitations.register(
        email=f"guest{number}@example.org",
        name="Guest",
        password_hash=password_hash(),
        time_zone="UTC",
        locale="en_GB",
        invitation_token=token,
        now=clock.now(),
    )


@pytest.mark.parametrize("act", ["demote", "suspend", "close", "leave"])
def test_an_inviter_who_is_shut_out_while_it_is_used_gives_no_role(app: Flask, act: str) -> None:
    """While the inviter is shut out but not yet stored so, whoever registers waits for it."""
    actor, inviter = make_user("admin"), make_user("admin")
    token = invited(inviter, role="admin")
    is_locked, outcomes = threading.Event(), []

    def use() -> None:
        with app.app_context():
            is_locked.wait()
            try:
                with transaction():
                    register_directly(token)
                outcomes.append("registered")
            except NotFound:
                outcomes.append("refused")

    thread = threading.Thread(target=use)
    thread.start()
    with transaction():
        shut_out(inviter, act, actor=actor)
        is_locked.set()
        thread.join(0.5)  # it must not get through now
        assert outcomes == []
    thread.join()
    assert outcomes == ["refused"]
    assert find("guest0@example.org") is None


@pytest.mark.parametrize("act", ["demote", "suspend", "close", "leave"])
def test_no_invitation_is_made_while_its_inviter_is_shut_out(app: Flask, act: str) -> None:
    actor, inviter = make_user("admin"), make_user("admin")
    is_locked = threading.Event()
    outcomes: list[str] = []

    def make() -> None:
        with app.app_context():
            is_locked.wait()
            try:
                invited(inviter, role="admin")
                outcomes.append("made")
            except Forbidden:
                outcomes.append("refused")

    thread = threading.Thread(target=make)
    thread.start()
    with transaction():
        shut_out(inviter, act, actor=actor)
        is_locked.set()
        thread.join(0.5)
        assert outcomes == []
    thread.join()
    assert outcomes == ["refused"]
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_using_and_revoking_at_once_wait_for_each_other_without_a_deadlock(app: Flask) -> None:
    for number in range(5):
        actor, inviter = make_user("admin"), make_user("admin")
        token = invited(inviter, role="admin")
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def run(
            work: Callable[[], object],
            start: threading.Barrier = start,
            outcomes: list[str] = outcomes,
        ) -> None:
            with app.app_context():
                start.wait()
                try:
                    with transaction():
                        work()
                    outcomes.append("done")
                except NotFound:
                    outcomes.append("refused")

        works = (
            partial(register_directly, token, number),
            partial(shut_out, inviter, "demote", actor=actor),
        )
        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(outcomes) == 2  # whoever came first, nobody was given up for a deadlock
        assert "done" in outcomes
        db.session.expire_all()
        assert queries.get_user(inviter.id).role == "learner"


@pytest.mark.parametrize("token", ["wrong", "x" * 2000, "\0", "é"])
def test_a_made_up_invitation_opens_nothing(client: FlaskClient, token: str) -> None:
    make_user("admin")
    assert client.get("/register", query_string={"invitation": token}).status_code == 403
    allow("open")
    assert register(client, invitation=token).status_code == 403


def test_an_invitation_for_an_address_serves_no_other(client: FlaskClient) -> None:
    token = invited(make_user("admin"), email="Bea@example.org")
    page = client.get(f"/register?invitation={token}").text
    assert 'value="Bea@example.org"' in page
    assert "readonly" in page
    other = register(client, "eve@example.org", invitation=token)
    assert other.status_code == 422
    assert "for another address" in other.text
    assert register(client, "bea@EXAMPLE.org", invitation=token).status_code == 303
    assert find("bea@example.org").role == "learner"
    assert db.session.scalars(select(Invitation)).one().email == ""


def test_a_taken_address_does_not_use_the_invitation_up(client: FlaskClient) -> None:
    token = invited(make_user("admin"))
    make_user(email="taken@example.org")
    assert register(client, "taken@example.org", invitation=token).status_code == 303
    assert register(client, "new@example.org", invitation=token).status_code == 303
    assert find("new@example.org") is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "nonsense"}, "like name@example.org"),
        ({"name": ""}, "Enter your name."),
        ({"name": " \u200b\u200d "}, "there are only invisible characters in it"),
        ({"name": "Ann\u0007"}, "a character after “Ann” that cannot be shown (U+0007)"),
        ({"name": "x" * 101}, "Shorten the name to 100 characters."),
        ({"password": "short"}, "at least 8"),
        ({"password": "new@example.org"}, "easy to guess"),
        ({"password": ""}, "Enter a password."),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    app: Flask, client: FlaskClient, changes: dict[str, str], message: str
) -> None:
    set_up(app)
    allow("open")
    answer = register(client, **changes)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2  # in the summary and at the field
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_whoever_is_signed_in_needs_no_other_account(client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert client.get("/register").location == "/"


def test_registering_is_throttled(app: Flask, client: FlaskClient) -> None:
    set_up(app)
    allow("open")
    statuses = {register(client, password="short").status_code for _ in range(50)}
    assert statuses == {422}
    assert register(client).status_code == 429


def test_the_same_address_twice_at_once_is_one_account(app: Flask) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    create_user(
                        email="ada@example.org",
                        name="Ada",
                        password_hash=password_hash(),
                        now=clock.now(),
                    )
                outcomes.append("made")
            except EmailTaken:
                outcomes.append("taken")

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "taken", "taken", "taken"]


def test_an_invitation_used_twice_at_once_is_one_account(app: Flask) -> None:
    token = invited(make_user("admin"))
    statuses: list[int] = []
    start = threading.Barrier(2)

    def run(email: str) -> None:
        start.wait()
        statuses.append(register(app.test_client(), email, invitation=token).status_code)

    threads = [
        threading.Thread(target=run, args=(f"{name}@example.org",)) for name in ("one", "two")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(303) == 1
    assert db.session.scalar(select(func.count()).select_from(User)) == 2


@pytest.mark.parametrize(
    ("changes", "field"), [({"role": "owner"}, "role"), ({"name": "x" * 101}, "name")]
)
def test_the_service_refuses_what_cannot_be(
    app: Flask, changes: dict[str, str], field: str
) -> None:
    values = {"email": "ada@example.org", "name": "Ada", "password_hash": "!", **changes}
    with pytest.raises(Invalid) as refusal, transaction():
        create_user(**values, now=clock.now())
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("registration", "token", "refusal"),
    [
        ("closed", "good", Forbidden),
        ("invitation", None, Forbidden),
        ("invitation", "made up", NotFound),
        ("open", "made up", NotFound),
    ],
)
def test_the_service_keeps_the_door_too(
    app: Flask, registration: str, token: str | None, refusal: type[DomainError]
) -> None:
    good = invited(make_user("admin"))
    allow(registration)
    with pytest.raises(refusal), transaction():
        invitations.register(
            email="new@example.org",
            name="New",
            password_hash=password_hash(),
            time_zone="UTC",
            locale="en_GB",
            invitation_token=good if token == "good" else token,
            now=clock.now(),
        )
    assert find("new@example.org") is None


def test_an_account_gone_before_the_mail_was_written_gets_none(app: Flask) -> None:
    app.config["MAIL_SERVER"] = "mail.example.org"
    registering._tell_owner("gone@example.org")
    assert not getattr(app.extensions["mailman"], "outbox", [])


def test_an_unknown_locale_becomes_british_english(app: Flask) -> None:
    assert make_user(locale="tlh_QO").locale == "en_GB"


def test_only_an_admin_invites(app: Flask) -> None:
    with pytest.raises(Forbidden):
        invited(make_user("educator"))
