"""How well forecasts of recall match what happens in a course, and all that is measured there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.views.pages import open_course
from app.cards.queries.schedules import get_plan
from app.db import transaction
from app.domain.errors import Conflict, NotFound
from app.domain.scheduling.forecasts.pooling import ENOUGH_LEARNERS, ENOUGH_RECALLS
from app.domain.statistics.forecast import ENOUGH
from app.forecasts.models import CourseMeasuring
from app.forecasts.queries.logs import count_pooled_recalls
from app.forecasts.queries.tasks import Kind, find_measuring
from app.forecasts.service import pooling, tasks
from app.forecasts.service.comparing import FORECASTER_NAMES, Compared, Forecaster
from app.forecasts.service.fits import Fitted, use_course_fit, use_published_weights
from app.forecasts.service.pooling import Pooling
from app.forecasts.service.tasks import ENOUGH_REVIEWS, ask_for_measuring
from app.forecasts.views.calibration import calibration
from app.web.jobs import run_soon
from app.web.requests.access import educators
from app.web.requests.addresses import see_other
from app.web.text.csv_files import csv_response

blueprint = Blueprint("course_forecasts", __name__)

# Where each is shown.
PAGES: Mapping[Kind, str] = {
    "comparison": "forecasts.course_forecasts.forecasts",
    "fit": "forecasts.course_forecasts.forecasts",
    "outlook": "forecasts.course_exams.exam",
    "check": "insights.findings.findings",
    "pooling": "forecasts.course_forecasts.forecasts",
}
DRAWN: tuple[Forecaster, ...] = ("fsrs", "sm2")


def _last(course_id: int, kind: Kind) -> tuple[CourseMeasuring | None, CourseMeasuring | None]:
    """Return the last measuring of a kind, and the last that came to its end; mostly they are one."""
    last = find_measuring(course_id, kind)
    if last is None or last.status == "done":
        return last, last
    return last, find_measuring(course_id, kind, done=True)


def _compared(course_id: int) -> Compared | None:
    done = find_measuring(course_id, "comparison", done=True)
    return Compared.from_json(done.result) if done and done.result else None


@blueprint.get("/insights/<course>/forecasts")
@educators
def forecasts(course: str) -> ResponseReturnValue:
    """Show how SM-2 and FSRS would have forecast the course's log, its weights and pooled starts."""
    found = open_course(course)
    comparison, measured = _last(found.id, "comparison")
    compared = Compared.from_json(measured.result) if measured and measured.result else None
    has_enough = compared is not None and compared.scored >= ENOUGH
    task, done = _last(found.id, "fit")
    fitted = Fitted.from_json(done.result) if done and done.result else None
    pooling_task, pooled = _last(found.id, "pooling")
    plan = get_plan(found.id)
    weights = plan.weights
    return render_template(
        "forecasts/course_forecasts.html",
        course=found,
        comparison=comparison,
        measured=measured,
        compared=compared,
        has_enough=has_enough,
        enough=ENOUGH,
        named_figures={
            FORECASTER_NAMES[name]: figures for name, figures in compared.figures.items()
        }
        if compared
        else {},
        charts=[calibration(compared, name) for name in DRAWN] if compared and has_enough else [],
        task=task,
        fitted=fitted,
        has_weights=weights is not None,
        in_use=fitted is not None and weights is not None and tuple(weights) == fitted.weights,
        reviews=count_pooled_recalls(found.id, ENOUGH_REVIEWS),
        enough_to_fit=ENOUGH_REVIEWS,
        pooling_task=pooling_task,
        pooling=Pooling.from_json(pooled.result) if pooled and pooled.result else None,
        planned_start=plan.pooled_start,
        enough_learners=ENOUGH_LEARNERS,
        enough_recalls=ENOUGH_RECALLS,
        now=clock.now(),
    )


@blueprint.get("/insights/<course>/forecasts/<name>.csv")
@educators
def forecasts_csv(course: str, name: str) -> ResponseReturnValue:
    """Send the figures of a calibration as a file."""
    found = open_course(course)
    compared = _compared(found.id)
    if compared is None or name not in DRAWN or not compared.scored:
        raise NotFound("There is no such chart.")
    chart = calibration(compared, name)
    rows = [(row.key, *row.values) for row in chart.rows]
    heads = (chart.head, *(column.title for column in chart.columns))
    return csv_response(f"myelin-{chart.name}-{found.slug}", [heads, *rows])


@blueprint.post("/insights/<course>/forecasts/<kind>")
@educators
def measure(course: str, kind: str) -> ResponseReturnValue:
    """Have a course measured in one of the ways there are, by another process."""
    found = open_course(course)
    try:
        with transaction():
            ask_for_measuring(found, _kind(kind), actor=current_user, now=clock.now())
        run_soon()
    except Conflict as conflict:
        flash(conflict.message, "warning")
    return see_other(url_for(PAGES[_kind(kind)], course=course))


@blueprint.post("/insights/<course>/forecasts/<kind>/cancel")
@educators
def cancel_measuring(course: str, kind: str) -> ResponseReturnValue:
    """Stop what goes on."""
    found = open_course(course)
    with transaction():
        tasks.cancel_measuring(found, _kind(kind), now=clock.now())
    return see_other(url_for(PAGES[_kind(kind)], course=course))


@blueprint.post("/insights/<course>/weights/<which>")
@educators
def plan_weights(course: str, which: str) -> ResponseReturnValue:
    """Have new enrolments begin with the fitted weights, or with the published ones again."""
    found = open_course(course)
    with transaction():
        if which == "fitted":
            use_course_fit(found)
        elif which == "published":
            use_published_weights(found)
        else:
            raise NotFound("There are no such weights.")
    flash(f"New enrolments with FSRS start with the {which} weights.", "success")
    return see_other(url_for("forecasts.course_forecasts.forecasts", course=course))


@blueprint.post("/insights/<course>/pooled-start/<which>")
@educators
def plan_start(course: str, which: str) -> ResponseReturnValue:
    """Have new enrolments begin with the newest pooled start, or without one again."""
    found = open_course(course)
    with transaction():
        if which == "newest":
            pooling.plan_newest_start(found)
        elif which == "none":
            pooling.plan_no_start(found)
        else:
            raise NotFound("There is no such pooled start.")
    how = "with the pooled start" if which == "newest" else "without a pooled start"
    flash(f"New enrolments with FSRS start {how}.", "success")
    return see_other(url_for("forecasts.course_forecasts.forecasts", course=course))


def _kind(kind: str) -> Kind:
    if kind not in PAGES:
        raise NotFound("There is nothing to calculate by this name.")
    return cast(Kind, kind)
