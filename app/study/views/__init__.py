"""The study pages: sessions, answers, notes, preferences."""

from __future__ import annotations

from flask import Blueprint

from app.study.views import answers, custom_sessions, notes, preferences, sessions

blueprint = Blueprint("study", __name__)
for page in (answers, custom_sessions, notes, preferences, sessions):
    blueprint.register_blueprint(page.blueprint)
