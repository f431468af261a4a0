"""Cards: who takes a course, the review log, and the cards that are folded from it."""

from __future__ import annotations

from flask import Flask

from app.cards.cli import study_cli
from app.cards.views import blueprint
from app.web.pages.layout import Place, add_place


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
    app.cli.add_command(study_cli)
    add_place(app, Place("Courses", "courses", "cards.courses", 20, within=("cards.course",)))
