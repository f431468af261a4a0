"""The pages of the bank: for educators and admins, but pictures are for everybody signed in."""

from __future__ import annotations

from flask import Blueprint, request

from app.bank.views import authoring, courses, findings, media, pictures, questions
from app.domain.errors import NotFound

blueprint = Blueprint("bank", __name__)
for page in (authoring, courses, findings, media, pictures, questions):
    blueprint.register_blueprint(page.blueprint)


@blueprint.before_request
def refuse_impossible_names() -> None:
    """Answer 404 to names that no row can have, which PostgreSQL would refuse to look for."""
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        raise NotFound("There is no such thing.")
