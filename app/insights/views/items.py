"""What learners answered to one question."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.bank.queries import RevisionText, get_revision
from app.bank.queries.questions import get_question
from app.bank.views.pages import open_course
from app.bank.views.parts_in_words import place_of
from app.domain.questions import TYPES
from app.domain.statistics.items import (
    ENOUGH_ANSWERS,
    LEFT_OPEN,
    ItemStatistics,
    Takers,
    discrimination_word,
)
from app.domain.writing.choices_offered import offered_by
from app.domain.writing.contract import Item
from app.domain.writing.course import rule_titles
from app.forecasts.queries.items import get_statistics
from app.insights.queries.findings import list_findings_of
from app.web.requests.access import educators

blueprint = Blueprint("items", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One choice in the table: its text ('': left open), whether it is a key, and who took it."""

    text: str
    key: bool
    takers: Takers


@blueprint.get("/insights/<course>/questions/<slug>")
@educators
def item(course: str, slug: str) -> ResponseReturnValue:
    """Show how a question was answered when learners first met it."""
    found = open_course(course)
    question = get_question(found.id, slug)
    number = question.published_number or question.latest_number
    text = get_revision(question.id, number)
    statistics = get_statistics(question)
    return render_template(
        "insights/item.html",
        course=found,
        question=question,
        text=text,
        type=TYPES[question.type],
        statistics=statistics,
        lines=_lines(text, statistics),
        enough=ENOUGH_ANSWERS,
        word=discrimination_word(statistics.discrimination),
        findings=list_findings_of(question.id),
        titles=rule_titles(),
        place_of=place_of,
    )


def _lines(text: RevisionText, statistics: ItemStatistics) -> list[Line]:
    offered = offered_by(Item(name=text.slug, type=text.type, content=text.content))
    lines = [
        Line(choice.text, choice.key, statistics.choices.get(name, Takers()))
        for name, choice in offered.items()
    ]
    left_open = statistics.choices.get(LEFT_OPEN)
    return [*lines, Line("", False, left_open)] if lines and left_open else lines
