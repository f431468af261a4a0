"""What stands between a draft and the learners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.bank.models import Question
from app.bank.queries import courses as course_queries
from app.bank.queries import questions as queries
from app.bank.service.writing.checking import errors_in, item_of
from app.bank.service.writing.waiving import check_reason
from app.domain.errors import Invalid
from app.domain.questions import Problem, get_type
from app.domain.writing.contract import Finding


class Unfinished(Invalid):
    """A draft that cannot be asked yet was to be published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message, field=problems[0].path)
        self.problems = problems


class ReasonNeeded(Invalid):
    """A question breaks rules of item writing, and nobody has said why it may."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("Fix what breaks a rule, or say why it may stay.", field="reason")
        self.findings = findings


def check_publishable(question: Question, language: str, excuses: Mapping[str, str]) -> None:
    """Refuse what is unfinished; keep the reasons for what breaks a rule, or ask for them.

    Raises:
        Unfinished: something is missing that the question's type needs.
        ReasonNeeded: it breaks a rule whose breach is an error, and ``excuses`` says nothing of it.
    """
    revision = queries.get_revision_row(question.id, question.latest_number)
    problems = get_type(question.type).check(revision.content)
    if problems:
        raise Unfinished(problems)
    own = course_queries.get_objective_row(question.objective_id)
    joined = course_queries.list_objectives_by_code(question.course_id, revision.also)
    errors = errors_in(
        item_of(
            revision,
            question.type,
            [own, *joined],
            language=language,
            name=question.slug,
            waived=question.waivers,
        )
    )
    if any(one.rule not in excuses for one in errors):
        raise ReasonNeeded(errors)
    reasons = {one.rule: check_reason(excuses[one.rule]) for one in errors}
    if reasons:
        question.waivers = {**question.waivers, **reasons}
