"""Pages of forecasts: a schedule, fitted weights, an exam ahead, a course measured."""

from __future__ import annotations

from flask import Blueprint

from app.forecasts.views import course_exams, course_forecasts, exams, fits, schedules

blueprint = Blueprint("forecasts", __name__)
for page in (course_exams, course_forecasts, exams, fits, schedules):
    blueprint.register_blueprint(page.blueprint)
