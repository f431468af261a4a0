"""What happens at the edges: no right to the question, a course left or withdrawn, no scripts."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.bank.models import Course, Question, Revision
from app.bank.service.questions import retire_question
from app.cards.models import Review
from app.cards.queries.catalogue import list_catalogue
from app.cards.service.enrolling import enrol, leave
from app.db import db, transaction
from tests.learning.content import RIGHT, SINGLE_CHOICE, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study

SECRET = "Not for learners yet?"


def the_review() -> Review:
    return db.session.scalars(select(Review).order_by(Review.answered_at.desc()).limit(1)).one()


def add_draft(question: Question) -> None:
    """Write a second revision that is not published."""
    with transaction():
        question.latest_number = 2
        db.session.add(
            Revision(
                question_id=question.id,
                number=2,
                content={**SINGLE_CHOICE, "stem": SECRET},
                level="recall",
                tags=[],
                section="",
                created_at=WRITTEN_AT,
            )
        )


def test_an_empty_answer_shows_no_draft(client, learner) -> None:
    form = ask(client)
    add_draft(db.session.get_one(Question, int(form["question_id"])))
    page = answer(client, {**form, "revision": "2"}, {})
    assert page.status_code == 409
    assert SECRET not in page.get_data(as_text=True)


def test_an_empty_answer_shows_no_question_of_a_course_not_taken(client, learner) -> None:
    other = make_course("muscles", questions=1)
    question = db.session.scalars(select(Question).filter_by(course_id=other.id)).one()
    form = {**ask(client), "question_id": str(question.id)}
    assert answer(client, form, {}).status_code == 404


def test_an_empty_answer_to_a_card_that_moved_on_is_refused(client, learner) -> None:
    form = ask(client)
    answer(client, form, RIGHT)
    assert answer(client, {**form, "review_id": str(uuid4())}, {}).status_code == 409


def test_an_empty_answer_keeps_what_was_said_about_being_sure(client, learner) -> None:
    client.post("/study/preferences", data={"new_per_day": "10", "asks_certainty": "y"})
    page = answer(client, ask(client), {}, certainty="sure")
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert 'value="sure" checked' in text
    assert "New question" in text


@pytest.mark.parametrize("path", ["/study", "/study/courses/nerves"])
def test_feedback_outlives_the_enrolment(client, learner, course, path) -> None:
    form = ask(client, path)
    answer(client, form, WRONG)
    with transaction():
        leave(course, actor=learner, now=WRITTEN_AT)
    review = f"/study/reviews/{form['review_id']}"
    assert client.get(review).status_code == 200
    assert answer(client, form, WRONG).location.endswith(review)
    settled = client.post(f"{review}/grade", data={})
    assert client.get(settled.location).status_code == 200


def test_feedback_outlives_the_course(client, learner, course) -> None:
    review_id = study(client, WRONG, "/study/courses/nerves")
    with transaction():
        db.session.get_one(Course, course.id).retired_at = WRITTEN_AT
    assert client.get(f"/study/reviews/{review_id}").status_code == 200


def test_continuing_after_a_contested_answer_keeps_its_reason(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    review_id = study(client, WRONG)
    address = f"/study/reviews/{review_id}/grade"
    client.post(address, data={"grade": "4", "reason": "typo"})
    assert client.post(address, data={}).status_code == 303
    clock.advance(days=3)
    assert client.post(address, data={}).status_code == 303
    assert (the_review().grade, the_review().grade_reason) == (4, "typo")


def test_a_time_that_nobody_took_does_not_count(client, learner) -> None:
    """Without scripts the field stays 0: that is no answer in half a second."""
    course = make_course("muscles", questions=24)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    client.post("/study/preferences", data={"new_per_day": "200", "time_counts": "y"})
    for _ in range(22):
        study(client, {**RIGHT, "milliseconds": "0"}, "/study/courses/muscles")
    study(client, {**RIGHT, "milliseconds": "6000"}, "/study/courses/muscles")
    assert the_review().automatic_reason == "right"


def test_the_catalogue_counts_what_can_be_asked(client, learner, course, at) -> None:
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, RIGHT)
    clock.advance(days=2)
    with transaction():
        retire_question(
            db.session.get_one(Question, int(form["question_id"])),
            actor=learner,
            now=clock.now(),
        )
    (entry,) = list_catalogue(learner.id, clock.now().date())
    assert (entry.questions, entry.met, entry.due) == (2, 0, 0)


@pytest.mark.parametrize("response", [RIGHT, WRONG])
def test_every_group_of_grades_has_a_name(client, learner, response) -> None:
    page = client.get(f"/study/reviews/{study(client, response)}").text
    groups = re.findall(r'<div class="study-grades"([^>]*)>', page)
    assert groups
    assert all('role="group" aria-label' in attributes for attributes in groups)
