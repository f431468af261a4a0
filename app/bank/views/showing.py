"""A question as a learner sees it, for preview and for trying it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bank.files.content import tidy
from app.bank.service.texts import QuestionText
from app.domain.questions import Mark, Response, Showing, get_type

# The educator's view is shuffled the same way each time, so that nothing jumps while writing.
SEED = 1


@dataclass(frozen=True, slots=True)
class Preview:
    """A question asked and marked; without ``showing`` it is not finished enough for that."""

    showing: Showing | None
    mark: Mark | None
    response: Response
    explanation: str
    self_graded: bool = False


def preview(text: QuestionText, type_name: str) -> Preview:
    """Return how a text that is being written will look, unanswered and after "I don't know"."""
    return shown(tidy(text.content), type_name, {})


def shown(content: Mapping[str, Any], type_name: str, form: Mapping[str, list[str]]) -> Preview:
    """Return a question with the mark of the answer in a form (an empty one: a blank answer)."""
    question_type = get_type(type_name)
    if question_type.check(content):
        return Preview(None, None, {}, "")
    response = question_type.read_response(content, form, SEED)
    return Preview(
        showing=question_type.show(content, SEED),
        mark=question_type.mark(content, response),
        response=response,
        explanation=content.get("explanation", ""),
        self_graded=question_type.self_graded,
    )
