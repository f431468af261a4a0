"""True or false: the stem is a statement."""

from __future__ import annotations

from app.domain.questions.choices import FIELD, part
from app.domain.questions.contract import (
    Content,
    Form,
    Mark,
    Option,
    Problem,
    QuestionType,
    Response,
    Showing,
)
from app.domain.questions.reading import first_option
from app.domain.questions.structure import inspect

OPTIONS = (Option("true", "True", "true"), Option("false", "False", "false"))


class TrueFalse(QuestionType):
    """The mark is all or nothing; True always stands first."""

    name = "true_false"
    label = "True or false"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, ("answer", "feedback"), problems)
        fields.truth("answer", ask="Say whether the statement is true or false.")
        feedback = fields.part("feedback", [option.id for option in OPTIONS])
        if feedback is not None:
            for option in OPTIONS:
                feedback.text(option.id)
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return the statement with True and False."""
        return Showing(self.name, (content["stem"],), OPTIONS)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"choice": "true"}`` or ``{"choice": "false"}``."""
        choice = first_option(form, FIELD, OPTIONS)
        return {} if choice is None else {FIELD: choice}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for the right one, 0 otherwise."""
        key = "true" if content["answer"] else "false"
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
