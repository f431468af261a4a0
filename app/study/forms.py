"""Forms of the study room."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.bank.files.fields import LONGEST_TAG
from app.bank.forms.fields import one_line, options, paragraph
from app.domain.names import CODE_POINTS_EACH
from app.domain.scheduling.log.leeches import LEECH_LAPSES
from app.study.service.noting import LONGEST_NOTE
from app.web.pages.forms import PageForm

ORDER_NAMES = {
    "due": "Longest due first",
    "weakest": "Weakest first: what you have most likely forgotten",
    "topic": "Topic by topic",
    "random": "At random",
}


WHICH_NAMES = {
    "due": "Due today",
    "ahead": "Due in the next days, too",
    "missed": "Missed in the last days",
    "starred": "Starred",
    "met": "All that I have seen",
    "new": "Not seen yet",
}


class SelectionForm(PageForm):
    """Which questions a learner wants to study; read from the address, so it changes nothing."""

    class Meta:
        """Nothing is written by it."""

        csrf = False

    course = SelectField("Course", choices=[])
    about = SelectField("About", choices=[])
    tag = StringField(
        "With the tag", filters=[one_line], validators=[Length(max=LONGEST_TAG * CODE_POINTS_EACH)]
    )
    which = RadioField("Which questions", choices=options(WHICH_NAMES), default="due")
    days = IntegerField(
        "How many days",
        default=7,
        validators=[
            InputRequired("Enter how many days."),
            NumberRange(1, 365, "Choose a number from 1 to 365."),
        ],
    )
    most = IntegerField(
        "Maximum number of questions",
        default=20,
        validators=[
            InputRequired("Enter how many."),
            NumberRange(1, 200, "Choose a number from 1 to 200."),
        ],
    )


class PreferencesForm(PageForm):
    """How a learner likes to study."""

    new_per_day = IntegerField(
        "New questions a day",
        validators=[
            InputRequired("Enter how many, or 0 for none."),
            NumberRange(0, 200, "Choose a number from 0 to 200."),
        ],
    )
    reviews_per_day = IntegerField(
        "Due questions a day",
        validators=[
            Optional(),
            NumberRange(0, 9999, "Choose a number up to 9,999, or leave it empty for no limit."),
        ],
    )
    queue_order = RadioField("Order of due questions", choices=options(ORDER_NAMES))
    longest_answer_seconds = IntegerField(
        "Longest answer time that counts, in seconds",
        validators=[NumberRange(10, 600, "Choose a number from 10 to 600.")],
    )
    leech_lapses = IntegerField(
        "Tell me when a question has slipped this many times",
        default=LEECH_LAPSES,
        validators=[NumberRange(0, 50, "Choose a number from 1 to 50, or 0 for never.")],
    )
    shows_timer = BooleanField("Show how long I have been looking at a question")
    time_counts = BooleanField("Let the time I take count towards the grade")
    asks_certainty = BooleanField("Ask how sure I am before I answer")
    shortcuts = BooleanField("Single-key shortcuts on study pages")


class NoteForm(PageForm):
    """A learner's note about a question; an empty one takes the note away."""

    text = TextAreaField(
        "Your note",
        filters=[paragraph],
        validators=[
            Length(max=LONGEST_NOTE, message=f"A note has at most {LONGEST_NOTE:,} characters.")
        ],
    )


class LimitForm(PageForm):
    """How many due questions a day, as a page offers it; ``course`` is the page to go back to."""

    reviews_per_day = IntegerField("Due questions a day", validators=[InputRequired()])
    course = StringField("Course", validators=[Optional(), Length(max=100)])
