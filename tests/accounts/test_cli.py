"""``flask user ...``: plain answers, clear refusals, no traceback."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.db import db
from tests.people import make_user, sign_in

WORDS = "plain words and more"


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    result = app.test_cli_runner().invoke(args=["user", *arguments], input=typed)
    db.session.rollback()
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def create(app: Flask, email: str, *more: str, typed: str = f"{WORDS}\n") -> Result:
    return run(app, "create", email, "--name", "Ada", "--password-stdin", *more, typed=typed)


def test_an_account_is_made_with_a_password_from_standard_input(app: Flask) -> None:
    result = create(app, "ada@example.org", "--role", "admin")
    assert (result.exit_code, result.output) == (0, "ada@example.org has an account as admin.\n")
    client = app.test_client()
    data = {"email": "ada@example.org", "password": WORDS}
    assert client.post("/sign-in", data=data).status_code == 303
    assert client.get("/people").status_code == 200


def test_without_the_option_the_password_is_asked_for_twice(app: Flask) -> None:
    result = run(app, "create", "ada@example.org", "--name", "Ada", typed=f"{WORDS}\n{WORDS}\n")
    assert result.exit_code == 0
    assert WORDS not in result.output
    assert db.session.scalars(select(User)).one().role == "learner"


@pytest.mark.parametrize(
    ("email", "more", "typed", "message"),
    [
        ("nonsense", (), f"{WORDS}\n", "Error: Enter an address like name@example.org."),
        ("ada@example.org", (), "short\n", "Error: Use at least 8 characters."),
        ("ada@example.org", (), "", "Error: Use at least 8 characters."),
        ("ada@example.org", (), "password1\n", "easy to guess"),
        ("ada@example.org", ("--name", " "), f"{WORDS}\n", "Error: Write a name"),
        ("taken@EXAMPLE.org", (), f"{WORDS}\n", "taken@example.org already"),
    ],
)
def test_what_cannot_be_is_said_on_one_line(
    app: Flask, email: str, more: tuple[str, ...], typed: str, message: str
) -> None:
    make_user(email="taken@example.org")
    result = create(app, email, *more, typed=typed)
    assert result.exit_code == 1
    assert message in result.output
    assert result.output.count("\n") == 1
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_an_unknown_role_is_refused(app: Flask) -> None:
    result = create(app, "ada@example.org", "--role", "owner")
    assert result.exit_code == 2
    assert "'learner', 'educator', 'admin'" in result.output


def test_accounts_are_listed(app: Flask) -> None:
    make_user("educator", name="Bea", email="bea@example.org")
    make_user("admin", name="Ada", email="ada@example.org")
    result = run(app, "list")
    assert result.output == "ada@example.org\tadmin\tAda\nbea@example.org\teducator\tBea\n"


def test_a_role_is_given(app: Flask) -> None:
    person = make_user(email="bea@example.org")
    client = app.test_client()
    sign_in(client, person)
    result = run(app, "role", "BEA@example.org", "admin")
    assert (result.exit_code, result.output) == (0, "BEA@example.org is now admin.\n")
    assert person.role == "admin"
    assert client.get("/profile").status_code == 302


def test_the_last_admin_stays_one(app: Flask) -> None:
    make_user("admin", email="ada@example.org")
    result = run(app, "role", "ada@example.org", "learner")
    assert result.exit_code == 1
    assert result.output.startswith("Error: A site needs an admin")


@pytest.mark.parametrize("arguments", [("role", "x@example.org", "admin"), ("reset-link", "x@y")])
def test_somebody_unknown_is_said_to_be(app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(app, *arguments)
    assert result.exit_code == 1
    assert "There is no account with the address" in result.output


def test_a_reset_link_is_printed_and_works(app: Flask) -> None:
    make_user(email="ada@example.org")
    result = run(app, "reset-link", "Ada@example.org")
    assert result.exit_code == 0
    address = result.output.strip()
    assert address.startswith("http://127.0.0.1:8000/reset-password/")
    path = address.removeprefix("http://127.0.0.1:8000")
    client = app.test_client()
    assert client.post(path, data={"password": WORDS}).status_code == 303
    data = {"email": "ada@example.org", "password": WORDS}
    assert client.post("/sign-in", data=data).status_code == 303


def test_the_setup_token_is_printed_until_there_is_an_admin(app: Flask) -> None:
    result = run(app, "setup-token")
    assert result.exit_code == 0
    first, token = result.output.splitlines()
    assert "http://127.0.0.1:8000/setup" in first
    client = app.test_client()
    data = {"token": token, "name": "Ada", "email": "ada@example.org", "password": WORDS}
    assert client.post("/setup", data=data).status_code == 303
    again = run(app, "setup-token")
    assert again.exit_code == 0
    assert again.output == "This site has an admin; the setup page is closed.\n"
