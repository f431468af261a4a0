"""How the learner likes to study."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.db import transaction
from app.study.forms import PreferencesForm
from app.study.queries import log
from app.study.service.enrolling import save_preferences
from app.study.views import blueprint


@blueprint.route("/study/preferences", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Show and store the study preferences."""
    form = PreferencesForm(obj=log.get_preferences(current_user.id))
    if not form.is_submitted():
        return render_template("study/preferences.html", form=form)
    if not form.validate():
        return render_template("study/preferences.html", form=form), 422
    with transaction():
        save_preferences(
            new_per_day=form.new_per_day.data,
            time_counts=form.time_counts.data,
            asks_certainty=form.asks_certainty.data,
            shortcuts=form.shortcuts.data,
            actor=current_user,
        )
    flash("Your study preferences are saved.", "success")
    return redirect(url_for("study.preferences"), code=303)
