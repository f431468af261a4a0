"""What the writing rules say about a question: while it is written, and on its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.bank.forms.editor import QuestionForm
from app.bank.forms.opening import posted_form
from app.bank.models import Course, Question
from app.bank.queries import RevisionText
from app.bank.queries import courses as course_queries
from app.bank.queries import questions as queries
from app.bank.service.writing.checking import findings_in, item_of
from app.bank.views.pages import open_course
from app.bank.views.parts_in_words import place_of
from app.domain.questions import get_type
from app.domain.writing.contract import SEVERITIES, Finding, Item, Severity
from app.web.requests.access import educators

blueprint = Blueprint("findings", __name__)


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with the id of the field that it stands beside, and the name of that place."""

    finding: Finding
    field: str
    place: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything to look at in one question."""

    entries: tuple[Placed, ...] = ()

    @property
    def open(self) -> list[Placed]:
        """Return what nobody has waived: first what concerns the whole question."""
        return sorted(
            (one for one in self.entries if not one.finding.waived), key=lambda one: bool(one.field)
        )

    @property
    def waived(self) -> list[Placed]:
        """Return what an author lets stand."""
        return [one for one in self.entries if one.finding.waived]

    def beside(self, field: str) -> list[Finding]:
        """Return what concerns one field."""
        return [one.finding for one in self.open if one.field == field]

    def without(self, rule: str) -> Findings:
        """Return all findings but those of one rule."""
        return Findings(tuple(one for one in self.entries if one.finding.rule != rule))

    @property
    def counts(self) -> dict[Severity, int]:
        """Return how many findings of each severity are open."""
        found = Counter(one.finding.severity for one in self.open)
        return {name: found[name] for name in SEVERITIES if found[name]}


def item_in_form(course: Course, form: QuestionForm, question: Question | None) -> Item:
    """Return the question that is being written, as the rules see it."""
    text = form.text()
    codes = [form.objective.data or "", *text.also]
    return item_of(
        text,
        form.type_name,
        course_queries.list_objectives_by_code(course.id, codes),
        language=course.language,
        name=question.slug if question else "",
        waived=question.waivers if question else {},
    )


def item_in_revision(course: Course, question: Question, text: RevisionText) -> Item:
    """Return one revision of a question, as the rules see it."""
    joined = course_queries.list_objectives_by_code(question.course_id, text.also)
    return item_of(
        text,
        question.type,
        [question.objective, *joined],
        language=course.language,
        name=question.slug,
        waived=question.waivers,
    )


def in_form(form: QuestionForm, found: Iterable[Finding]) -> Findings:
    """Return findings with the fields of a form that they concern."""
    placed = []
    for finding in found:
        field = form.field_at(finding.path) if finding.path else None
        field_id = field.id if field is not None else ""
        placed.append(Placed(finding, field_id, place_of(field_id.replace("-", "."))))
    return Findings(tuple(placed))


def on_page(found: Sequence[Finding]) -> Findings:
    """Return findings with the names of the places that they concern."""
    return Findings(tuple(Placed(one, one.path, place_of(one.path)) for one in found))


@blueprint.post("/bank/<course>/findings/<type_name>")
@educators
def findings_of(course: str, type_name: str) -> ResponseReturnValue:
    """Return what is to be said about a form as it stands, as a piece of a page.

    ``?question=`` names the question whose waivers hold.
    """
    found = open_course(course)
    get_type(type_name)
    slug = request.args.get("question", "").replace("\0", "")
    question = queries.get_question(found.id, slug) if slug else None
    form = posted_form(type_name, request.form)
    item = item_in_form(found, form, question)
    return render_template(
        "bank/_findings_of.html", form=form, findings=in_form(form, findings_in(item))
    )
