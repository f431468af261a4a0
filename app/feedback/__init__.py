"""Feedback: what learners report, the answers they dispute, and the questions that keep slipping."""

from __future__ import annotations

from flask import Flask

from app.feedback.queries.reports import count_open
from app.feedback.views import blueprint
from app.web.pages.layout import Place, add_place


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
    add_place(
        app,
        Place(
            "Feedback",
            "objections",
            "feedback.reports.reports",
            50,
            within=(
                *("feedback.reports.thread", "feedback.leeches.leeches"),
                "feedback.objections.objections",
            ),
            audience="educators",
            count=count_open,
        ),
    )
