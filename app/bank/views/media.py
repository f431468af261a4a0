"""Pictures of courses, for everybody signed in."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.http import parse_etags

from app.bank.files.pictures.sizes import Size
from app.bank.queries import media as queries
from app.domain.errors import NotFound
from app.web.pages.assets import ONE_YEAR_SECONDS

blueprint = Blueprint("media", __name__)

# A picture opened by itself must not run anything, whatever an SVG holds.
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/media/<course>/<name>")
def media(course: str, name: str) -> Response:
    """Give a picture; browsers keep it and ask whether it is still the same.

    An address with ``?v=`` and the beginning of the picture's SHA-256 never has to be asked for
    again.
    """
    head = queries.get_media_head(course, name)
    if parse_etags(request.headers.get("If-None-Match")).contains(head.sha256):
        response = Response(status=304)
    else:
        response = Response(queries.get_media_content(head), content_type=head.content_type)
    version = request.args.get("v", "")
    forever = len(version) >= 8 and head.sha256.startswith(version)
    response.headers["Cache-Control"] = (
        f"private, max-age={ONE_YEAR_SECONDS}, immutable" if forever else "private, no-cache"
    )
    response.set_etag(head.sha256)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.app_template_global("picture_size")
def picture_size(media_base: str, name: str) -> Size | None:
    """Return the size of a picture by the address of its folder, so that pages keep room for it."""
    try:
        return queries.get_picture_size(media_base.rpartition("/")[2], name)
    except NotFound:
        return None
