"""The question bank: courses in files and tables, authoring, and pictures."""

from __future__ import annotations

from flask import Flask

from app.bank.cli import bank_cli
from app.bank.queries.courses import list_course_names
from app.bank.views import blueprint
from app.web.pages.layout import Place, add_place
from app.web.site_words import add_words


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
    app.cli.add_command(bank_cli)
    add_words(app, list_course_names)
    add_place(
        app,
        Place(
            "Question bank",
            "bank",
            "bank.courses.courses",
            40,
            within=("bank.",),
            audience="educators",
        ),
    )
