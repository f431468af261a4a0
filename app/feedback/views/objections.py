"""Answers that educators should look at."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.bank.queries import get_revision
from app.domain import grades
from app.domain.questions import get_type
from app.domain.questions.contract import Mark
from app.feedback.queries import objections as objection_queries
from app.web.requests.access import educators
from app.web.requests.addresses import page_number

blueprint = Blueprint("objections", __name__)


def _in_words(question_type: str, mark: Mark) -> str:
    """Return what was answered, in one line."""
    given = [part for part in mark.parts if part.given]
    if question_type == "ordering":
        return "; ".join(part.label for part in given)
    if question_type == "matching":
        return "; ".join(f"{part.label} – {part.given}" for part in given)
    if question_type == "cloze":
        return "; ".join(part.given or "____" for part in mark.parts) if given else ""
    return "; ".join(part.given for part in given)


@blueprint.get("/insights/objections")
@educators
def objections() -> ResponseReturnValue:
    """Show educators which answers learners contest, and which errors were made with certainty."""
    page = objection_queries.list_objections(page_number())
    shown = []
    for item in page.items:
        text = get_revision(item.question_id, item.revision_number)
        mark = get_type(text.type).mark(text.content, dict(item.response))
        shown.append((item, text, _in_words(text.type, mark)))
    return render_template(
        "feedback/objections.html",
        page=page,
        shown=shown,
        reasons=grades.OVERRIDE_REASONS,
    )
