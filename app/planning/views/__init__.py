"""Pages of what is planned: a course's plan, the workload of a learner's days."""

from __future__ import annotations

from flask import Blueprint

from app.planning.views import plans, workload

blueprint = Blueprint("planning", __name__)
for page in (plans, workload):
    blueprint.register_blueprint(page.blueprint)
