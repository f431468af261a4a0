"""Single choice: one of several choices is right."""

from __future__ import annotations

from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import Content, Form, Mark, Response, Showing
from app.domain.questions.parts import choices
from app.domain.questions.parts.entries import entries
from app.domain.questions.reading import first_option


class SingleChoice(QuestionType):
    """Exactly one key; the mark is all or nothing."""

    name = "single_choice"
    label = "Single choice"
    fields = (
        choices.KEEP_ORDER,
        choices.one_key(
            choices.CHOICES,
            ask="Mark the right choice as the key.",
            refuse="There is a key already: keep one, or make this a multiple response question.",
        ),
    )
    choice_list = "choices"
    asks_alone = True
    usual_seconds = 10
    luck = 0.3

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

    def solve(self, content: Content) -> Response:
        """Return the key."""
        return {choices.FIELD: choices.keys_of(entries(content, "choices"))[0]}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return a distractor."""
        return choices.choose_wrongly(entries(content, "choices"), random)
