"""Forecasts: how a schedule fits a memory, what an exam ahead promises, and the worker behind both."""

from __future__ import annotations

from flask import Flask

from app.forecasts import cli  # noqa: F401 - its commands are of the group ``study``
from app.forecasts.views import blueprint


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
