"""Pages of what is known and what is not."""

from __future__ import annotations

from flask import Blueprint

from app.insights.views import findings, items, progress

blueprint = Blueprint("insights", __name__)
for page in (findings, items, progress):
    blueprint.register_blueprint(page.blueprint)
