"""Two probes for whoever watches over the server: is it alive, and can it store anything."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from app import clock
from app.db import db, transaction
from app.home.queries.site import check_database
from app.home.service import readiness
from app.web.requests.access import public
from app.web.requests.outages import tell

blueprint = Blueprint("health", __name__)

READINESS = "myelin-readiness"


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer 200 when the database can be read; anything else is answered by the error pages."""
    check_database()
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 when something can be stored, otherwise 503; tried once a second at most."""
    trouble = current_app.extensions[READINESS].find_trouble(_write)
    if trouble is None:
        return {"status": "ready"}
    tell("nothing can be saved", trouble, with_traceback=False)
    return {"status": "not ready"}, 503


def _write() -> None:
    try:
        with transaction():
            readiness.write(now=clock.now())
    finally:
        db.session.rollback()
