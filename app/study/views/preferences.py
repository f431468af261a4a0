"""How the learner likes to study."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.db import transaction
from app.study.forms import PreferencesForm
from app.study.queries import log
from app.study.queries.due import WINDOW
from app.study.service.preferring import raise_limits_today, save_preferences
from app.study.views import blueprint
from app.study.views.sessions import read_scope


@blueprint.route("/study/preferences", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Show and store the study preferences."""
    form = PreferencesForm(obj=log.get_preferences(current_user.id))
    if not form.is_submitted():
        return render_template("study/preferences.html", form=form, window=WINDOW)
    if not form.validate():
        return render_template("study/preferences.html", form=form, window=WINDOW), 422
    with transaction():
        save_preferences(
            new_per_day=form.new_per_day.data,
            time_counts=form.time_counts.data,
            asks_certainty=form.asks_certainty.data,
            shortcuts=form.shortcuts.data,
            queue_order=form.queue_order.data,
            reviews_per_day=form.reviews_per_day.data,
            shows_timer=form.shows_timer.data,
            longest_answer_seconds=form.longest_answer_seconds.data,
            leech_lapses=form.leech_lapses.data,
            actor=current_user,
        )
    flash("Your study preferences are saved.", "success")
    return redirect(url_for("study.preferences"), code=303)


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
    slug = read_scope(request.form)
    if slug is None:
        return redirect(url_for("study.start"), code=303)
    return redirect(url_for("study.start_course", slug=slug), code=303)
