"""The pages of the home room: the day, search, and the probes."""

from __future__ import annotations

from flask import Blueprint

from app.home.views import health, own_data, search, searching, today

blueprint = Blueprint("home", __name__)
for page in (health, own_data, search, searching, today):
    blueprint.register_blueprint(page.blueprint)
