"""Forms of a report and its thread."""

from __future__ import annotations

from wtforms import (
    RadioField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from app.bank.forms.fields import options, paragraph
from app.domain.reports import KINDS
from app.feedback.service import LONGEST_TEXT
from app.web.pages.forms import PageForm

_SHORT_ENOUGH = Length(max=LONGEST_TEXT, message=f"Keep it to {LONGEST_TEXT:,} characters.")


class ReportForm(PageForm):
    """What is the matter with a question."""

    kind = RadioField(
        "What is the problem?",
        choices=options(KINDS),
        validators=[InputRequired("Choose what the problem is.")],
    )
    text = TextAreaField(
        "In your words",
        filters=[paragraph],
        validators=[InputRequired("Write a few words."), _SHORT_ENOUGH],
    )


class ReplyForm(PageForm):
    """What one writes in the thread of a report; closing it needs no words."""

    text = TextAreaField("Your reply", filters=[paragraph], validators=[_SHORT_ENOUGH])
