"""The pages of the insights room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("insights", __name__)

from app.insights.views import exams, findings, forecasts, items, objections, progress  # noqa: F401
