"""The pictures of a course: what there is, where it is shown, and one more."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.bank.files.pictures.uploads import LARGEST_PICTURE_BYTES
from app.bank.forms.pictures import PictureForm
from app.bank.models import Course
from app.bank.queries import media as queries
from app.bank.service import pictures as service
from app.bank.views.pages import open_course
from app.db import transaction
from app.domain.errors import Invalid
from app.domain.writing.rules.structure import DESCRIBE
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import educators
from app.web.requests.addresses import see_other
from app.web.requests.limits import takes_up_to
from app.web.requests.mounting import media_base

blueprint = Blueprint("pictures", __name__)

# Of a larger file it is only told that it is too large: beside the field, not on an error page.
LARGEST_UPLOAD_BYTES = 16 * 1024 * 1024


@blueprint.app_template_global("largest_picture_bytes")
def largest_picture_bytes() -> int:
    """Return how many bytes a picture may have; browsers make photos smaller before they send them."""
    return LARGEST_PICTURE_BYTES


@blueprint.route("/bank/<course>/pictures", methods=["GET", "POST"])
@takes_up_to(LARGEST_UPLOAD_BYTES)
@educators
def pictures(course: str) -> ResponseReturnValue:
    """List a course's pictures and take one more."""
    found = open_course(course)
    form = PictureForm()
    if form.validate_on_submit() and form.read is not None:
        with refusals_shown_on(form):
            with transaction():
                add = service.add_under_free_name if form.is_nameless else service.add_picture
                added = add(open_course(course), form.read, actor=current_user)
                name = added.name
            flash(f"{name} is now in the course.", "success")
            return see_other(url_for("bank.pictures.pictures", course=course))
    return _page(found, form)


def _page(course: Course, form: PictureForm) -> Response:
    return form_page(
        "bank/pictures.html",
        form,
        course=course,
        pictures=queries.list_picture_entries(course.id),
        used=queries.count_pictures(course.id),
        most=service.MOST_PICTURES,
        most_bytes=service.MOST_BYTES,
        media_base=media_base(course.slug),
        describe=DESCRIBE,
    )


@blueprint.post("/bank/<course>/pictures/paste")
@takes_up_to(LARGEST_UPLOAD_BYTES)
@educators
def paste_picture(course: str) -> ResponseReturnValue:
    """Take a picture that was pasted or dropped into a text, and say how the text shows it."""
    found = open_course(course)
    form = PictureForm()
    if not form.validate_on_submit() or form.read is None:
        raise Invalid(" ".join(form.picture.errors) or "Choose a file.")
    with transaction():
        added = service.add_under_free_name(found, form.read, actor=current_user)
        name = added.name
    return jsonify(name=name, markdown=f"![{DESCRIBE}](media/{name})", describe=DESCRIBE), 201


@blueprint.post("/bank/<course>/pictures/<name>/delete")
@educators
def delete_picture(course: str, name: str) -> ResponseReturnValue:
    """Take a picture out of a course that shows it nowhere."""
    found = open_course(course)
    with transaction():
        service.delete_picture(found, name)
    flash(f"{name} is deleted.", "success")
    return see_other(url_for("bank.pictures.pictures", course=course))
