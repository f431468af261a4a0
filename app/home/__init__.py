"""Room."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room in an app."""
