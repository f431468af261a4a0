"""The page on which a learner has weights fitted, step by step."""

from __future__ import annotations

import pytest

from app import clock
from app.cards.queries.schedules import get_schedule
from app.cards.service.enrolling import enrol, leave
from app.db import transaction
from app.domain.scheduling.memory.scheduler import Schedule
from app.forecasts.jobs import worker
from app.forecasts.queries.tasks import find_fit, lock_fit
from app.forecasts.service.fits import Fitted
from app.forecasts.service.tasks import claim_next, give_up, go_on
from tests.domain.scheduling.forecasts.test_fitting import FORGETFUL, made_by
from tests.learning.content import WRITTEN_AT
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user, sign_in

PAGE = "/courses/nerves/fit"


@pytest.fixture(scope="module")
def forgetful():
    return made_by(FORGETFUL, 240, seed=11)


@pytest.fixture
def course(app):
    return make_large_course("nerves", 240)


@pytest.fixture
def learner(client, course, forgetful):
    user = give_log(course, forgetful)
    sign_in(client, user)
    return user


def read(client, path=PAGE):
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_a_beginner_sees_how_many_reviews_are_missing(client, course):
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    page = read(client)
    assert "You have 0 reviews to learn from so far; a fit takes 1,000." in page
    assert "Fit the weights" not in page
    # A form from another tab comes to the same.
    assert client.post(PAGE).status_code == 303
    assert "There are 0 reviews to learn from" in read(client)
    assert find_fit(user.id, course.id) is None


def test_asking_waiting_and_using(client, course, learner):
    assert "Fit the weights to my reviews" in read(client)
    answer = client.post(PAGE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = read(client)
    assert "waiting for its turn" in page
    assert "data-refresh-seconds" in page
    client.post(PAGE)
    assert "A fit is already running." in read(client)
    with transaction():
        claim = claim_next(now=clock.now())
        go_on(claim, 0.42, now=clock.now())
    assert "42% done" in read(client)
    with transaction():  # its worker died
        lock_fit(learner.id, claim.id).status = "waiting"
    assert [outcome for _, outcome in worker.work_off()] == ["done"]
    page = read(client)
    assert "data-refresh-seconds" not in page
    fitted = Fitted.from_json(find_fit(learner.id, course.id).result)
    assert "forecast better, so Myelin kept them" in page
    for figures in (fitted.before, fitted.after):
        for value in (figures.log_loss, figures.rmse, figures.auc):
            assert f"{value:.3f}" in page
    assert f"Fitted to {fitted.reviews:,} reviews" in page
    limit = {"scheduler": "sm2", "desired_retention_percent": "90", "longest_days": "60"}
    client.post("/courses/nerves/schedule", data=limit)
    answer = client.post(f"{PAGE}/use")
    assert answer.location == "/courses/nerves/schedule"
    # A retention and a limit that were chosen stay.
    in_force = get_schedule(learner.id, course.id)
    assert in_force == Schedule("fsrs", 0.9, fitted.weights, longest_days=60)
    assert "Your cards are scheduled with these weights." in read(client)
    # The way back is the schedule page's.
    assert client.post("/courses/nerves/schedule/2/undo").status_code == 303
    assert get_schedule(learner.id, course.id) == Schedule(longest_days=60)


def test_a_fit_can_be_stopped_and_asked_for_again(client, course, learner):
    client.post(PAGE)
    assert client.post(f"{PAGE}/cancel").status_code == 303
    page = read(client)
    assert "The fit was stopped." in page
    assert "Fit the weights to my reviews" in page
    client.post(PAGE)
    assert "waiting for its turn" in read(client)


def test_a_fit_that_is_no_better_is_shown_and_not_offered(client, course, learner):
    client.post(PAGE)
    list(worker.work_off())
    client.post(f"{PAGE}/use")
    client.post(PAGE)
    list(worker.work_off())
    page = read(client)
    assert "did not forecast better" in page
    assert "Use these weights" not in page
    assert client.post(f"{PAGE}/use").location == PAGE
    assert "There is no fit that forecasts better." in read(client)


def test_a_failure_tells_why(client, course, learner):
    client.post(PAGE)
    with transaction():
        give_up(claim_next(now=clock.now()), "The reason.", now=clock.now())
    page = read(client)
    assert "The fit failed. The reason." in page
    assert "Fit the weights to my reviews" in page


def test_a_fit_is_the_learner_s_own_and_of_a_course_taken(client, course, learner):
    client.post(PAGE)
    other = give_log(course, made_by(FORGETFUL, 2, seed=1))
    sign_in(client, other)
    assert "waiting for its turn" not in read(client)
    client.post(f"{PAGE}/cancel")
    assert find_fit(learner.id, course.id).is_open
    with transaction():
        leave(course, actor=other, now=WRITTEN_AT)
    for answer in (client.get(PAGE), client.post(PAGE), client.post(f"{PAGE}/use")):
        assert answer.status_code == 404


def test_the_page_costs_a_handful_of_reads(client, course, learner, count_queries):
    client.post(PAGE)
    list(worker.work_off())
    read(client)
    with count_queries() as statements:
        read(client)
    assert len(statements) <= 10
