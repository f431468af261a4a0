"""What educators see of an exam ahead: reckoned by a worker, for everybody who takes the course."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest

from app.cards.models import CoursePlan
from app.cards.queries import catalogue
from app.cards.service.enrolling import enrol, leave
from app.db import db, transaction
from app.forecasts.jobs import worker
from app.forecasts.queries.exams import foresee_exam
from app.forecasts.queries.tasks import find_measuring
from app.forecasts.service.outlooks import CourseOutlook
from app.planning.models import StudyPause
from tests.learning.content import WRITTEN_AT, WRONG, make_course
from tests.people import make_user, sign_in
from tests.planning.test_due_days import BEGIN, TODAY, give, question_ids

PAGE = "/insights/nerves/exam"
EXAM = TODAY + timedelta(60)


@pytest.fixture
def course(app, at):
    at("2026-03-20T12:00")
    return make_course(questions=6, topics=2)


@pytest.fixture
def educator(client, course):
    user = make_user("educator")
    sign_in(client, user)
    return user


def set_exam(course, day: date | None) -> None:
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=day))


def takes(course):
    learner = make_user(time_zone="UTC")
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    return learner


def work():
    return [outcome for _, outcome in worker.work_off()]


def read(client, path=PAGE):
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def reckon(client) -> str:
    answer = client.post("/insights/nerves/forecasts/outlook")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert work() == ["done"]
    return read(client)


def kept(course) -> CourseOutlook:
    return CourseOutlook.from_json(find_measuring(course.id, "outlook").result)


def test_without_a_date_the_page_leads_to_the_plan(client, course, educator):
    page = read(client)
    assert "No exam is coming up" in page
    assert 'href="/courses/nerves/plan"' in page
    set_exam(course, date(2026, 3, 20))  # today is too late to plan for
    assert "No exam is coming up" in read(client)


def test_before_it_was_reckoned_and_before_anybody_began(client, course, educator):
    set_exam(course, EXAM)
    assert "Not calculated yet" in read(client)
    takes(course)
    page = reckon(client)
    assert "Nobody has started yet" in page
    assert "<figure" not in page


def test_it_is_the_mean_of_what_each_learner_is_told(client, course, educator):
    set_exam(course, EXAM)
    keen, slack, beginner, gone = (takes(course) for _ in range(4))
    ids = question_ids(course)
    for day in (0, 1, 7):
        for question in ids:
            give(keen, question, TODAY + timedelta(day))
    give(slack, ids[0], TODAY, WRONG)
    give(gone, ids[0], TODAY)
    with transaction():
        # Who is away until then meets nothing more.
        db.session.add(StudyPause(learner_id=slack.id, first_on=TODAY + timedelta(1), last_on=EXAM))
        leave(course, actor=gone, now=BEGIN)
    page = reckon(client)
    outlook = kept(course)
    assert (outlook.learners, outlook.beginners, sum(outlook.groups)) == (3, 1, 2)
    told = [
        foresee_exam(
            learner.id,
            course.id,
            questions=catalogue.count_questions_by_topic(course.id),
            today=date(2026, 3, 20),
            exam_on=EXAM,
        )
        for learner in (keen, slack)
    ]
    for name in ("idle", "studied"):
        mean = sum(getattr(one.whole, name) for one in told) / 2
        assert getattr(outlook.whole, name) == pytest.approx(mean)
        for topic_id, share in outlook.topics.items():
            mean = sum(getattr(one.topics[topic_id], name) for one in told) / 2
            assert getattr(share, name) == pytest.approx(mean)
    assert outlook.whole.met == pytest.approx((6 + 1) / 12)
    assert "1 learner has not started and is left out." in page
    assert "1 of 2 can expect to know less than half" in page
    assert f"expect to know {round(100 * outlook.whole.studied)}% of all questions" in page
    answer = client.get(f"{PAGE}.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0] == ["Expected share", "Learners"]
    assert [int(row[1]) for row in rows[1:]] == outlook.groups
    assert beginner.id != keen.id


def test_another_date_makes_it_old(client, course, educator):
    set_exam(course, EXAM)
    give(takes(course), question_ids(course)[0], TODAY)
    assert "On average they can expect" in reckon(client)
    set_exam(course, EXAM + timedelta(1))
    page = read(client)
    assert "Not calculated yet" in page
    assert client.get(f"{PAGE}.csv").status_code == 404


def test_what_was_asked_for_can_be_stopped_or_come_too_late(client, course, educator):
    set_exam(course, EXAM)
    client.post("/insights/nerves/forecasts/outlook")
    assert "waiting for its turn" in read(client)
    answer = client.post("/insights/nerves/forecasts/outlook/cancel")
    assert answer.location == PAGE
    assert "The outlook was stopped." in read(client)
    assert work() == []
    client.post("/insights/nerves/forecasts/outlook")
    set_exam(course, None)
    assert work() == ["without a result"]
    set_exam(course, EXAM)
    assert "No exam is coming up." in read(client)


def test_learners_see_none_of_it(client, course):
    sign_in(client, make_user())
    assert client.get(PAGE).status_code == 403
    assert client.post("/insights/nerves/forecasts/outlook").status_code == 403


def test_it_takes_ten_look_ups_for_each_learner(client, course, educator, count_queries):
    from app.forecasts.service.outlooks import foresee_course

    set_exam(course, EXAM)
    costs = []
    for _ in range(2):
        for _ in range(2):
            give(takes(course), question_ids(course)[0], TODAY)
        db.session.expire_all()
        with count_queries() as statements:
            foresee_course(course.id, now=datetime.combine(TODAY, BEGIN.timetz()))
        costs.append(len(statements))
    assert costs[1] - costs[0] == 2 * 10
