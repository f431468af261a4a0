"""The table of a course's questions, and the page of one."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank import policy
from app.bank.models import Course, Question
from app.bank.queries import courses as course_queries
from app.bank.queries import questions as queries
from app.bank.queries import revisions
from app.bank.service import questions as service
from app.bank.views import blueprint
from app.bank.views.pages import educators, media_base, open_course, see
from app.bank.views.showing import shown
from app.db import transaction
from app.domain.errors import NotFound
from app.domain.questions import TYPES
from app.web.paging import page_number

LONGEST_SEARCH = 200


def _wanted() -> queries.QuestionFilter:
    values = {
        name: request.args.get(name, "")[:LONGEST_SEARCH].replace("\0", "").strip()
        for name in ("topic", "type", "status", "text")
    }
    return queries.QuestionFilter(**values)


@blueprint.get("/bank/<course>/questions")
@educators
def questions(course: str) -> ResponseReturnValue:
    """List a course's questions, filtered by the address."""
    found = open_course(course)
    wanted = _wanted()
    return render_template(
        "bank/questions.html",
        course=found,
        wanted=wanted,
        page=queries.list_questions(found.id, wanted, page_number()),
        topics=course_queries.list_topics(found.id),
        types=TYPES,
        statuses=queries.STATUSES,
    )


@blueprint.get("/bank/<course>/questions/<slug>")
@educators
def question(course: str, slug: str) -> ResponseReturnValue:
    """Show a question as a learner sees it, with its history and what can be done to it.

    With ``?try=1`` the answer in the address is marked.
    """
    found = open_course(course)
    opened = queries.get_question(found.id, slug)
    number = request.args.get("revision", opened.latest_number, type=int)
    if not 1 <= number <= opened.latest_number:
        raise NotFound("There is no such revision.")
    tried = "try" in request.args
    text = revisions.get_revision(opened.id, number)
    return render_template(
        "bank/question.html",
        course=found,
        question=opened,
        text=text,
        status=queries.status_of(opened),
        statuses=queries.STATUSES,
        type=TYPES[opened.type],
        tried=tried,
        done=request.args.get("done", ""),
        preview=shown(text.content, opened.type, request.args.to_dict(flat=False) if tried else {}),
        history=revisions.list_revisions(opened.id),
        media_base=media_base(found),
        may_edit=policy.can_edit_question(current_user, opened),
        may_publish=policy.can_publish_question(current_user, opened),
        may_retire=policy.can_retire_question(current_user, opened),
        may_restore=policy.can_restore_question(current_user, opened),
    )


def _opened(course: str, slug: str) -> tuple[Course, Question]:
    found = open_course(course)
    return found, queries.get_question(found.id, slug)


def _page(course: str, slug: str, done: str) -> ResponseReturnValue:
    return see(url_for("bank.question", course=course, slug=slug, done=done))


@blueprint.post("/bank/<course>/questions/<slug>/publish")
@educators
def publish_question(course: str, slug: str) -> ResponseReturnValue:
    """Give learners the revision that the page showed."""
    _, opened = _opened(course, slug)
    number = request.form.get("number", 0, type=int)
    with transaction():
        service.publish_question(opened, number, actor=current_user, now=clock.now())
    return _page(course, slug, "published")


@blueprint.post("/bank/<course>/questions/<slug>/retire")
@educators
def retire_question(course: str, slug: str) -> ResponseReturnValue:
    """Take a question away from learners."""
    _, opened = _opened(course, slug)
    with transaction():
        service.retire_question(opened, actor=current_user, now=clock.now())
    return _page(course, slug, "retired")


@blueprint.post("/bank/<course>/questions/<slug>/restore")
@educators
def restore_question(course: str, slug: str) -> ResponseReturnValue:
    """Give a retired question back."""
    _, opened = _opened(course, slug)
    with transaction():
        service.restore_question(opened, actor=current_user, now=clock.now())
    return _page(course, slug, "restored")
