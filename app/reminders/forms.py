"""When to be reminded."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    SelectField,
)

from app.web.pages.forms import PageForm


class ReminderForm(PageForm):
    """Whether to be reminded, and at which hour."""

    wanted = BooleanField("Send me an email when something is due")
    hour = SelectField("At", coerce=int, choices={hour: f"{hour:02d}:00" for hour in range(24)})
