"""The pictures of a course: what there is, where it is shown, and one more."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.bank.forms.pictures import PictureForm
from app.bank.queries import media as queries
from app.bank.service import pictures as service
from app.bank.views import blueprint
from app.bank.views.pages import (
    educators,
    form_page,
    open_course,
    refusals_shown_on,
    see,
)
from app.db import transaction
from app.web.mounting import media_base


@blueprint.route("/bank/<course>/pictures", methods=["GET", "POST"])
@educators
def pictures(course: str) -> ResponseReturnValue:
    """List a course's pictures and take one more."""
    found = open_course(course)
    form = PictureForm()
    if form.validate_on_submit() and form.read is not None:
        with refusals_shown_on(form):
            with transaction():
                service.add_picture(open_course(course), form.read, actor=current_user)
            flash(f"{form.read.name} is in the course now.", "success")
            return see(url_for("bank.pictures", course=course))
    return form_page(
        "bank/pictures.html",
        form,
        course=found,
        pictures=queries.list_picture_entries(found.id),
        media_base=media_base(found.slug),
    )


@blueprint.post("/bank/<course>/pictures/<name>/delete")
@educators
def delete_picture(course: str, name: str) -> ResponseReturnValue:
    """Take a picture out of a course that shows it nowhere."""
    found = open_course(course)
    with transaction():
        service.delete_picture(found, name)
    flash(f"{name} is deleted.", "success")
    return see(url_for("bank.pictures", course=course))
