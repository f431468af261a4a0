"""Objections: contested answers and confident errors reach educators, without a name."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.cards.service.enrolling import enrol
from app.db import transaction
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, add_question, make_course
from tests.learning.driving import answer, ask, question_form, study
from tests.people import make_user, sign_in


@pytest.fixture
def learner(app: Flask, client: FlaskClient) -> User:
    user = make_user(name="Nobody Tells")
    course = make_course(questions=2)
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user


@pytest.fixture
def educator(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user("educator"))
    return client


def test_there_is_nothing_at_first(learner, educator) -> None:
    assert "Nothing to look at" in educator.get("/insights/objections").get_data(as_text=True)


def test_a_contested_answer_reaches_educators_with_its_reason(client, learner, educator) -> None:
    review_id = study(client, WRONG)
    client.post(f"/study/reviews/{review_id}/grade", data={"grade": "4", "reason": "ambiguous"})
    page = educator.get("/insights/objections").get_data(as_text=True)
    assert "The question can be read another way" in page
    assert "Bone" in page
    assert "Nobody Tells" not in page


def test_a_confident_error_reaches_educators_and_other_answers_do_not(
    client, learner, educator
) -> None:
    answer(client, ask(client), WRONG, certainty="sure")
    answer(client, ask(client), RIGHT, certainty="sure")
    page = educator.get("/insights/objections").get_data(as_text=True)
    assert page.count("Sure, and wrong") == 1


@pytest.mark.parametrize(
    ("question_type", "content", "response", "words"),
    [
        (
            "ordering",
            {"items": ["one", "two", "three"]},
            {"position-1": "3", "position-2": "2", "position-3": "1"},
            "three; two; one",
        ),
        (
            "matching",
            {"pairs": [{"left": "cat", "right": "meow"}, {"left": "dog", "right": "woof"}]},
            {"pair-1": "2", "pair-2": "1"},
            "cat – woof; dog – meow",
        ),
        (
            "cloze",
            {"stem": "{{1}} and {{2}}", "blanks": [{"accept": ["salt"]}, {"accept": ["pepper"]}]},
            {"blank-2": "vinegar"},
            "____; vinegar",
        ),
    ],
)
def test_the_answer_is_told_in_words(
    client, learner, educator, question_type, content, response, words
) -> None:
    course = make_course("words", questions=0)
    full = {"stem": "Say it.", "explanation": "So it is.", **content}
    add_question(course, "only", question_type=question_type, content=full)
    client.post("/courses/words/enrol")
    sent = answer(client, ask(client, "/study/courses/words"), response, certainty="sure")
    if question_type == "cloze":  # Half an answer is asked about once.
        sent = answer(client, question_form(sent), response, certainty="sure")
    assert sent.status_code == 303
    page = educator.get("/insights/objections").get_data(as_text=True)
    assert words in page


def test_learners_may_not_look(client, learner) -> None:
    assert client.get("/insights/objections").status_code == 403
