"""True or false: the stem is a statement."""

from __future__ import annotations

from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import Content, Form, Mark, Option, Response, Showing
from app.domain.questions.fields import Group, Text, Truth
from app.domain.questions.parts.choices import FIELD, part
from app.domain.questions.reading import first_option

OPTIONS = (Option("true", "True", "true"), Option("false", "False", "false"))


class TrueFalse(QuestionType):
    """The mark is all or nothing; True always stands first."""

    name = "true_false"
    label = "True or false"
    fields = (
        Truth(
            name="answer",
            title="Answer",
            label="The statement is",
            about="Whether the statement in the stem is true.",
            ask="Say whether the statement is true or false.",
        ),
        Group(
            name="feedback",
            title="Feedback",
            about='Feedback by answer. The keys are written in quotation marks: "true" and "false".',
            fields=tuple(
                Text(
                    name=option.id,
                    title=f"Feedback for “{option.text}”",
                    about=f"Shown to a learner who answered {option.id}.",
                )
                for option in OPTIONS
            ),
        ),
    )
    judged = True
    usual_seconds = 6
    luck = 0.5

    def show(self, content: Content, seed: int) -> Showing:
        """Return the statement with True and False."""
        return Showing(self.name, (content["stem"],), OPTIONS)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"choice": "true"}`` or ``{"choice": "false"}``."""
        choice = first_option(form, FIELD, OPTIONS)
        return {} if choice is None else {FIELD: choice}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for the right one, 0 otherwise."""
        key = _key(content)
        choice = response.get(FIELD)
        feedback = content.get("feedback") or {}
        parts = tuple(
            part(
                option,
                chosen=option.id == choice,
                key=option.id == key,
                feedback=feedback.get(option.id),
            )
            for option in OPTIONS
        )
        return Mark(float(choice == key), parts)

    def solve(self, content: Content) -> Response:
        """Return the right one."""
        return {FIELD: _key(content)}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return the wrong one."""
        return {FIELD: "false" if content["answer"] else "true"}


def _key(content: Content) -> str:
    return "true" if content["answer"] else "false"
