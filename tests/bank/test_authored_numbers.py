"""The numbers of a question as its author types them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Question
from app.db import db
from tests.bank.browser import form_values
from tests.bank.sample import make_outline, make_picture, question, revision
from tests.people import make_user, sign_in

NEW = "/bank/bones/new-question?type=numeric"
POSTED = {
    "objective": "B01",
    "level": "recall",
    "stem": "How heavy is it?",
    "value": "2.5",
    "unit": "kg",
    "explanation": "Weigh it.",
}
REGION = {
    "objective": "B01",
    "level": "recall",
    "stem": "Where is it?",
    "picture": "leg.png",
    "alternative_text": "A leg.",
    "regions-0-text": "Above the knee",
    "regions-0-left": "12,345",
    "regions-0-top": "1.000",
    "regions-0-width": "3/4",
    "regions-0-height": "٤٠٫٥",
    "explanation": "Look.",
}


@pytest.fixture
def client_with_commas(app: Flask, client: FlaskClient, educator: User) -> FlaskClient:
    """Return the browser of an educator whose formats write a decimal comma, over a course."""
    make_picture(make_outline(educator), educator, "leg.png")
    other = app.test_client()
    sign_in(other, make_user("educator", locale="en_ZA"))
    return other


@pytest.fixture
def client_with_points(client: FlaskClient, educator: User) -> FlaskClient:
    """Return the browser of an educator whose formats write a decimal point, over a course."""
    make_picture(make_outline(educator), educator, "leg.png")
    return client


def save(client: FlaskClient, **changes: str) -> Any:
    return client.post(NEW, data={**POSTED, **changes, "action": "save"})


def saved() -> Any:
    slug = db.session.scalars(select(Question)).one().slug
    return revision(slug).content["value"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2,5", 2.5),
        ("-2,5", -2.5),
        ("−70", -70),
        ("2,500", 2500),
        ("1.000", 1),
        ("1 000,5", 1000.5),
        ("1,00,000", 100000),
        ("½", 0.5),
        ("\u202a50\u202c", 50),
        ("٢٫٥", 2.5),
        ("2.5 x 10^3", 2500),
    ],
)
def test_an_author_writes_a_number_as_learners_do(
    client_with_points: FlaskClient, typed: str, value: float
) -> None:
    assert save(client_with_points, value=typed).status_code == 303
    assert saved() == value


@pytest.mark.parametrize("name", ["value", "tolerance"])
@pytest.mark.parametrize(("typed", "ways"), [("2,500", "2,5 or 2500"), ("1.125", "1125 or 1,1250")])
def test_a_number_in_doubt_is_asked_about_and_kept_as_it_was_typed(
    client_with_commas: FlaskClient, name: str, typed: str, ways: str
) -> None:
    answer = save(client_with_commas, **{name: typed})
    assert answer.status_code == 422
    assert f"“{typed}” can mean two numbers. Write {ways}." in answer.text
    # Above all fields and beside its own.
    assert answer.text.count("can mean two numbers") == 2
    assert f'id="{name}-error"' in answer.text
    assert form_values(answer.text)[name] == typed
    assert db.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2,5", 2.5), ("2500", 2500), ("1,1250", 1.125), ("1 125", 1125), ("2.5", 2.5)],
)
def test_what_is_written_plainly_is_taken(
    client_with_commas: FlaskClient, typed: str, value: float
) -> None:
    assert save(client_with_commas, value=typed).status_code == 303
    assert saved() == value


@pytest.mark.parametrize("value", [1.125, -12.345, 2.5, 1125, 0.125, 1e-07, 1e22])
def test_a_form_opens_so_that_saving_it_changes_nothing(
    client_with_commas: FlaskClient, client: FlaskClient, value: float
) -> None:
    assert save(client, value=repr(value), tolerance="1.500").status_code == 303
    slug = db.session.scalars(select(Question)).one().slug
    address = f"/bank/bones/questions/{slug}/edit"
    form = client_with_commas.get(address)
    assert "Read as" not in form.text
    values = form_values(form.text)
    assert values["tolerance"] == "1,5"
    answer = client_with_commas.post(address, data={**values, "action": "save"})
    assert answer.status_code == 303
    assert question(slug).latest_number == 1
    assert revision(slug).content["value"] == value


def beside(client: FlaskClient, **changes: str) -> str:
    """Return what is said about a form while it is written."""
    return client.post("/bank/bones/findings/numeric", data={**POSTED, **changes}).text


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("2,500", "Read as 2500."),
        ("1.000", "Read as 1."),
        ("2,5", "Read as 2.5."),
        ("1/2", "Read as 0.5."),
        ("1/3", "Read as 0.333333."),
        ("2.5e3", "Read as 2500."),
    ],
)
def test_the_form_says_how_it_read_a_number(
    client_with_points: FlaskClient, typed: str, note: str
) -> None:
    text = beside(client_with_points, value=typed)
    assert note in text.split('data-findings-for="value"')[1].split("</div>")[0]
    page = client_with_points.post(NEW, data={**POSTED, "value": typed, "action": "preview"})
    assert note in page.text


@pytest.mark.parametrize("typed", ["2500", "2.5", "2.50", "-70", "many", "", "1e999"])
def test_nothing_is_said_of_a_number_that_reads_as_it_is(
    client_with_points: FlaskClient, typed: str
) -> None:
    assert "Read as" not in beside(client_with_points, value=typed)


def test_what_is_in_doubt_is_said_while_it_is_written(client_with_commas: FlaskClient) -> None:
    text = beside(client_with_commas, value="2,500", tolerance="0,5")
    assert "“2,500” can mean two numbers. Write 2,5 or 2500." in text
    assert "Read as" not in text
    assert "Read as 2,5." in beside(client_with_commas, value="2.5")
    # The preview takes it as the author's formats say.
    page = client_with_commas.post(NEW, data={**POSTED, "value": "2,500", "action": "preview"})
    assert "2.5 kg" in page.text


def test_a_side_of_a_region_is_no_thousand(
    client_with_commas: FlaskClient, client: FlaskClient
) -> None:
    address = "/bank/bones/new-question?type=hotspot"
    for one in (client_with_commas, client):
        assert one.post(address, data={**REGION, "action": "save"}).status_code == 303
    made = db.session.scalars(select(Question.slug)).all()
    areas = [revision(slug).content["regions"][0]["area"] for slug in made]
    assert areas == [[12.345, 1, 0.75, 40.5]] * 2
