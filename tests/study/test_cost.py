"""A study page costs the same handful of queries however long the log and the bank are."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cards.service.enrolling import enrol
from app.db import transaction
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in

MANY = 40


@pytest.fixture
def enrolled(app: Flask, client: FlaskClient):
    def make(questions: int) -> None:
        user = make_user()
        course = make_course(questions=questions)
        with transaction():
            enrol(course, actor=user, now=WRITTEN_AT)
        sign_in(client, user)
        client.post("/study/preferences", data={"new_per_day": "200"})

    return make


@pytest.mark.parametrize(
    ("path", "most"), [("/study", 15), ("/", 12), ("/progress", 10), ("/courses", 3)]
)
def test_pages_cost_as_many_queries_with_many_cards(
    client, enrolled, count_queries, path, most
) -> None:
    enrolled(MANY)
    client.get("/study")  # a first request reads what is kept in memory from then on
    with count_queries() as before:
        client.get(path)
    for _ in range(MANY - 1):
        study(client, RIGHT)
    with count_queries() as after:
        client.get(path)
    assert len(after) <= most, "\n".join(after)
    assert len(after) <= len(before) + 3  # the session that exists by now


def test_an_answer_costs_as_many_queries_with_many_cards(client, enrolled, count_queries) -> None:
    enrolled(MANY)
    study(client, RIGHT)
    first = ask(client)
    with count_queries() as before:
        answer(client, first, RIGHT)
    for _ in range(MANY - 4):
        study(client, RIGHT)
    last = ask(client)
    with count_queries() as after:
        answer(client, last, RIGHT)
    assert len(after) == len(before) <= 9, "\n".join(after)
