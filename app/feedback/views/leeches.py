"""The questions that keep slipping, for educators."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.feedback.queries import leeches as queries
from app.web.requests.access import educators
from app.web.requests.addresses import page_number

blueprint = Blueprint("leeches", __name__)


@blueprint.get("/study/leeches")
@educators
def leeches() -> ResponseReturnValue:
    """List the questions that keep slipping."""
    return render_template("feedback/leeches.html", page=queries.list_leeches(page_number()))
