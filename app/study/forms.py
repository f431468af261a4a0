"""Forms of the study room."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
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
from app.domain.reports import KINDS
from app.domain.scheduling.log.leeches import LEECH_LAPSES
from app.domain.scheduling.memory.scheduler import HIGHEST_LONGEST_DAYS, LOWEST_LONGEST_DAYS
from app.study.service.noting import LONGEST_NOTE
from app.study.service.reporting import LONGEST_TEXT
from app.web.forms import PageForm

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


SCHEDULER_NAMES = {
    "sm2": "Classic: with each right answer, a question waits longer (SM-2)",
    "fsrs": "Adaptive: asks when you are about to forget (FSRS)",
}
_RETENTION = [
    InputRequired("Enter how much you want to recall."),
    NumberRange(70, 97, "Choose from 70 to 97 per cent."),
]
_LONGEST = [
    Optional(),
    NumberRange(
        LOWEST_LONGEST_DAYS,
        HIGHEST_LONGEST_DAYS,
        f"Choose from {LOWEST_LONGEST_DAYS:,} to {HIGHEST_LONGEST_DAYS:,} days, or leave it empty for no limit.",
    ),
]


class ScheduleForm(PageForm):
    """How a learner wants the cards of a course scheduled."""

    scheduler = RadioField("Schedule", choices=options(SCHEDULER_NAMES))
    desired_retention_percent = IntegerField("Questions to recall (%)", validators=_RETENTION)
    longest_days = IntegerField("Longest interval (days)", validators=_LONGEST)
    moves_due = BooleanField("Give every card a new day")


class PlanForm(PageForm):
    """What educators plan for studying a course."""

    scheduler = RadioField("Schedule for new enrolments", choices=options(SCHEDULER_NAMES))
    desired_retention_percent = IntegerField("Questions to recall (%)", validators=_RETENTION)
    longest_days = IntegerField("Longest interval (days)", validators=_LONGEST)
    exam_on = DateField("Exam on", validators=[Optional()])


class NoteForm(PageForm):
    """A learner's note about a question; an empty one takes the note away."""

    text = TextAreaField(
        "Your note",
        filters=[paragraph],
        validators=[
            Length(max=LONGEST_NOTE, message=f"A note has at most {LONGEST_NOTE:,} characters.")
        ],
    )


class ReminderForm(PageForm):
    """Whether to be reminded, and at which hour."""

    wanted = BooleanField("Send me an email when something is due")
    hour = SelectField("At", coerce=int, choices={hour: f"{hour:02d}:00" for hour in range(24)})


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHARES = {100: "As usual", 75: "Three quarters", 50: "Half", 25: "A quarter", 0: "Free"}


def _share(name: str) -> SelectField:
    return SelectField(name, coerce=int, choices=_SHARES)


class LoadForm(PageForm):
    """How a learner's work is shared out over days."""

    smooths = BooleanField("Spread my work evenly")
    monday = _share("Monday")
    tuesday = _share("Tuesday")
    wednesday = _share("Wednesday")
    thursday = _share("Thursday")
    friday = _share("Friday")
    saturday = _share("Saturday")
    sunday = _share("Sunday")


class PauseForm(PageForm):
    """Days on which nothing is to be asked."""

    first_on = DateField("From", validators=[InputRequired("Enter when it starts.")])
    last_on = DateField(
        "Until (including this day)", validators=[InputRequired("Enter when it ends.")]
    )
    anyway = BooleanField("Pause anyway")


class LimitForm(PageForm):
    """How many due questions a day, as a page offers it; ``course`` is the page to go back to."""

    reviews_per_day = IntegerField("Due questions a day", validators=[InputRequired()])
    course = StringField("Course", validators=[Optional(), Length(max=100)])


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
