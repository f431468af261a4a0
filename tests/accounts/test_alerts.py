"""What is changed about an account is mailed to its owner; strangers cannot flood a mailbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage

from app import clock
from app.accounts.models import User
from app.accounts.service.credentials.resets import issue_reset
from app.accounts.service.setup import change_registration
from app.db import transaction
from app.web import post
from tests.conftest import StoppedClock
from tests.people import PASSWORD, make_user, sign_in

At = Callable[[str], StoppedClock]
Outbox = Callable[[], list[EmailMessage]]
WORDS = "plain words and more"


@pytest.fixture
def outbox(app: Flask) -> Outbox:
    """Set mail up and return a function that empties what was sent since."""
    app.config.update(MAIL_SERVER="mail.example.org", BASE_URL="https://myelin.example.org")
    app.extensions["mailman"].outbox = []

    def sent() -> list[EmailMessage]:
        app.extensions[post.EXTENSION].wait()
        mails, app.extensions["mailman"].outbox = app.extensions["mailman"].outbox, []
        return mails

    return sent


@pytest.fixture
def bea(app: Flask, at: At) -> User:
    at("2026-03-01T09:00")
    return make_user(email="bea@example.org", name="Bea & Co")


def subjects(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    return [(*mail.to, mail.subject) for mail in mails]


def test_a_changed_address_is_told_to_the_old_and_the_new_one(
    client: FlaskClient, bea: User, outbox: Outbox
) -> None:
    sign_in(client, bea)
    data = {"email": "new@example.org", "present_password": PASSWORD}
    assert client.post("/profile/email", data=data).status_code == 303
    old, new = outbox()
    assert subjects([old, new]) == [
        ("bea@example.org", "The email address of your Myelin account was changed"),
        ("new@example.org", "This is now the email address of a Myelin account"),
    ]
    assert old.body.startswith("Hello Bea & Co,\n")
    assert "1 March 2026, 09:00 UTC" in old.body
    assert "Was it not you?" in old.body
    assert "new@example.org" not in old.body  # the old mailbox may be somebody else's by now
    assert new.body.startswith("Hello,\n")  # whose address it is has yet to show
    assert "Bea" not in new.body
    client.post("/profile/email", data=data)
    assert outbox() == []  # the same address again


def test_a_changed_password_is_told(
    app: Flask, client: FlaskClient, bea: User, outbox: Outbox
) -> None:
    sign_in(client, bea)
    data = {"present_password": PASSWORD, "password": WORDS}
    assert client.post("/profile/password", data=data).status_code == 303
    told = [("bea@example.org", "Your Myelin password was changed")]
    assert subjects(outbox()) == told
    with transaction():
        token = issue_reset(bea.id, now=clock.now())
    path = f"/reset-password/{token}"
    assert app.test_client().post(path, data={"password": "other plain words"}).status_code == 303
    assert subjects(outbox()) == told


@pytest.mark.parametrize(
    ("path", "data", "subject", "words"),
    [
        ("", {"role": "educator"}, "Your role in Myelin was changed", "You are an educator now"),
        ("/reset-link", {}, "An admin created a link to change your Myelin password", "30 minutes"),
        ("/suspend", {}, "Your Myelin account is suspended", "cannot sign in"),
        (
            "/close",
            {},
            "Your Myelin account will be deleted on 15 March 2026",
            "download your data",
        ),
    ],
)
def test_what_an_admin_does_is_told(
    client: FlaskClient,
    bea: User,
    outbox: Outbox,
    path: str,
    data: dict[str, str],
    subject: str,
    words: str,
) -> None:
    sign_in(client, make_user("admin"))
    assert client.post(f"/people/{bea.id}{path}", data=data).status_code == 303
    (mail,) = outbox()
    assert subjects([mail]) == [("bea@example.org", subject)]
    assert words in mail.body.replace("\n", " ")
    assert "admin of the site" in mail.body.replace("\n", " ")
    assert "://" not in mail.body  # no link: nothing that acts, and nothing to imitate
    client.post(f"/people/{bea.id}{path}", data=data)
    if path != "/reset-link":
        assert outbox() == []  # nothing was changed the second time


@pytest.mark.parametrize(
    ("act", "undo", "subject"),
    [
        ("suspend", "lift-suspension", "You can sign in to Myelin again"),
        ("close", "restore", "Your Myelin account is open again"),
    ],
)
def test_taking_it_back_is_told_too(
    client: FlaskClient, bea: User, outbox: Outbox, act: str, undo: str, subject: str
) -> None:
    sign_in(client, make_user("admin"))
    client.post(f"/people/{bea.id}/{act}")
    outbox()
    client.post(f"/people/{bea.id}/{undo}")
    assert subjects(outbox()) == [("bea@example.org", subject)]


def test_the_command_line_tells_as_well(app: Flask, bea: User, outbox: Outbox) -> None:
    make_user("admin")
    runner = app.test_cli_runner()
    for command, words in (
        (["role", bea.email, "educator"], "role"),
        (["reset-link", bea.email], "link"),
        (["suspend", bea.email], "suspended"),
        (["lift-suspension", bea.email], "again"),
    ):
        assert runner.invoke(args=["user", *command]).exit_code == 0
        (mail,) = outbox()
        assert words in mail.subject
        if command[0] != "reset-link":
            assert runner.invoke(args=["user", *command]).exit_code == 0
            assert outbox() == []


def test_without_a_mail_server_everything_works_and_nothing_is_sent(
    app: Flask, client: FlaskClient, bea: User
) -> None:
    sign_in(client, make_user("admin"))
    for path in ("/suspend", "/lift-suspension", "/close", "/restore", "/reset-link"):
        assert client.post(f"/people/{bea.id}{path}").status_code == 303
    app.extensions[post.EXTENSION].wait()
    assert not getattr(app.extensions["mailman"], "outbox", [])


def test_strangers_cannot_flood_a_mailbox(
    app: Flask, client: FlaskClient, bea: User, outbox: Outbox, at: At
) -> None:
    stopped = at("2026-03-01T09:00")
    with transaction():
        change_registration("open")
    data = {"name": "Eve", "password": WORDS, "time_zone": "UTC"}
    answers = {}
    for email in ("Bea@example.org", "nobody@example.org"):
        answers[email] = [
            client.post(
                "/register",
                data={**data, "email": email},
                environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
            ).status_code
            for number in range(12)
        ]
    assert answers["Bea@example.org"] == answers["nobody@example.org"] == [303] * 12
    to_bea = [mail for mail in outbox() if mail.to == ["bea@example.org"]]
    assert len(to_bea) == 3
    # Other kinds of mail still come: a link that the owner asks for, and what is changed.
    client.post("/forgotten-password", data={"email": "bea@example.org"})
    sign_in(client, bea)
    client.post("/profile/password", data={"present_password": PASSWORD, "password": WORDS})
    assert [mail.subject for mail in outbox()] == [
        "Choose a new password for Myelin",
        "Your Myelin password was changed",
    ]
    stopped.advance(hours=1)
    app.test_client().post("/register", data={**data, "email": "bea@example.org"})
    assert len(outbox()) == 1


def test_a_mailbox_is_not_flooded_by_changing_ones_address_to_it(
    app: Flask, client: FlaskClient, bea: User, outbox: Outbox
) -> None:
    sign_in(client, bea)
    for number in range(5):
        for email in ("victim@example.org", f"own{number}@example.org"):
            data = {"email": email, "present_password": PASSWORD}
            assert client.post("/profile/email", data=data).status_code == 303
    news = [mail for mail in outbox() if mail.subject.startswith("This is now the email address")]
    assert len([mail for mail in news if mail.to == ["victim@example.org"]]) == 3


@pytest.mark.parametrize(
    ("answer", "is_tried_again"),
    [
        (ConnectionRefusedError("away"), True),
        (SMTPResponseException(451, b"later"), True),
        (SMTPRecipientsRefused({"bea@example.org": (450, b"later")}), True),
        (SMTPResponseException(554, b"no"), False),
        (SMTPRecipientsRefused({"bea@example.org": (550, b"unknown")}), False),
    ],
    ids=str,
)
def test_a_mail_waits_for_a_mail_server_that_is_down(
    app: Flask, caplog: pytest.LogCaptureFixture, answer: OSError, is_tried_again: bool
) -> None:
    box = app.extensions[post.EXTENSION]
    tries: list[str] = []
    arrived = threading.Event()

    def send(what: str) -> None:
        tries.append(what)
        if len(tries) == 1:
            raise answer
        arrived.set()

    box.later(send, "alert", pauses=(0.01, 0.01))
    box.wait()
    assert arrived.wait(5 if is_tried_again else 0.1) is is_tried_again
    assert tries == ["alert"] * (1 + is_tried_again)
    assert "an email could not be sent" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_mail_is_given_up_after_a_day(app: Flask) -> None:
    assert sum(post.PAUSES) >= 24 * 60 * 60
    tries: list[int] = []

    def send() -> None:
        tries.append(1)
        raise ConnectionRefusedError("away")

    box = app.extensions[post.EXTENSION]
    box.later(send, pauses=(0.01, 0.01))
    deadline = time.monotonic() + 5
    while len(tries) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    box.wait()
    assert len(tries) == 3
    assert not box._waiting
