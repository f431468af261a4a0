"""Fitting FSRS's weights to what the learner recalled: asked for here, done by another process."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.models import Course
from app.cards.queries.schedules import get_schedule
from app.db import transaction
from app.domain.errors import Conflict, NotFound
from app.forecasts.queries.logs import count_own_recalls
from app.forecasts.queries.tasks import find_fit
from app.forecasts.service import fits as service
from app.forecasts.service.fits import Fitted, ask_for_fit
from app.forecasts.service.tasks import ENOUGH_REVIEWS
from app.forecasts.views.schedules import taken_course
from app.web.jobs import run_soon
from app.web.requests.addresses import see_other

blueprint = Blueprint("fits", __name__)


@blueprint.route("/courses/<slug>/fit", methods=["GET", "POST"])
def fit(slug: str) -> ResponseReturnValue:
    """Show the learner's last fit, and ask for one."""
    course = taken_course(slug)
    if request.method == "GET":
        return _page(course)
    try:
        with transaction():
            is_new = ask_for_fit(course, actor=current_user, now=clock.now())
    except Conflict as conflict:
        flash(conflict.message, "warning")
    else:
        run_soon()
        if not is_new:
            flash("A fit is already running.", "info")
    return see_other(url_for("forecasts.fits.fit", slug=slug))


def _page(course: Course) -> str:
    learner_id = current_user.id
    done = find_fit(learner_id, course.id, done=True)
    fitted = Fitted.from_json(done.result) if done and done.result else None
    schedule = get_schedule(learner_id, course.id)
    return render_template(
        "forecasts/fit.html",
        course=course,
        task=find_fit(learner_id, course.id),
        fitted=fitted,
        in_use=fitted is not None
        and schedule.scheduler == "fsrs"
        and schedule.weights == fitted.weights,
        reviews=count_own_recalls(learner_id, course.id),
        enough=ENOUGH_REVIEWS,
    )


@blueprint.post("/courses/<slug>/fit/cancel")
def cancel_fit(slug: str) -> ResponseReturnValue:
    """Stop the learner's fit."""
    course = taken_course(slug)
    with transaction():
        service.cancel_fit(course, actor=current_user, now=clock.now())
    return see_other(url_for("forecasts.fits.fit", slug=slug))


@blueprint.post("/courses/<slug>/fit/use")
def use_fit(slug: str) -> ResponseReturnValue:
    """Schedule the learner's cards by the weights of their last fit."""
    course = taken_course(slug)
    try:
        with transaction():
            service.use_fit(course, actor=current_user, now=clock.now())
    except NotFound as nothing:
        flash(nothing.message, "warning")
        return see_other(url_for("forecasts.fits.fit", slug=slug))
    flash(
        "Your cards are now scheduled with the fitted weights. You can undo this below.", "success"
    )
    return see_other(url_for("forecasts.schedules.schedule", slug=slug))
