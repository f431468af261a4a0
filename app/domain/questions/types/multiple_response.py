"""Multiple response: any number of the choices are right."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import Content, Form, Mark, Response, Showing
from app.domain.questions.parts import choices
from app.domain.questions.parts.entries import entries
from app.domain.questions.reading import chosen


class MultipleResponse(QuestionType):
    """One key or more; each wrong tick takes back a right one."""

    name = "multiple_response"
    label = "Multiple response"
    fields = (
        choices.KEEP_ORDER,
        replace(choices.CHOICES, ask_key="Mark at least one choice as a key."),
    )
    choice_list = "choices"
    asks_alone = True
    usual_seconds = 18

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
        among = entries(content, "choices")
        parts = choices.account(among, ticked if isinstance(ticked, list) else ())
        right, wrong = (
            sum(part.status == status for part in parts) for status in ("right", "wrong")
        )
        return Mark(max(0, right - wrong) / len(choices.keys_of(among)), parts)

    def solve(self, content: Content) -> Response:
        """Return all keys."""
        return {choices.FIELD: choices.keys_of(entries(content, "choices"))}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return the keys with one left out, with a distractor, or both."""
        among = entries(content, "choices")
        keys, distractors = choices.keys_of(among), choices.distractors_of(among)
        spared = random.choice(keys)
        left = keys if random.random() < 0.3 else [key for key in keys if key != spared]
        added = [random.choice(distractors)] if distractors and random.random() < 0.7 else []
        ticked = [one.id for one in among if one.id in {*left, *added}]
        return {choices.FIELD: ticked} if ticked else {}
