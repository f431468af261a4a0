"""The pages of the study room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("study", __name__)

from app.study.views import (  # noqa: F401
    answers,
    choosing,
    courses,
    exams,
    fits,
    load,
    notes,
    preferences,
    reminders,
    reports,
    schedules,
    sessions,
)
