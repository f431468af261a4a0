"""Forms of the study room."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange


class PreferencesForm(FlaskForm):
    """How a learner likes to study."""

    new_per_day = IntegerField(
        "New questions a day",
        validators=[
            InputRequired("Say how many, 0 for none."),
            NumberRange(0, 200, "Choose a number from 0 to 200."),
        ],
    )
    time_counts = BooleanField("Let the time I take count towards the grade")
    asks_certainty = BooleanField("Ask how sure I am before I answer")
    shortcuts = BooleanField("Single-key shortcuts on study pages")


class ReminderForm(FlaskForm):
    """Whether to be reminded, and at which hour."""

    wanted = BooleanField("Send me a mail when something is due")
    hour = SelectField("At", coerce=int, choices={hour: f"{hour:02d}:00" for hour in range(24)})
