"""Study: which question comes next, answering it, and what a learner notes about it."""

from __future__ import annotations

from flask import Flask

from app.study.views import blueprint


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.register_blueprint(blueprint)
