"""The field that several types have: words after a wrong answer."""

from __future__ import annotations

from app.domain.questions.fields import Text

FEEDBACK = Text(
    name="feedback",
    title="Feedback",
    label="Feedback after a wrong answer",
    about="Optional. One text, shown after a wrong answer.",
)
