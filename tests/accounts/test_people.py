"""What admins do: people, invitations, settings; and what nobody else may."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts import policy, queries
from app.accounts.models import Invitation, User
from app.accounts.service.leaving import close_account
from app.accounts.service.managing import change_role
from app.accounts.service.people import change_email
from app.accounts.service.setup import change_registration
from app.db import db, transaction
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import StoppedClock
from tests.people import make_user, sign_in

At = Callable[[str], StoppedClock]
PAGES = ["/people", "/people/invitations", "/settings"]
ACTIONS = [
    "/people/{id}",
    "/people/{id}/sessions/end",
    "/people/{id}/reset-link",
    "/people/{id}/suspend",
    "/people/{id}/lift-suspension",
    "/people/{id}/close",
    "/people/{id}/restore",
    "/people/invitations",
    "/people/invitations/x/revoke",
    "/settings",
]


@pytest.fixture
def admin(client: FlaskClient) -> User:
    """Return an admin who is signed in with ``client``."""
    person = make_user("admin", name="Ada Admin", email="admin@example.org")
    sign_in(client, person)
    return person


def link_in(page: str) -> str:
    return page.split('id="link" type="text" readonly value="http://localhost')[1].split(
        '"', maxsplit=1
    )[0]


@pytest.mark.parametrize("role", ["learner", "educator"])
def test_only_admins_manage_people(app: Flask, role: str) -> None:
    person, other = make_user(role), make_user(email="other@example.org")
    client = app.test_client()
    sign_in(client, person)
    pages = [f"/people/{other.id}{page}" for page in ("", "/suspend", "/close")]
    for path in [*PAGES, *pages]:
        assert client.get(path).status_code == 403
    for path in ACTIONS:
        data = {"role": "admin", "registration": "open"}
        assert client.post(path.format(id=other.id), data=data).status_code == 403
    assert other.role == "learner"
    assert other.is_here
    assert queries.get_registration() == "invitation"
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_the_policy_knows_open_admins_only(app: Flask) -> None:
    ada, bea = make_user("admin"), make_user("educator")
    gone = make_user("admin", closed_at=clock.now())
    assert policy.can_manage_people(ada)
    assert not policy.can_manage_people(bea)
    assert not policy.can_manage_people(gone)
    assert policy.can_manage_person(ada, bea)
    assert not policy.can_manage_person(ada, gone)


def test_people_are_listed_filtered_and_paged(client: FlaskClient, admin: User) -> None:
    for number in range(60):
        make_user(name=f"Learner {number:02}", email=f"l{number:02}@example.org")
    make_user("educator", name="Bea 100%", email="bea@school.example")
    make_user(name="Gone", closed_at=clock.now())
    page = client.get("/people").text
    assert "62 accounts" in page
    assert "Page 1 of 2" in page
    assert "Gone" not in page
    assert "Learner 47" in page
    assert "Learner 48" not in page
    assert "Learner 59" in client.get("/people?page=2").text
    assert "1 account<" in client.get("/people?role=educator").text
    assert "Bea 100%" in client.get("/people?q=SCHOOL").text
    assert "1 account<" in client.get("/people", query_string={"q": "100%"}).text
    assert "0 accounts" in client.get("/people", query_string={"q": "_"}).text
    assert "Nobody matches" in client.get("/people?q=nobody").text
    # Each of these signs stands for eighteen: together more than SQLite compares with.
    assert "0 accounts" in client.get("/people?q=" + "%EF%B7%BA" * 3_000).text
    for odd in ("role=owner", "page=x", "page=0", "q=%00"):
        assert "62 accounts" in client.get(f"/people?{odd}").text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("muller", "Anna Müller"),
        ("mueller ANNA", "Anna Mu\u0308ller"),
        ("o'neil", "Pat O’Neil"),
        ("strasse", "Jan Straße"),
        ("STRASSE", "Jan Straße"),
        ("نرگس", "نرگس"),
        ("김민", "김민수"),
        ("ГАЛИНА", "Галина"),
        ("σοφια", "Σοφία"),
        ("100%", "Bea 100%"),
        ("JÜRGEN@example", "Nobody"),
        ("jurgen@EXAMPLE.org", "Nobody"),
    ],
)
def test_people_are_found_however_their_names_are_typed(
    client: FlaskClient, admin: User, text: str, name: str
) -> None:
    make_user(name=name, email="jürgen@example.org" if name == "Nobody" else "one@example.org")
    make_user(name="Somebody Else", email="two@school.example")
    for typed in (text, unicodedata.normalize("NFD", text)):
        page = client.get("/people", query_string={"q": typed}).text
        assert "1 account<" in page
        assert unicodedata.normalize("NFC", name) in page


def test_people_are_found_by_the_name_they_have_now(client: FlaskClient, admin: User) -> None:
    person = make_user(name="Zoë", email="zoe@example.org")
    with transaction():
        change_email(email="z@school.example", actor=person)
        db.session.get_one(User, person.id).name = "Chloé"
    for text, count in (("chloe", 1), ("zoe", 0), ("z@school", 1), ("example.org", 1)):
        page = client.get("/people", query_string={"q": text}).text
        assert f"{count} account" in page, text


def test_a_role_is_changed_and_the_person_signed_out(
    app: Flask, client: FlaskClient, admin: User
) -> None:
    person = make_user(name="Bea")
    theirs = app.test_client()
    sign_in(theirs, person)
    page = client.get(f"/people/{person.id}").text
    assert "Bea" in page
    assert "Signed in on 1 device." in page
    answer = client.post(f"/people/{person.id}", data={"role": "educator"})
    assert (answer.status_code, answer.location) == (303, f"/people/{person.id}")
    assert person.role == "educator"
    assert theirs.get("/profile").status_code == 302
    assert "Not signed in anywhere." in client.get(f"/people/{person.id}").text


def test_the_same_role_again_signs_nobody_out(app: Flask, client: FlaskClient, admin: User) -> None:
    person = make_user()
    theirs = app.test_client()
    sign_in(theirs, person)
    client.post(f"/people/{person.id}", data={"role": "learner"})
    assert theirs.get("/profile").status_code == 200


@pytest.mark.parametrize("role", ["owner", ""])
def test_there_are_three_roles(client: FlaskClient, admin: User, role: str) -> None:
    person = make_user()
    assert client.post(f"/people/{person.id}", data={"role": role}).status_code == 422
    assert person.role == "learner"


def test_the_last_admin_cannot_be_demoted(client: FlaskClient, admin: User) -> None:
    refused = client.post(f"/people/{admin.id}", data={"role": "learner"})
    assert refused.status_code == 409
    assert "this is the last one" in refused.text
    assert admin.role == "admin"
    assert client.get("/people").status_code == 200
    make_user("admin")
    assert client.post(f"/people/{admin.id}", data={"role": "learner"}).status_code == 303
    assert admin.role == "learner"


def test_a_closed_admin_does_not_count(client: FlaskClient, admin: User) -> None:
    make_user("admin", closed_at=clock.now())
    assert client.post(f"/people/{admin.id}", data={"role": "learner"}).status_code == 409


def test_two_admins_stepping_down_at_once_leave_one(app: Flask) -> None:
    admins = [make_user("admin"), make_user("admin")]
    ids = [admin.id for admin in admins]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(user_id: int) -> None:
        with app.app_context():
            actor = queries.get_user(user_id)
            start.wait()
            try:
                with transaction():
                    if user_id == ids[0]:
                        change_role(user_id, role="learner", actor=actor)
                    else:
                        close_account(actor=actor, now=clock.now())
                outcomes.append("done")
            except Conflict:
                outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    db.session.expire_all()
    assert queries.admin_exists()


def test_who_was_demoted_meanwhile_changes_nobodys_role(app: Flask) -> None:
    make_user("admin")
    actor, person = make_user("admin"), make_user()
    with transaction():
        change_role(actor.id, role="educator", actor=None)
    with pytest.raises(Forbidden), transaction():
        change_role(person.id, role="admin", actor=actor)
    assert person.role == "learner"


def test_the_command_line_knows_the_roles_too(app: Flask) -> None:
    person = make_user()
    with pytest.raises(Invalid), transaction():
        change_role(person.id, role="owner", actor=None)
    with pytest.raises(NotFound), transaction():
        change_role(12345, role="admin", actor=None)


def test_all_sessions_of_a_person_are_ended(app: Flask, client: FlaskClient, admin: User) -> None:
    person = make_user()
    theirs = app.test_client()
    sign_in(theirs, person)
    answer = client.post(f"/people/{person.id}/sessions/end")
    assert (answer.status_code, answer.location) == (303, f"/people/{person.id}")
    assert theirs.get("/profile").status_code == 302
    assert client.get("/people").status_code == 200


def test_a_reset_link_is_shown_once_and_works(app: Flask, client: FlaskClient, admin: User) -> None:
    person = make_user()
    answer = client.post(f"/people/{person.id}/reset-link")
    assert answer.status_code == 303
    path = link_in(client.get(answer.location).text)
    assert "reset-password" not in client.get(answer.location).text
    theirs = app.test_client()
    assert theirs.get(path).status_code == 200
    assert theirs.post(path, data={"password": "plain words and more"}).status_code == 303


@pytest.mark.parametrize("path", [path for path in ACTIONS if "{id}" in path])
def test_a_closed_or_unknown_person_is_not_found(
    client: FlaskClient, admin: User, path: str
) -> None:
    gone = make_user(closed_at=clock.now())
    for user_id in (gone.id, 123456):
        data = {"role": "admin"}
        assert client.post(path.format(id=user_id), data=data).status_code == 404
    assert client.get(f"/people/{gone.id}").status_code == 404


def test_an_invitation_is_shown_once_and_works(
    app: Flask, client: FlaskClient, admin: User
) -> None:
    assert "There are no open invitations." in client.get("/people/invitations").text
    answer = client.post(
        "/people/invitations", data={"email": " Bea@example.org ", "role": "educator"}
    )
    assert (answer.status_code, answer.location) == (303, "/people/invitations")
    page = client.get(answer.location).text
    path = link_in(page)
    assert "Bea@example.org" in page
    assert "Educator" in page
    page = client.get("/people/invitations").text
    assert "/register?invitation" not in page
    assert "Bea@example.org" in page
    theirs = app.test_client()
    assert theirs.get(path).status_code == 200
    data = {"name": "Bea", "email": "bea@example.org", "password": "plain words and more"}
    assert theirs.post(path, data=data).status_code == 303
    assert "There are no open invitations." in client.get("/people/invitations").text
    bea = db.session.scalar(select(User).where(User.email == "bea@example.org"))
    assert bea.role == "educator"


def test_an_invitation_needs_no_address_but_takes_no_nonsense(
    client: FlaskClient, admin: User
) -> None:
    assert client.post("/people/invitations", data={"role": "learner"}).status_code == 303
    assert "Anyone with the link" in client.get("/people/invitations").text
    for data in ({"email": "nonsense", "role": "learner"}, {"role": "owner"}, {}):
        assert client.post("/people/invitations", data=data).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_an_invitation_is_taken_back(app: Flask, client: FlaskClient, admin: User) -> None:
    client.post("/people/invitations", data={"role": "learner"})
    path = link_in(client.get("/people/invitations").text)
    invitation = db.session.scalars(select(Invitation)).one()
    revoke = f"/people/invitations/{invitation.public_id}/revoke"
    assert client.post(revoke).status_code == 303
    assert app.test_client().get(path).status_code == 403
    assert client.post(revoke).status_code == 404
    assert client.post("/people/invitations/%00/revoke").status_code == 404


def test_a_used_invitation_cannot_be_taken_back(app: Flask, client: FlaskClient, at: At) -> None:
    at("2026-03-01T09:00")
    sign_in(client, make_user("admin"))
    client.post("/people/invitations", data={"role": "learner"})
    path = link_in(client.get("/people/invitations").text)
    data = {"name": "Bea", "email": "bea@example.org", "password": "plain words and more"}
    app.test_client().post(path, data=data)
    invitation = db.session.scalars(select(Invitation)).one()
    assert client.post(f"/people/invitations/{invitation.public_id}/revoke").status_code == 404


def test_the_site_settings_say_who_may_register(
    app: Flask, client: FlaskClient, admin: User
) -> None:
    page = client.get("/settings").text
    assert "checked" in page.split('value="invitation"')[0].rpartition("<input")[2]
    answer = client.post("/settings", data={"registration": "open"})
    assert (answer.status_code, answer.location) == (303, "/settings")
    assert app.test_client().get("/register").status_code == 200
    assert client.post("/settings", data={"registration": "closed"}).status_code == 303
    assert "invitations do not work" in client.get("/people/invitations").text
    for wrong in ("everybody", ""):
        assert client.post("/settings", data={"registration": wrong}).status_code == 422
    assert queries.get_registration() == "closed"
    with pytest.raises(Invalid), transaction():
        change_registration("everybody")


def test_an_admin_who_is_signed_out_sees_nothing(app: Flask) -> None:
    make_user("admin")
    for path in PAGES:
        assert app.test_client().get(path).status_code == 302
