"""Forms of what is planned: for a course, for the days of the week, for a pause."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from app.bank.forms.fields import options
from app.domain.scheduling.memory.scheduler import HIGHEST_LONGEST_DAYS, LOWEST_LONGEST_DAYS
from app.web.pages.forms import PageForm

SCHEDULER_NAMES = {
    "sm2": "Classic: with each right answer, a question waits longer (SM-2)",
    "fsrs": "Adaptive: asks when you are about to forget (FSRS)",
}
RETENTION = [
    InputRequired("Enter how much you want to recall."),
    NumberRange(70, 97, "Choose from 70 to 97 per cent."),
]
LONGEST = [
    Optional(),
    NumberRange(
        LOWEST_LONGEST_DAYS,
        HIGHEST_LONGEST_DAYS,
        f"Choose from {LOWEST_LONGEST_DAYS:,} to {HIGHEST_LONGEST_DAYS:,} days, or leave it empty for no limit.",
    ),
]


class PlanForm(PageForm):
    """What educators plan for studying a course."""

    scheduler = RadioField("Schedule for new enrolments", choices=options(SCHEDULER_NAMES))
    desired_retention_percent = IntegerField("Questions to recall (%)", validators=RETENTION)
    longest_days = IntegerField("Longest interval (days)", validators=LONGEST)
    exam_on = DateField("Exam on", validators=[Optional()])


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
