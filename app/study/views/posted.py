"""What the form of a question sends."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.errors import Invalid
from app.study.views.sitting import read_scope


@dataclass(frozen=True, slots=True)
class Posted:
    """The hidden fields of a question's form."""

    review_id: UUID
    question_id: int
    revision_number: int
    answers: int
    milliseconds: int
    scope: str | None


def read_posted(form: MultiDict[str, str]) -> Posted:
    """Return the hidden fields.

    Raises:
        Invalid: the form is not one that Myelin made.
    """
    try:
        milliseconds = form.get("milliseconds", "0")
        return Posted(
            review_id=UUID(form["review_id"]),
            question_id=_small(form["question_id"]),
            revision_number=_small(form["revision"]),
            answers=_small(form["answers"]),
            milliseconds=_small(milliseconds) if milliseconds else 0,
            scope=read_scope(form),
        )
    except (KeyError, ValueError):
        raise Invalid("This form is damaged. Go back to studying and answer again.") from None


def _small(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError(text)
    return number


def lists_of(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return all values of each field of a form."""
    return {name: form.getlist(name) for name in form}
