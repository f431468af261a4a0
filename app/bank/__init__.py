"""Room."""

from __future__ import annotations

from flask import Flask

from app.bank import models  # noqa: F401


def init_app(app: Flask) -> None:
    """Open the room in an app."""
