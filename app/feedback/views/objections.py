"""Answers that educators should look at."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.bank.queries import get_revision
from app.domain import grades
from app.domain.questions import get_type
from app.feedback.queries import objections as objection_queries
from app.web.requests.access import educators
from app.web.requests.addresses import page_number

blueprint = Blueprint("objections", __name__)


@blueprint.get("/insights/objections")
@educators
def objections() -> ResponseReturnValue:
    """Show educators which answers learners contest, and which errors were made with certainty."""
    page = objection_queries.list_objections(page_number())
    shown = []
    for item in page.items:
        text = get_revision(item.question_id, item.revision_number)
        kind = get_type(text.type)
        shown.append((item, text, kind.in_words(kind.mark(text.content, dict(item.response)))))
    return render_template(
        "feedback/objections.html",
        page=page,
        shown=shown,
        reasons=grades.OVERRIDE_REASONS,
    )
