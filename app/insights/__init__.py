"""Insights: what is known and what is not, read from cards and the review log; writes nothing."""

from __future__ import annotations

from flask import Flask

from app.insights.views import blueprint


def init_app(app: Flask) -> None:
    """Open the insights room in an app."""
    app.register_blueprint(blueprint)
