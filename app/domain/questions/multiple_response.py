"""Multiple response: any number of the choices are right."""

from __future__ import annotations

from app.domain.questions import choices
from app.domain.questions.contract import (
    Content,
    Form,
    Mark,
    Problem,
    QuestionType,
    Response,
    Showing,
)
from app.domain.questions.entries import entries
from app.domain.questions.reading import chosen


class MultipleResponse(QuestionType):
    """One key or more; each wrong tick takes back a right one."""

    name = "multiple_response"
    label = "Multiple response"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        choices.check_choices(content, problems, ask_key="Mark at least one choice as a key.")
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return stem and choices, shuffled unless the author keeps the order."""
        return choices.show_choices(content, seed, self.name)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"choice": [ids]}`` in authored order; nothing ticked is a blank response."""
        posted = chosen(form, choices.FIELD, self.show(content, seed).options)
        ticked = [option.id for option in choices.options(content) if option.id in posted]
        return {choices.FIELD: ticked} if ticked else {}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark (right ticks - wrong ticks) / keys, and never less than 0."""
        ticked = response.get(choices.FIELD)
        parts = choices.account(
            entries(content, "choices"), ticked if isinstance(ticked, list) else ()
        )
        right, wrong = (
            sum(part.status == status for part in parts) for status in ("right", "wrong")
        )
        return Mark(max(0, right - wrong) / choices.count_keys(content), parts)
