"""How the learner likes to study."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.cards.queries.due import WINDOW
from app.cards.queries.preferences import get_preferences
from app.db import transaction
from app.domain.errors import Invalid
from app.planning.queries.exam_demand import find_shortage
from app.study.forms import LimitForm, PreferencesForm
from app.study.service.preferring import change_limit, raise_limits_today, save_preferences
from app.study.views.sitting import read_scope, url_of
from app.web.requests.addresses import see_other

blueprint = Blueprint("preferences", __name__)


@blueprint.route("/study/preferences", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Show and store the study preferences."""
    stored = get_preferences(current_user.id)
    form = PreferencesForm(obj=stored)
    if not form.is_submitted():
        return _page(form, stored.reviews_per_day)
    if not form.validate():
        return _page(form, stored.reviews_per_day), 422
    chosen = {name: value for name, value in form.data.items() if name != "csrf_token"}
    with transaction():
        save_preferences(**chosen, actor=current_user, now=clock.now())
    flash("Your study preferences are saved.", "success")
    return see_other(url_for("study.preferences.preferences"))


def _page(form: PreferencesForm, limit: int | None) -> str:
    shortage = find_shortage(current_user.id, limit, today_of(current_user, clock.now()))
    return render_template("study/preferences.html", form=form, window=WINDOW, shortage=shortage)


@blueprint.post("/study/limit")
def take_limit() -> ResponseReturnValue:
    """Take the limit that a page offers for an exam ahead, and go back to that page."""
    form = LimitForm()
    if not form.validate():
        raise Invalid("Choose a number from 1 to 9,999.")
    with transaction():
        change_limit(form.reviews_per_day.data, actor=current_user, now=clock.now())
    flash("Your limit is changed, and your cards are planned with it.", "success")
    if form.course.data:
        return see_other(url_for("forecasts.exams.exam", slug=form.course.data))
    return see_other(url_for("study.preferences.preferences"))


@blueprint.post("/study/more")
def study_more() -> ResponseReturnValue:
    """Raise today's limits and go on studying."""
    with transaction():
        raise_limits_today(
            new=request.form.get("new", type=int),
            due=request.form.get("due", type=int),
            actor=current_user,
            now=clock.now(),
        )
    return see_other(url_of(read_scope(request.form)))
