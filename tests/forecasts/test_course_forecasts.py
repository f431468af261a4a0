"""What educators see of forecasts, and of weights fitted to their course."""

from __future__ import annotations

import csv
import io

import pytest

from app.cards.queries.schedules import get_weights
from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import Bin, Figures
from app.forecasts.jobs import worker
from app.forecasts.queries.tasks import find_measuring
from app.forecasts.service.comparing import FORECASTERS, Compared
from app.forecasts.service.fits import Fitted
from app.forecasts.views.calibration import calibration
from tests.domain.scheduling.forecasts.test_fitting import FORGETFUL, made_by
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user, sign_in

PAGE = "/insights/nerves/forecasts"


@pytest.fixture(scope="module")
def forgetful():
    return made_by(FORGETFUL, 240, seed=11)


@pytest.fixture
def course(app):
    return make_large_course("nerves", 240)


@pytest.fixture
def educator(client):
    user = make_user("educator")
    sign_in(client, user)
    return user


def read(client, path=PAGE):
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def work():
    return [outcome for _, outcome in worker.work_off()]


def test_before_anything_was_compared_the_page_offers_it(client, course, educator):
    page = read(client)
    assert "Not compared yet" in page
    assert "There are 0 reviews to learn from so far; a fit takes 1,000." in page
    assert "<figure" not in page


def test_few_reviews_say_so_instead_of_figures(client, course, educator):
    give_log(course, made_by(FORGETFUL, 20, seed=12))
    client.post(f"{PAGE}/comparison")
    assert work() == ["done"]
    page = read(client)
    assert "Too few reviews to compare" in page
    assert "Log loss" not in page
    assert "<figure" not in page
    assert "Compare again" in page


def test_the_comparison_shows_figures_pictures_and_what_they_rest_on(
    client, course, educator, forgetful
):
    give_log(course, forgetful)
    answer = client.post(f"{PAGE}/comparison")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "waiting for its turn" in read(client)
    assert work() == ["done"]
    page = read(client)
    compared = Compared.from_json(find_measuring(course.id, "comparison").result)
    for name in FORECASTERS:
        figures = compared.figures[name]
        for value in (figures.log_loss, figures.rmse, figures.auc):
            assert f">{value:.3f}</td>" in page
    assert f"over {compared.scored:,} reviews of 1 learner" in page
    assert page.count('<figure data-chart="calibration"') == 2
    assert "The figures as a table" in page
    for name in ("fsrs", "sm2"):
        answer = client.get(f"{PAGE}/{name}.csv")
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
        assert rows[0][:2] == ["Forecast", "Recalled"]
        assert sum(int(row[-1]) for row in rows[1:]) == pytest.approx(compared.scored, abs=10)
    assert client.get(f"{PAGE}/average.csv").status_code == 404


def test_a_course_is_fitted_and_the_educator_decides(client, course, educator, forgetful):
    give_log(course, forgetful)
    assert "Fit weights to this course" in read(client)
    client.post(f"{PAGE}/fit")
    assert work() == ["done"]
    page = read(client)
    fitted = Fitted.from_json(find_measuring(course.id, "fit").result)
    assert "forecast better, so Myelin kept them" in page
    assert f">{fitted.after.log_loss:.3f}</td>" in page
    assert "Go back to the published weights" not in page
    client.post("/insights/nerves/weights/fitted")
    assert get_weights(course.id) == fitted.weights
    page = read(client)
    assert "New enrolments with FSRS start with the fitted weights." in page
    assert "Use the fitted weights" not in page
    client.post("/insights/nerves/weights/published")
    assert get_weights(course.id) == fsrs.DEFAULT_WEIGHTS
    assert "Use the fitted weights" in read(client)


def test_what_goes_on_can_be_stopped(client, course, educator, forgetful):
    give_log(course, forgetful)
    for kind, words in (("comparison", "The comparison was stopped."), ("fit", "The fit was")):
        client.post(f"{PAGE}/{kind}")
        client.post(f"{PAGE}/{kind}/cancel")
        assert words in read(client)
    assert work() == []


def test_too_few_reviews_are_not_fitted(client, course, educator):
    assert client.post(f"{PAGE}/fit").status_code == 303
    assert "There are 0 reviews to learn from; a fit takes 1,000." in read(client)


def test_what_has_no_name_is_not_found(client, course, educator):
    for path in ("forecasts/other", "forecasts/other/cancel", "weights/other", "weights/fitted"):
        assert client.post(f"/insights/nerves/{path}").status_code == 404
    assert client.get(f"{PAGE}/fsrs.csv").status_code == 404
    assert client.get("/insights/nothing/forecasts").status_code == 404


def test_the_page_costs_a_handful_of_reads(client, course, educator, forgetful, count_queries):
    give_log(course, forgetful)
    client.post(f"{PAGE}/comparison")
    client.post(f"{PAGE}/fit")
    work()
    read(client)
    with count_queries() as statements:
        read(client)
    assert len(statements) <= 10


def compared_of(*bins):
    figures = Figures(100, 80, 0.5, 0.1, 0.6)
    return Compared(
        1, 120, dict.fromkeys(FORECASTERS, figures), {name: list(bins) for name in FORECASTERS}
    )


def test_a_calibration_says_what_it_found(app):
    with app.test_request_context():
        right = calibration(compared_of(Bin(0.7, 35, 50), Bin(0.9, 45, 50)), "fsrs")
        sure = calibration(compared_of(Bin(0.9, 35, 50), Bin(0.95, 40, 50)), "sm2")
        cautious = calibration(compared_of(Bin(0.5, 35, 50), Bin(0.6, 40, 50)), "fsrs")
    assert right.finding == "FSRS, published weights: 80% forecast, 80% recalled: right on average"
    assert sure.finding.endswith("75% recalled: too sure on average")
    assert cautious.finding.endswith("75% recalled: too cautious on average")
    assert [row.key for row in right.rows] == ["0.7000", "0.9000"]
    assert right.rows[0].values[0] == 0.7


def test_groups_of_one_forecast_are_one_point(app):
    with app.test_request_context():
        chart = calibration(
            compared_of(Bin(0.9, 8, 10), Bin(0.9, 8, 10), Bin(0.902, 9, 10), Bin(0.95, 10, 10)),
            "sm2",
        )
    assert [row.key for row in chart.rows] == ["0.9007", "0.9500"]
    assert chart.rows[0].values[-2:] == (25, 30)
