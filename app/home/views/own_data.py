"""One's own data, to look at and to take away."""

from __future__ import annotations

import tempfile

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.db import transaction
from app.home.service import exporting

blueprint = Blueprint("own_data", __name__)


@blueprint.get("/profile/data")
def own_data() -> ResponseReturnValue:
    """Say what is kept, and offer it as a file."""
    return render_template("home/own_data.html")


@blueprint.post("/profile/data")
def export_own_data() -> ResponseReturnValue:
    """Answer with everything that is kept about whoever asks, as one ZIP."""
    now = clock.now()
    with transaction():
        exporting.count_export(actor=current_user, now=now)
    # On disk, so that a slow download keeps neither memory nor the database.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    exporting.write_export(file, actor=current_user, now=now)
    file.seek(0)
    response = send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"myelin-{now:%Y-%m-%d}.zip",
    )
    response.headers["Cache-Control"] = "no-store"
    return response
