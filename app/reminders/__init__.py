"""Reminders: a mail when something is due, and a calendar of what falls due."""

from __future__ import annotations

from flask import Flask

from app.reminders.views import blueprint


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
