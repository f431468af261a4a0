"""The reading page of a topic, and the way to it from an explanation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.accounts.models import User
from app.bank.models import Course, Objective, Revision, Topic
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in


@pytest.fixture
def course(app: Flask) -> Course:
    made = make_course(questions=3, topics=2)
    with transaction():
        db.session.execute(
            update(Topic)
            .where(Topic.slug == "topic-0")
            .values(title="The axon", reading="It is **long**.\n\n![A fibre](media/fibre.svg)")
        )
        db.session.execute(
            update(Objective).where(Objective.code == "Q1").values(evidence="animal")
        )
    return made


@pytest.fixture
def learner(client: FlaskClient, course: Course) -> User:
    user = make_user()
    sign_in(client, user)
    return user


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_topic_on_one_page(client: FlaskClient, learner: User) -> None:
    text = page(client, "/courses/nerves/topics/topic-0")
    assert "It is <strong>long</strong>." in text
    assert 'src="/media/nerves/fibre.svg' in text
    assert 'id="Q1"' in text
    assert "Claim of q1." in text
    assert "Claim of q3." in text
    # The other topic's objective is on the other page.
    assert "Claim of q2." not in text
    assert "Animal studies" in text
    assert 'rel="next" href="/courses/nerves/topics/topic-1"' in text
    assert 'rel="prev"' not in text


def test_a_topic_without_a_text_of_its_own_shows_its_summary(
    client: FlaskClient, learner: User
) -> None:
    with transaction():
        db.session.execute(
            update(Topic).where(Topic.slug == "topic-1").values(summary="In *short*.")
        )
    text = page(client, "/courses/nerves/topics/topic-1")
    assert "In <em>short</em>." in text
    assert 'rel="prev" href="/courses/nerves/topics/topic-0"' in text


def test_a_topic_without_objectives_says_so(client: FlaskClient, learner: User) -> None:
    make_course("empty", questions=0)
    assert "no learning points yet" in page(client, "/courses/empty/topics/topic-0")


@pytest.mark.parametrize("address", ["/courses/nerves/topics/none", "/courses/none/topics/topic-0"])
def test_what_is_not_there_is_not_found(client: FlaskClient, learner: User, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_retired_course_or_topic_has_no_reading_page(
    client: FlaskClient, learner: User, course: Course
) -> None:
    with transaction():
        db.session.execute(
            update(Topic).where(Topic.slug == "topic-1").values(retired_at=WRITTEN_AT)
        )
    assert client.get("/courses/nerves/topics/topic-1").status_code == 404
    assert "topic-1" not in page(client, "/courses/nerves/topics/topic-0")
    with transaction():
        db.session.execute(update(Course).values(retired_at=WRITTEN_AT))
    assert client.get("/courses/nerves/topics/topic-0").status_code == 404


def test_its_cost_does_not_grow(
    client: FlaskClient,
    learner: User,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    with count_queries() as few:
        page(client, "/courses/nerves/topics/topic-0")
    make_course("large", questions=40, topics=2)
    with count_queries() as many:
        page(client, "/courses/large/topics/topic-0")
    assert len(many) <= len(few)


def test_the_explanation_leads_to_the_page_and_shows_what_was_joined(
    client: FlaskClient, learner: User, course: Course
) -> None:
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
        db.session.execute(update(Revision).values(also=["Q2", "Q3", "GONE"]))
    review = study(client, RIGHT)
    text = page(client, f"/study/reviews/{review}")
    assert 'href="/courses/nerves/topics/topic-0#Q1"' in text
    assert "Read about “The axon”" in text
    assert text.index("Claim of q1.") < text.index("Claim of q2.") < text.index("Claim of q3.")


def test_the_course_page_lists_the_reading_pages(client: FlaskClient, learner: User) -> None:
    text = page(client, "/courses/nerves")
    assert 'href="/courses/nerves/topics/topic-0"' in text
    assert 'href="/courses/nerves/topics/topic-1"' in text
