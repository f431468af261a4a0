"""Reporting a problem with a question, and the lists and threads of reports."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.queries import get_revision, list_courses
from app.cards.queries.reviews import find_review
from app.db import new_id, transaction
from app.domain import reports as rules
from app.domain.errors import Invalid, NotFound
from app.domain.questions import get_type
from app.feedback import service
from app.feedback.forms import ReplyForm, ReportForm
from app.feedback.models import Report
from app.feedback.policy import can_read_report
from app.feedback.queries import reports as queries
from app.feedback.service import Words
from app.study.queries import notes
from app.study.views.returning import fill_from_address, page_with_text, read_id, url_back, way_back
from app.study.views.sessions import seed_of
from app.web.requests.access import educators, shown_again_at
from app.web.requests.addresses import page_number, see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("reports", __name__)

ACTS = ("reply", "close", "reopen")
LONGEST_NAME = 80


def _url_of(report: Report) -> str:
    return url_for("feedback.reports.thread", learner_id=report.learner_id, report_id=report.id)


@blueprint.route("/study/questions/<int:question_id>/report", methods=["GET", "POST"])
@shown_again_at(page_with_text("feedback.reports.report", "kind", "text"))
def report(question_id: int) -> ResponseReturnValue:
    """Take a report of a problem with a question; one that has an open thread leads there."""
    question = notes.get_own_question(current_user.id, question_id)
    form = ReportForm()
    fill_from_address(form, "kind", "text")
    if not form.is_submitted():
        unsettled = queries.find_unsettled(current_user.id, question_id)
        if unsettled is not None:
            flash(
                "You have already reported this question. You can add to your report here.", "info"
            )
            return see_other(_url_of(unsettled))
    back = url_back(request.values, question_id)
    if form.validate_on_submit():
        with transaction():
            service.report_problem(
                question_id,
                Words(read_id(request.form, "entry_id") or new_id(), form.text.data),
                kind=form.kind.data,
                answer_id=read_id(request.form, "answer"),
                actor=current_user,
                now=clock.now(),
            )
        flash(
            "Thank you: the educators have your report. You will find their answer under “Your reports”."
        )
        return see_other(back)
    return render_template(
        "feedback/report.html",
        form=form,
        question=question,
        text=get_revision(question.id, question.published_number),
        entry_id=read_id(request.form, "entry_id") or new_id(),
        back=back,
        way=way_back(request.values),
    ), 422 if form.is_submitted() else 200


@blueprint.get("/study/reports/mine")
def own_reports() -> ResponseReturnValue:
    """List the learner's own reports, those with something new first."""
    return render_template(
        "feedback/own_reports.html",
        page=queries.list_own_reports(current_user.id, page_number()),
        kinds=rules.KINDS,
        statuses=rules.STATUSES,
    )


@blueprint.get("/study/reports")
@educators
def reports() -> ResponseReturnValue:
    """List what learners have reported: what waits for an educator, unless another is asked for."""
    status = request.args.get("status", "open")
    if status not in rules.STATUSES:
        status = ""
    course = request.args.get("course", "")[:LONGEST_NAME].replace("\0", "")
    return render_template(
        "feedback/reports.html",
        page=queries.list_reports(status, course, page_number()),
        wanted_status=status,
        wanted_course=course,
        courses=list_courses(),
        kinds=rules.KINDS,
        statuses=rules.STATUSES,
    )


def _open_report(learner_id: int, report_id: UUID) -> Report:
    found = queries.get_report(learner_id, report_id)
    if not can_read_report(current_user, found):
        raise NotFound("There is no such report.")
    return found


@blueprint.get("/study/reports/<int:learner_id>/<uuid:report_id>")
def thread(learner_id: int, report_id: UUID) -> ResponseReturnValue:
    """Show a report and what was said about it.

    A program that looks ahead opens it too, so this leaves it unread; ``mark_report_read`` follows.
    """
    return _render_thread(_open_report(learner_id, report_id), ReplyForm())


@blueprint.post("/study/reports/<int:learner_id>/<uuid:report_id>/read")
def mark_report_read(learner_id: int, report_id: UUID) -> ResponseReturnValue:
    """Note that the learner has seen how their own report stands."""
    found = _open_report(learner_id, report_id)
    with transaction():
        service.mark_read(found, actor=current_user)
    return see_other(_url_of(found))


@blueprint.post("/study/reports/<int:learner_id>/<uuid:report_id>")
def answer_report(learner_id: int, report_id: UUID) -> ResponseReturnValue:
    """Reply, close or reopen."""
    found = _open_report(learner_id, report_id)
    act = _read_act()
    form = ReplyForm()
    if not form.validate():
        return _render_thread(found, form, 422)
    try:
        with transaction():
            service.answer_report(
                found,
                Words(read_id(request.form, "entry_id") or new_id(), form.text.data or ""),
                act,
                actor=current_user,
                now=clock.now(),
            )
    except Invalid as error:
        form.text.errors = [error.message]
        return _render_thread(queries.get_report(learner_id, report_id), form, error.status)
    flash({"reply": "Your reply is sent.", "close": "Closed.", "reopen": "Open again."}[act])
    return see_other(_url_of(found))


def _read_act() -> rules.Act:
    act = request.form.get("act", "reply")
    if act not in ACTS:
        raise Invalid("Reply, close or reopen.")
    return cast(rules.Act, act)


def _render_thread(found: Report, form: ReplyForm, status: int = 200) -> ResponseReturnValue:
    line = queries.get_line(found)
    text = get_revision(found.question_id, found.revision_number)
    kind = get_type(text.type)
    answer = None if found.answer_id is None else find_review(found.learner_id, found.answer_id)
    return render_template(
        "feedback/thread.html",
        report=found,
        line=line,
        text=text,
        entries=queries.list_entries(found),
        answer=answer,
        showing=answer and kind.show(text.content, seed_of(answer.id)),
        mark=answer and kind.mark(text.content, answer.response),
        form=form,
        entry_id=new_id(),
        kinds=rules.KINDS,
        statuses=rules.STATUSES,
        media_base=media_base(line.course_slug),
    ), status
