"""The table of a course's questions, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank import policy
from app.bank.models import Course, Question
from app.bank.queries import courses as course_queries
from app.bank.queries import questions as queries
from app.bank.queries import revisions
from app.bank.queries.writing import list_kept_findings
from app.bank.service import questions as service
from app.bank.service.publishing import ReasonNeeded, Unfinished
from app.bank.service.writing import waiving
from app.bank.service.writing.checking import as_finding, errors_in, findings_in
from app.bank.service.writing.waiving import WRITE_REASON
from app.bank.views.findings import Placed, item_in_revision, on_page
from app.bank.views.pages import open_course
from app.bank.views.showing import shown
from app.db import transaction
from app.domain.characters import one_line
from app.domain.errors import Invalid, NotFound
from app.domain.questions import TYPES
from app.domain.writing.contract import Finding
from app.domain.writing.registry import RULES
from app.web.requests.access import educators
from app.web.requests.addresses import page_number, see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("questions", __name__)

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page comes back with, and a reason as it was typed.

    ``broken`` is what keeps the question from being published (``unfinished``: whatever the
    reason); ``rule`` is the one that a reason was given for, if it was not about publishing.
    """

    broken: Sequence[Placed] = ()
    unfinished: bool = False
    rule: str = ""
    reason: str = ""
    error: str = ""


NOTHING_ASKED = Asked()


def _wanted() -> queries.QuestionFilter:
    values = {
        name: one_line(request.args.get(name, "")[:LONGEST_SEARCH])
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
    found, opened = _opened(course, slug)
    number = request.args.get("revision", opened.latest_number, type=int)
    if not 1 <= number <= opened.latest_number:
        raise NotFound("There is no such revision.")
    return _page(found, opened, number)


def _opened(course: str, slug: str) -> tuple[Course, Question]:
    found = open_course(course)
    return found, queries.get_question(found.id, slug)


def _page(course: Course, opened: Question, number: int, asked: Asked = NOTHING_ASKED) -> str:
    text = revisions.get_revision(opened.id, number)
    tried = "try" in request.args and text.finished
    item = item_in_revision(course, opened, text)
    return render_template(
        "bank/question.html",
        course=course,
        question=opened,
        text=text,
        status=queries.status_of(opened),
        statuses=queries.STATUSES,
        type=TYPES[opened.type],
        tried=tried,
        done=request.args.get("done", ""),
        preview=shown(text.content, opened.type, request.args.to_dict(flat=False) if tried else {}),
        findings=on_page([*findings_in(item), *_found_by_the_course(opened)]),
        titles=waiving.list_waivable(),
        asked=asked,
        joined=item.objectives[1:],
        history=revisions.list_revisions(opened.id),
        media_base=media_base(course.slug),
        may_edit=policy.can_edit_question(current_user, opened),
        may_publish=policy.can_publish_question(current_user, opened),
        may_retire=policy.can_retire_question(current_user, opened),
        may_restore=policy.can_restore_question(current_user, opened),
    )


def _found_by_the_course(opened: Question) -> list[Finding]:
    """Return what only a look at the whole course, or at answers, has found in a question."""
    return [one for one in list_kept_findings(opened) if one.rule not in RULES]


def _done(course: str, slug: str, done: str, part: str | None = None) -> ResponseReturnValue:
    return see_other(
        url_for("bank.questions.question", course=course, slug=slug, done=done, _anchor=part)
    )


@blueprint.post("/bank/<course>/questions/<slug>/publish")
@educators
def publish_question(course: str, slug: str) -> ResponseReturnValue:
    """Give learners the revision that the page showed, with a reason where it breaks rules."""
    _, opened = _opened(course, slug)
    number = request.form.get("number", 0, type=int)
    reason = request.form.get("reason", "").strip()
    named = request.form.get("excused", "").split()
    try:
        with transaction():
            service.publish_question(
                opened,
                number,
                excuses=dict.fromkeys(named, reason) if reason else {},
                actor=current_user,
                now=clock.now(),
            )
    except Unfinished as error:
        problems = tuple(as_finding(problem) for problem in error.problems)
        asked = Asked(broken=on_page(problems).open, unfinished=True)
    except ReasonNeeded as error:
        message = WRITE_REASON if named else ""
        asked = Asked(broken=on_page(error.findings).open, reason=reason, error=message)
    except Invalid as error:
        found, opened = _opened(course, slug)
        item = item_in_revision(found, opened, revisions.get_revision(opened.id, number))
        asked = Asked(broken=on_page(errors_in(item)).open, reason=reason, error=error.message)
    else:
        return _done(course, slug, "published")
    return _page(*_opened(course, slug), number, asked), 422


@blueprint.post("/bank/<course>/questions/<slug>/waive")
@educators
def waive_finding(course: str, slug: str) -> ResponseReturnValue:
    """Let a rule be broken by this question, for a reason."""
    found, opened = _opened(course, slug)
    rule, reason = request.form.get("rule", ""), request.form.get("reason", "")
    try:
        with transaction():
            waiving.waive_finding(opened, rule, reason, actor=current_user, now=clock.now())
    except Invalid as error:
        asked = Asked(rule=rule, reason=reason, error=error.message)
        opened = queries.get_question(found.id, slug)
        return _page(found, opened, opened.latest_number, asked), 422
    return _done(course, slug, "waived", "findings")


@blueprint.post("/bank/<course>/questions/<slug>/unwaive")
@educators
def unwaive_finding(course: str, slug: str) -> ResponseReturnValue:
    """Let a rule hold again for this question."""
    _, opened = _opened(course, slug)
    with transaction():
        waiving.unwaive_finding(
            opened, request.form.get("rule", ""), actor=current_user, now=clock.now()
        )
    return _done(course, slug, "unwaived", "findings")


@blueprint.post("/bank/<course>/questions/<slug>/retire")
@educators
def retire_question(course: str, slug: str) -> ResponseReturnValue:
    """Take a question away from learners."""
    _, opened = _opened(course, slug)
    with transaction():
        service.retire_question(opened, actor=current_user, now=clock.now())
    return _done(course, slug, "retired")


@blueprint.post("/bank/<course>/questions/<slug>/restore")
@educators
def restore_question(course: str, slug: str) -> ResponseReturnValue:
    """Give a retired question back."""
    _, opened = _opened(course, slug)
    with transaction():
        service.restore_question(opened, actor=current_user, now=clock.now())
    return _done(course, slug, "restored")
