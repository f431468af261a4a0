"""Insights: what is known and what is not, read from cards, the review log and the bank."""

from __future__ import annotations

from flask import Flask

from app.bank.cli import bank_cli
from app.insights.cli import lint
from app.insights.views import blueprint


def init_app(app: Flask) -> None:
    """Open the insights room in an app."""
    app.register_blueprint(blueprint)
    # The rules look at answers too, which the bank's own room knows nothing of.
    bank_cli.add_command(lint)
