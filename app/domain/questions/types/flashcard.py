"""Flashcard: a front to answer in one's head, and a back to compare with."""

from __future__ import annotations

from app.domain.questions.base import QuestionType
from app.domain.questions.contract import Content, Form, Mark, Part, Response
from app.domain.questions.fields import Text
from app.domain.questions.reading import typed

FIELD = "text"


class Flashcard(QuestionType):
    """Learners recall, turn the card over and grade themselves.

    They may type before they turn it over: to have it beside the back, not to be marked.
    """

    name = "flashcard"
    label = "Flashcard"
    fields = (
        Text(
            name="back",
            title="Back",
            about="What is on the other side of the card, in Markdown: the answer, short enough to "
            "compare with at a glance.",
            hint="Markdown. What to compare with, short enough for a glance. Learners see it when "
            "they turn the card over, and grade themselves.",
            ask="Write the back of the card: what learners compare with.",
            form="long",
            sought=True,
            takes_pictures=True,
        ),
    )
    stem_label = "Front"
    stem_hint = "Markdown. One question, or one word to explain: a card asks for one thing."
    explanation_hint = "Shown below the back, if there is more to say."
    needs_explanation = False
    self_graded = True
    typed = "words"
    usual_seconds = 8

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"text": text}``; to type nothing is as good."""
        text = typed(form, FIELD)
        return {FIELD: text} if text else {}

    def mark(self, content: Content, response: Response) -> Mark:
        """Return what was typed beside the back; neither right nor wrong."""
        text = response.get(FIELD)
        given = text if isinstance(text, str) else ""
        return Mark(0.0, (Part("back", "Back", given, content["back"], "unchosen"),))

    def solve(self, content: Content) -> Response:
        """Return nothing typed: the back is shown anyway."""
        return {}
