"""Writing a question: new or a further revision, with a preview beside it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank import policy
from app.bank.forms.editor import QuestionForm
from app.bank.forms.fields import options
from app.bank.forms.opening import empty_form, form_on, posted_form, with_rows_changed
from app.bank.forms.outline import BeginForm
from app.bank.models import Course, Question
from app.bank.queries import courses as course_queries
from app.bank.queries import get_objective, get_revision
from app.bank.queries import questions as queries
from app.bank.queries.media import list_picture_names
from app.bank.service import questions as service
from app.bank.service.publishing import ReasonNeeded, Unfinished
from app.bank.service.questions import Opened, Stale
from app.bank.service.writing.checking import STRUCTURE, errors_in, findings_in
from app.bank.service.writing.waiving import WRITE_REASON
from app.bank.views.changes import Difference, list_differences
from app.bank.views.findings import Findings, in_form, item_in_form
from app.bank.views.pages import open_course
from app.bank.views.showing import preview as preview_of
from app.db import transaction
from app.domain.errors import Conflict, Invalid
from app.domain.questions import TYPES, get_type
from app.web.requests.access import educators
from app.web.requests.addresses import see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("authoring", __name__)


def _offer_objectives(
    course: Course, form: QuestionForm | BeginForm, question: Question | None = None
) -> None:
    """Give the form the course's objectives to choose from."""
    objectives = course_queries.list_objectives(course.id)
    names = {one.code: f"{one.code}: {one.claim}" for one in objectives}
    form.objective.choices = options(names)
    if isinstance(form, QuestionForm):
        # What is joined already may stay, even if it has left the course since.
        joined = get_revision(question.id, question.latest_number).also if question else ()
        retired = {code: f"{code}: no longer in the course" for code in joined if code not in names}
        form.also.choices = options(names | retired)
        if get_type(form.type_name).picture is not None:
            form.offer_pictures(list_picture_names(course.id))


@blueprint.route("/bank/<course>/new-question", methods=["GET", "POST"])
@educators
def new_question(course: str) -> ResponseReturnValue:
    """Choose type and objective, then write a question."""
    found = open_course(course)
    type_name = request.args.get("type", "")
    if type_name not in TYPES:
        return _choose(found)
    if request.method == "GET":
        form = empty_form(type_name, request.args.get("objective", ""))
        return _editor(found, form, None)
    form = posted_form(type_name, request.form)
    _offer_objectives(found, form)
    if _wants_page_only(form):
        return _editor(found, with_rows_changed(form), None)
    if _is_sound(form):
        try:
            return _create(found, form)
        except (Invalid, Conflict) as error:
            _refuse(form, error)
    return _editor(found, form, None), 422


def _choose(course: Course) -> ResponseReturnValue:
    form = BeginForm(formdata=None, data={"objective": request.args.get("objective", "")})
    _offer_objectives(course, form)
    return render_template("bank/new_question.html", course=course, form=form, types=TYPES)


def _wants_page_only(form: QuestionForm) -> bool:
    """Tell whether a button was pressed that changes the form rather than the bank."""
    return form.pressed is not None or request.form.get("action") == "preview"


def _wants_publishing() -> bool:
    return request.form.get("action") == "publish"


def _is_sound(form: QuestionForm) -> bool:
    """Tell whether the form can be saved (to be published, it has to be finished too)."""
    # Both, so that everything that is wrong is said at once.
    return all([form.validate(), form.check(finished=_wants_publishing())])


def _refuse(form: QuestionForm, error: Invalid | Conflict) -> None:
    """Show why nothing was saved."""
    if isinstance(error, ReasonNeeded):
        # Asking for a reason is no error yet; sending none when asked is one.
        if form.excused.data:
            form.reason.errors = [*form.reason.errors, WRITE_REASON]
        form.excused.data = " ".join(dict.fromkeys(one.rule for one in error.findings))
    elif isinstance(error, Unfinished):
        form.show_problems(error.problems)
    else:
        form.refuse(error)


def _create(course: Course, form: QuestionForm) -> ResponseReturnValue:
    with transaction():
        made = service.create_question(
            course,
            get_objective(course.id, form.objective.data),
            form.type_name,
            form.text(),
            actor=current_user,
            now=clock.now(),
        )
        slug = made.slug
        _publish_if_wanted(made, form)
    return _saved(course, slug)


def _publish_if_wanted(question: Question, form: QuestionForm) -> None:
    if _wants_publishing():
        service.publish_question(
            question,
            question.latest_number,
            excuses=form.excuses(),
            actor=current_user,
            now=clock.now(),
        )


def _saved(course: Course, slug: str) -> ResponseReturnValue:
    if _wants_publishing():
        return see_other(
            url_for("bank.questions.question", course=course.slug, slug=slug, done="published")
        )
    flash("Draft saved. Learners do not get it until you publish it.", "success")
    return see_other(url_for("bank.questions.question", course=course.slug, slug=slug))


@blueprint.route("/bank/<course>/questions/<slug>/edit", methods=["GET", "POST"])
@educators
def edit_question(course: str, slug: str) -> ResponseReturnValue:
    """Write a further revision; what learners get changes when it is published."""
    found = open_course(course)
    question = queries.get_question(found.id, slug)
    if not policy.can_edit_question(current_user, question):
        raise Conflict("This question is retired. Restore it before you edit it.")
    if request.method == "GET":
        text = get_revision(question.id, question.latest_number)
        return _editor(found, form_on(text, question.objective.code), question)
    form = posted_form(question.type, request.form)
    _offer_objectives(found, form, question)
    if _wants_page_only(form):
        return _editor(found, with_rows_changed(form), question)
    if _is_sound(form):
        try:
            return _save(found, question, form)
        except Stale:
            return _conflict(found, slug, form), 409
        except (Invalid, Conflict) as error:
            _refuse(form, error)
    return _editor(found, form, question), 422


def _save(course: Course, question: Question, form: QuestionForm) -> ResponseReturnValue:
    opened = Opened(_opened_number(form), form.opened.data or "")
    with transaction():
        current = queries.get_question(course.id, question.slug)
        changed = service.save_revision(
            current,
            form.text(),
            opened=opened,
            objective=get_objective(course.id, form.objective.data),
            actor=current_user,
            now=clock.now(),
        )
        _publish_if_wanted(current, form)
    if not changed and not _wants_publishing():
        flash("Nothing has changed, so nothing was saved.", "info")
        return see_other(url_for("bank.questions.question", course=course.slug, slug=question.slug))
    return _saved(course, question.slug)


def _opened_number(form: QuestionForm) -> int:
    """Return the revision that the form was opened on; nonsense is none."""
    base = form.base.data or ""
    return int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0


def _conflict(course: Course, slug: str, form: QuestionForm) -> str:
    """Show what somebody else saved meanwhile; saving again then replaces it knowingly."""
    question = queries.get_question(course.id, slug)
    differences = list_differences(question, _opened_number(form), form.opened.data or "")
    form.base.data = str(question.latest_number)
    form.opened.data = question.objective.code
    return _editor(course, form, question, differences)


def _editor(
    course: Course,
    form: QuestionForm,
    question: Question | None,
    differences: list[Difference] | None = None,
) -> str:
    _offer_objectives(course, form, question)
    # An empty form would only be told what is missing.
    begun = question is not None or _is_post()
    item = item_in_form(course, form, question)
    findings = in_form(form, findings_in(item)) if begun else Findings()
    is_fresh = question is None and (form.pressed is not None or not _is_post())
    return render_template(
        "bank/edit_question.html",
        course=course,
        form=form,
        question=question,
        type=get_type(form.type_name),
        preview=preview_of(form.text(), form.type_name) if begun else None,
        # What is missing is not said before its time, nor twice.
        findings=findings.without(STRUCTURE) if is_fresh or form.errors else findings,
        is_fresh=is_fresh,
        # The reason is asked for as long as there is something to give it for.
        broken=in_form(form, errors_in(item)).open if form.excused.data else [],
        differences=differences,
        media_base=media_base(course.slug),
    )


def _is_post() -> bool:
    return request.method == "POST"


@blueprint.post("/bank/<course>/preview/<type_name>")
@educators
def preview(course: str, type_name: str) -> ResponseReturnValue:
    """Return the preview of a form as a piece of a page."""
    found = open_course(course)
    get_type(type_name)
    form = posted_form(type_name, request.form)
    return render_template(
        "bank/_preview.html",
        preview=preview_of(form.text(), type_name),
        media_base=media_base(found.slug),
    )
