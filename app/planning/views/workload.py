"""How the learner's work is shared out over days, and pauses from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.cards.queries.preferences import get_preferences
from app.db import transaction
from app.domain.errors import Invalid, NotFound
from app.domain.scheduling.planning.load import EVERY_DAY, Pause
from app.planning.forms import WEEKDAYS, LoadForm, PauseForm
from app.planning.queries import due_days
from app.planning.queries.exam_demand import list_costs_of_pause
from app.planning.service.workload import add_pause, end_pause, save_load
from app.web.requests.addresses import see_other

blueprint = Blueprint("workload", __name__)


@blueprint.route("/study/load", methods=["GET", "POST"])
def load() -> ResponseReturnValue:
    """Show and store how the work is shared out."""
    form = LoadForm(data=_standing())
    if not form.is_submitted():
        # Whoever changes the days of a pause that was asked about finds what they had typed.
        return _page(form, PauseForm(formdata=request.args or None))
    if not form.validate():
        return _page(form, PauseForm(formdata=None)), 422
    try:
        with transaction():
            save_load(
                smooths=form.smooths.data,
                weekdays=[form[name].data for name in WEEKDAYS],
                actor=current_user,
                now=clock.now(),
            )
    except Invalid as refusal:
        form.monday.errors = [refusal.message]
        return _page(form, PauseForm(formdata=None)), refusal.status
    flash("Saved. This applies to cards from your next answer on.", "success")
    return see_other(url_for("planning.workload.load"))


def _standing() -> dict[str, Any]:
    """Return how the work is shared out now, as the form has it."""
    preferences = get_preferences(current_user.id)
    weekdays = preferences.weekday_percents or EVERY_DAY
    return {"smooths": preferences.smooths_load, **dict(zip(WEEKDAYS, weekdays, strict=True))}


def _page(form: LoadForm, pause_form: PauseForm) -> str:
    today = today_of(current_user, clock.now())
    return render_template(
        "planning/workload.html",
        form=form,
        pause_form=pause_form,
        weekdays=WEEKDAYS,
        pauses=due_days.list_pauses(current_user.id, today),
        today=today,
    )


@blueprint.post("/study/pauses", endpoint="add_pause")
def store_pause() -> ResponseReturnValue:
    """Store a pause."""
    form = PauseForm()
    if not form.validate():
        return _page(LoadForm(formdata=None, data=_standing()), form), 422
    wanted = Pause(form.first_on.data, form.last_on.data)
    if not form.anyway.data:
        today = today_of(current_user, clock.now())
        costs = list_costs_of_pause(current_user.id, wanted, today)
        if costs:
            return render_template(
                "planning/pause.html", pause=wanted, costs=costs, today=today
            ), 422
    try:
        with transaction():
            add_pause(wanted.first_on, wanted.last_on, actor=current_user, now=clock.now())
    except Invalid as refusal:
        form.last_on.errors = [refusal.message]
        return _page(LoadForm(formdata=None, data=_standing()), form), refusal.status
    flash("Pause saved. Myelin will not ask you anything on these days.", "success")
    return see_other(url_for("planning.workload.load"))


@blueprint.post("/study/pauses/<first_on>/end", endpoint="end_pause")
def end_pause_early(first_on: str) -> ResponseReturnValue:
    """Take a pause back, or end it early."""
    try:
        day = date.fromisoformat(first_on)
    except ValueError:
        raise NotFound("There is no such pause.") from None
    with transaction():
        end_pause(day, actor=current_user, now=clock.now())
    flash("The pause is over. Your cards are where you left them.", "success")
    return see_other(url_for("planning.workload.load"))
