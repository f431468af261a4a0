"""Pages of reports, disputed answers and questions that keep slipping."""

from __future__ import annotations

from flask import Blueprint

from app.feedback.views import leeches, objections, reports

blueprint = Blueprint("feedback", __name__)
for page in (leeches, objections, reports):
    blueprint.register_blueprint(page.blueprint)
