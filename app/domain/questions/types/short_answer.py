"""Short answer: a word or a few, typed."""

from __future__ import annotations

from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import Content, Form, Mark, Response
from app.domain.questions.looking_over import Seen
from app.domain.questions.parts import typed_answer
from app.domain.questions.parts.feedback import FEEDBACK
from app.domain.questions.reading import typed


class ShortAnswer(QuestionType):
    """Any of the accepted answers is right; a slip of spelling counts as right too."""

    name = "short_answer"
    label = "Short answer"
    fields = (typed_answer.ACCEPT, typed_answer.OTHERS, FEEDBACK)
    typed = "words"
    asks_alone = True
    usual_seconds = 11

    def check_further(self, seen: Seen) -> None:
        """Compare accepted answers and look-alikes."""
        typed_answer.check_accepted(seen)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"text": text}``."""
        text = typed(form, "text")
        return {"text": text} if text else {}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for an accepted answer, also a misspelt one, otherwise 0."""
        part = typed_answer.part("text", "Answer", response.get("text"), content)
        return Mark(float(part.status in typed_answer.COUNTS_AS_RIGHT), (part,))

    def solve(self, content: Content) -> Response:
        """Return the first accepted answer."""
        return {"text": content["accept"][0]}

    def answer_rightly(self, content: Content, random: Random) -> Response:
        """Return an accepted answer, mostly the first."""
        return {"text": typed_answer.usual(content["accept"], random)}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return another word of the course."""
        return {"text": random.choice(terms)} if terms else {}
