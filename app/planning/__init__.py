"""Planning: exam dates, the workload of days, pauses, and cards that are given another day."""

from __future__ import annotations

from flask import Flask

from app.planning.views import blueprint


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
