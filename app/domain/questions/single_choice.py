"""Single choice: one of several choices is right."""

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
from app.domain.questions.reading import first_option


class SingleChoice(QuestionType):
    """Exactly one key; the mark is all or nothing."""

    name = "single_choice"
    label = "Single choice"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields, key_places = choices.check_choices(
            content, problems, ask_key="Mark the right choice as the key."
        )
        for place in key_places[1:]:
            fields.report(
                f"choices.{place}.key",
                "There is a key already: keep one, or make this a multiple response question.",
            )
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return stem and choices, shuffled unless the author keeps the order."""
        return choices.show_choices(content, seed, self.name)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"choice": id}``: the first known id that was posted."""
        choice = first_option(form, choices.FIELD, self.show(content, seed).options)
        return {} if choice is None else {choices.FIELD: choice}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for the key, 0 for anything else."""
        parts = choices.account(entries(content, "choices"), [response.get(choices.FIELD)])
        return Mark(float(any(part.status == "right" for part in parts)), parts)
