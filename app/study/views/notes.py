"""Setting questions aside, starring them, and noting something about them."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries import get_revision
from app.db import transaction
from app.study.forms import NoteForm
from app.study.queries import notes as queries
from app.study.service import noting, setting_aside
from app.study.views.returning import (
    fill_from_address,
    next_url,
    page_with_text,
    question_of_form,
    url_back,
    way_back,
)
from app.web.pages.notices import flash_with_undo
from app.web.requests.access import shown_again_at
from app.web.requests.addresses import page_number, see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("notes", __name__)

DID = {
    "bury": "You will not be asked this question again until tomorrow.",
    "bury-objective": ("You will not be asked about this learning point again until tomorrow."),
    "suspend": "You will not be asked this question until you resume it.",
}
UNDID = {
    "bury": "The question is resumed.",
    "bury-objective": "The questions of this learning point are resumed.",
    "suspend": "The question is resumed: it comes back when it is due.",
}


@blueprint.post("/study/questions/<int:question_id>/set-aside")
@shown_again_at(question_of_form)
def set_aside(question_id: int) -> ResponseReturnValue:
    """Bury or suspend a question, and go on; what was done can be undone there."""
    way = request.form.get("way", "")
    with transaction():
        setting_aside.set_aside(way, question_id, actor=current_user, now=clock.now())
    flash_with_undo(
        DID[way],
        url_for("study.notes.take_back", question_id=question_id),
        way=way,
        **way_back(request.form),
    )
    if "show" in request.form:
        return see_other(url_back(request.form, question_id))
    return see_other(next_url(request.form))


@blueprint.post("/study/questions/<int:question_id>/take-back")
@shown_again_at(question_of_form)
def take_back(question_id: int) -> ResponseReturnValue:
    """Ask a question again that was set aside, and go back to where that was done."""
    way = request.form.get("way", "")
    with transaction():
        setting_aside.take_back(way, question_id, actor=current_user)
    flash(UNDID[way], "success")
    return see_other(url_back(request.form, question_id))


@blueprint.post("/study/questions/<int:question_id>/star")
@shown_again_at(question_of_form)
def star(question_id: int) -> ResponseReturnValue:
    """Put a star on a question."""
    with transaction():
        noting.star_question(question_id, actor=current_user, now=clock.now())
    return see_other(url_back(request.form, question_id))


@blueprint.post("/study/questions/<int:question_id>/unstar")
@shown_again_at(question_of_form)
def unstar(question_id: int) -> ResponseReturnValue:
    """Take the star off a question."""
    with transaction():
        noting.unstar_question(question_id, actor=current_user)
    if "show" in request.form:
        flash_with_undo(
            "Star removed.",
            url_for("study.notes.star", question_id=question_id),
            **way_back(request.form),
        )
    return see_other(url_back(request.form, question_id))


@blueprint.route("/study/questions/<int:question_id>/note", methods=["GET", "POST"])
@shown_again_at(page_with_text("study.notes.note", "text"))
def note(question_id: int) -> ResponseReturnValue:
    """Show and store the learner's note about a question."""
    question = queries.get_own_question(current_user.id, question_id)
    back = url_back(request.values, question_id)
    form = NoteForm(obj=queries.find_note(current_user.id, question_id))
    fill_from_address(form, "text")
    if form.validate_on_submit():
        with transaction():
            noting.write_note(question_id, form.text.data or "", actor=current_user)
        flash("Your note is saved." if form.text.data else "Your note is deleted.", "success")
        return see_other(back)
    return render_template(
        "study/note.html",
        form=form,
        question=question,
        text=get_revision(question.id, question.published_number),
        back=back,
        way=way_back(request.values),
        media_base=media_base(question.course_slug),
    ), 422 if form.is_submitted() else 200


@blueprint.get("/study/notes")
def notes() -> ResponseReturnValue:
    """List what the learner has set aside, starred or noted, one shelf at a time."""
    today = today_of(current_user, clock.now())
    counts = queries.count_notes(current_user.id, today)
    shelf = request.args.get("show", "")
    if shelf not in queries.SHELVES:
        shelf = next((name for name in queries.SHELVES if counts[name]), queries.SHELVES[0])
    return render_template(
        "study/notes.html",
        shelf=shelf,
        counts=counts,
        page=queries.list_notes(current_user.id, shelf, today, page_number(), counts[shelf]),
    )
