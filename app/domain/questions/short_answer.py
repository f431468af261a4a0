"""Short answer: a word or a few, typed."""

from __future__ import annotations

from app.domain.questions import typed_answer
from app.domain.questions.contract import (
    Content,
    Form,
    Mark,
    Problem,
    QuestionType,
    Response,
    Showing,
)
from app.domain.questions.reading import typed
from app.domain.questions.structure import inspect


class ShortAnswer(QuestionType):
    """Any of the accepted answers is right; a slip of spelling counts as right too."""

    name = "short_answer"
    label = "Short answer"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, typed_answer.FIELDS, problems)
        typed_answer.check_accepted(fields)
        fields.text("feedback")
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return the stem."""
        return Showing(self.name, (content["stem"],))

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"text": text}``."""
        text = typed(form, "text")
        return {"text": text} if text else {}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for an accepted answer, also a misspelt one, otherwise 0."""
        part = typed_answer.part("text", "Answer", response.get("text"), content)
        return Mark(float(part.status in typed_answer.COUNTS_AS_RIGHT), (part,))
