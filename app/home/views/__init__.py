"""The pages of the home room: the day, search, and the probes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from app.home.views import health, own_data, search, searching, today  # noqa: F401
