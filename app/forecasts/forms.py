"""The form of a learner's schedule."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
)

from app.bank.forms.fields import options
from app.planning.forms import LONGEST, RETENTION, SCHEDULER_NAMES
from app.web.pages.forms import PageForm


class ScheduleForm(PageForm):
    """How a learner wants the cards of a course scheduled."""

    scheduler = RadioField("Schedule", choices=options(SCHEDULER_NAMES))
    desired_retention_percent = IntegerField("Questions to recall (%)", validators=RETENTION)
    longest_days = IntegerField("Longest interval (days)", validators=LONGEST)
    moves_due = BooleanField("Give every card a new day")
