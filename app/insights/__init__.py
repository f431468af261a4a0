"""Insights: what is known and what is not, read from cards, the review log and the bank."""

from __future__ import annotations

from flask import Flask

from app.bank.cli import bank_cli
from app.insights.cli import lint
from app.insights.views import blueprint
from app.web.pages.layout import Place, add_place


def init_app(app: Flask) -> None:
    """Open the insights room in an app."""
    app.register_blueprint(blueprint)
    # The rules look at answers too, which the bank's own room knows nothing of.
    bank_cli.add_command(lint)
    add_place(
        app,
        Place(
            "Progress",
            "progress",
            "insights.progress.progress",
            30,
            within=(
                *("insights.progress.memory", "insights.progress.cards", "insights.progress.time"),
                *("insights.progress.mastery_map", "insights.progress.topic"),
            ),
        ),
    )
