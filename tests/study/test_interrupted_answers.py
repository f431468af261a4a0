"""An answer that is sent too late, to the wrong session, or only by half comes back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.models import Course
from app.cards.models import Preferences, Review
from app.db import db, transaction
from tests.conftest import second_app
from tests.learning.content import RIGHT, add_question
from tests.learning.driving import answer, ask, on_page, question_form
from tests.people import PASSWORD, set_up, sign_in

CLOZE: dict[str, Any] = {
    "stem": "The {{1}} insulates the {{2}}.",
    "explanation": "Myelin insulates the axon.",
    "blanks": [{"accept": ["myelin"]}, {"accept": ["axon"]}],
}
ORDERING: dict[str, Any] = {
    "stem": "In order?",
    "explanation": "So.",
    "items": ["First", "Second", "Third"],
}
MATCHING: dict[str, Any] = {
    "stem": "Match.",
    "explanation": "So.",
    "pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}],
}


def count_reviews() -> int:
    return db.session.scalar(select(func.count()).select_from(Review)) or 0


def test_signing_in_leads_back_to_the_question_with_the_answer(
    client: FlaskClient, learner: User
) -> None:
    with transaction():
        db.session.add(Preferences(learner_id=learner.id, asks_certainty=True))
    form = ask(client)
    client.delete_cookie("myelin_session")
    to_sign_in = answer(client, form, RIGHT, certainty="unsure")
    assert to_sign_in.status_code == 303
    page = client.get(to_sign_in.location).text
    assert "You were signed out" in page
    wanted = page.split('name="next" type="hidden" value="')[1].split('"')[0].replace("&amp;", "&")
    back = client.post(
        "/sign-in", data={"email": learner.email, "password": PASSWORD, "next": wanted}
    )
    again = client.get(back.location)
    assert question_form(again)["review_id"] == form["review_id"]
    [right] = on_page(client, form, RIGHT)["choice"]
    assert f'value="{right}" checked' in again.text
    assert 'value="unsure" checked' in again.text
    assert "It is not saved yet" in again.text
    assert count_reviews() == 0
    assert answer(client, question_form(again), RIGHT).status_code == 303
    # The way back to an answer that was given meanwhile leads on, and says why.
    assert "answered or set aside in the meantime" in client.get(back.location).text


@pytest.mark.parametrize("begun", ["&" * 200, "a=1&" * 200, "%00=%ff", "choice=99", "x" * 3000, ""])
def test_an_address_that_carries_no_answer_asks_all_the_same(
    client: FlaskClient, learner: User, begun: str
) -> None:
    form = ask(client)
    page = client.get("/study", query_string={"question": form["question_id"], "begun": begun})
    assert page.status_code == 200
    assert "checked" not in page.text


def test_a_long_answer_makes_no_address_that_a_server_would_refuse(
    client: FlaskClient, learner: User, course: Course
) -> None:
    question = add_question(course, "long", content=CLOZE, question_type="cloze")
    form = ask(client, f"/study?question={question.id}")
    client.delete_cookie("myelin_session")
    answered = answer(client, form, {"blank-1": "ü" * 500, "blank-2": "ü" * 500})
    assert answered.status_code == 303
    assert len(answered.location) < 3000
    assert "question%3D" in answered.location


@pytest.mark.parametrize(
    ("question_type", "content", "half", "kept"),
    [
        ("cloze", CLOZE, {"blank-2": "axon"}, 'value="axon"'),
        ("matching", MATCHING, {"pair-2": "2"}, "selected>2</option>"),
        ("ordering", ORDERING, {"position-1": "1", "position-2": "2"}, 'value="2" selected'),
        (
            "ordering",
            ORDERING,
            {"position-1": "1", "position-2": "3", "position-3": "3"},
            'value="3" selected',
        ),
    ],
)
def test_half_an_answer_is_asked_about_once_and_kept(
    client: FlaskClient,
    learner: User,
    course: Course,
    question_type: str,
    content: dict[str, Any],
    half: dict[str, str],
    kept: str,
) -> None:
    question = add_question(course, "half", content=content, question_type=question_type)
    form = ask(client, f"/study?question={question.id}")
    page = answer(client, form, half)
    assert page.status_code == 422
    assert "send your answer again" in page.text
    assert kept in page.text
    assert count_reviews() == 0
    again = question_form(page)
    assert again["asked"]
    assert all(again[name] == form[name] for name in ("review_id", "answers", "scope"))
    assert answer(client, again, half).status_code == 303
    assert count_reviews() == 1


def test_not_knowing_is_never_asked_about(
    client: FlaskClient, learner: User, course: Course
) -> None:
    question = add_question(course, "blank", content=CLOZE, question_type="cloze")
    form = ask(client, f"/study?question={question.id}")
    assert answer(client, form, {"blank-1": "myelin"}, blank="1").status_code == 303


NUMBER: dict[str, Any] = {"stem": "How many?", "explanation": "So many.", "value": 2.5}


def test_a_number_that_can_be_read_in_two_ways_is_asked_about(
    client: FlaskClient, learner: User, course: Course
) -> None:
    with transaction():
        db.session.get_one(User, learner.id).locale = "de_DE"
    question = add_question(course, "number", content=NUMBER, question_type="numeric")
    form = ask(client, f"/study?question={question.id}")
    page = answer(client, form, {"number": "2,500"})
    assert page.status_code == 422
    assert "“2,500” can mean two numbers" in page.text
    assert 'value="2,500"' in page.text
    assert "2,5</span>" in page.text
    assert "2500</span>" in page.text
    # Sent again without a choice, it is asked again; nothing is guessed.
    assert answer(client, question_form(page), {"number": "2,500"}).status_code == 422
    chosen = {"number": "2,500", "number-as": "2.5"}
    assert answer(client, question_form(page), chosen).status_code == 303
    assert db.session.scalar(select(Review.correct)) is True


def test_a_number_is_not_asked_about_where_a_point_parts_decimals(
    client: FlaskClient, learner: User, course: Course
) -> None:
    question = add_question(course, "number", content=NUMBER, question_type="numeric")
    form = ask(client, f"/study?question={question.id}")
    assert answer(client, form, {"number": "2,500"}).status_code == 303
    assert (
        "Your answer was read as 2500, not as 2.5."
        in client.get(f"/study/reviews/{form['review_id']}").text
    )


def test_what_is_no_number_is_asked_for_again_and_spends_nothing(
    client: FlaskClient, learner: User, course: Course
) -> None:
    question = add_question(course, "number", content=NUMBER, question_type="numeric")
    form = ask(client, f"/study?question={question.id}")
    for _ in range(2):
        page = answer(client, form, {"number": "two and a half"})
        assert page.status_code == 422
        assert "was not read as a number" in page.text
        assert 'value="two and a half"' in page.text
        form = question_form(page)
    assert count_reviews() == 0


# --- a form whose token is older than the key ---


def open_question(app: Flask, user: User, path: str) -> tuple[FlaskClient, dict[str, str]]:
    """Return a browser at a page, with the hidden fields of its question's form."""
    set_up(app)
    client = app.test_client()
    sign_in(client, user)
    return client, ask(client, path)


def test_an_answer_outlives_a_new_key_of_the_server(
    app: Flask, learner: User, tmp_path: Path
) -> None:
    here = {"Sec-Fetch-Site": "same-origin"}
    with second_app(app, WTF_CSRF_ENABLED=True) as before:
        client, form = open_question(before, learner, "/study")
        cookies = [client.get_cookie(name) for name in ("myelin", "myelin_session")]
    with second_app(app, WTF_CSRF_ENABLED=True, SECRET_KEY="another key, " * 4) as after:
        set_up(after)
        client = after.test_client()
        for cookie in cookies:
            client.set_cookie(cookie.key, cookie.value)
        page = client.post(
            "/study/answer", data={**form, **on_page(client, form, RIGHT)}, headers=here
        )
        assert page.status_code == 400
        assert "nothing you typed is lost" in page.text
        again = question_form(page)
        assert again["choice"] == on_page(client, form, RIGHT)["choice"][0]
        assert again["review_id"] == form["review_id"]
        assert again["csrf_token"] != form["csrf_token"]
        assert client.post("/study/answer", data=again, headers=here).status_code == 303
    assert count_reviews() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_another_site_gets_no_button_that_sends_its_form(
    app: Flask, learner: User, headers: dict[str, str]
) -> None:
    with second_app(app, WTF_CSRF_ENABLED=True) as strict:
        client, form = open_question(strict, learner, "/study")
        del form["csrf_token"]
        page = client.post(
            "/study/answer", data={**form, **on_page(client, form, RIGHT)}, headers=headers
        )
        assert page.status_code == (403 if headers else 400)
        assert "data-send-again" not in page.text
        assert "csrf_token" not in page.text.split("<main")[1]
    assert count_reviews() == 0


def test_a_password_is_never_written_into_a_page(app: Flask, learner: User) -> None:
    with second_app(app, WTF_CSRF_ENABLED=True) as strict:
        client, _ = open_question(strict, learner, "/study")
        page = client.post(
            "/profile/password",
            data={"current_password": "secret one", "new_password": "secret two"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert page.status_code == 400
        assert "secret" not in page.text
