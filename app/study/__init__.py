"""Room."""

from __future__ import annotations

from flask import Flask

from app.study import models  # noqa: F401


def init_app(app: Flask) -> None:
    """Open the room in an app."""
