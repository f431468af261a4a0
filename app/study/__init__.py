"""Study: enrolment, the due queue, answering, and the log that every card is folded from."""

from __future__ import annotations

from flask import Flask

from app.study.cli import study_cli
from app.study.queries.reports import count_open
from app.study.views import blueprint
from app.web.layout import count_at


def init_app(app: Flask) -> None:
    """Open the study room in an app."""
    app.register_blueprint(blueprint)
    app.cli.add_command(study_cli)
    count_at(app, "study.reports", count_open)
