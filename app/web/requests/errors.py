"""The one place where a refusal becomes a page or, for a JSON client, a problem document."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.db import db
from app.domain.errors import DomainError, TooMany
from app.web.requests.access import is_closed, page_of_form, to_sign_in
from app.web.requests.addresses import page_above, see_other
from app.web.requests.limits import too_large
from app.web.requests.outages import OUT_OF_ORDER, tell, tell_of_database
from server.logs import request_id

TITLES = {
    400: "Myelin did not understand this request",
    401: "Please sign in",
    403: "You don’t have access",
    404: "Page not found",
    405: "This does not work that way",
    409: "This has changed in the meantime",
    413: "This is too large",
    422: "Something is not right",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "Back in a moment",
}
EXPLANATIONS = {
    404: "The page may have moved, or it belongs to somebody else.",
    405: "Go back and use the button or link on the page.",
    500: "Nothing was half saved. Try again. If it happens again, tell the admins of this site.",
    503: (
        "The database is busy or cannot be written just now. Nothing was half saved; please try "
        "again. If it goes on, tell the admins of this site."
    ),
}
UNCHECKED = (
    "The page was open for too long or cookies are blocked, so the form could not be checked. "
    "Nothing was saved. Go back, reload the page and send it again."
)


def wants_json() -> bool:
    """Tell whether the client would rather have JSON than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def problem(status: int, message: str) -> Response:
    """Return the answer for an error: a page for people, a problem document for programs."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    if wants_json():
        response = jsonify(
            type="about:blank",
            title=title,
            status=status,
            detail=message,
            request_id=request_id.get(),
        )
        response.content_type = "application/problem+json"
    else:
        page = render_template("web/error.html", status=status, title=title, message=message)
        response = current_app.make_response(page)
    response.status_code = status
    return response


def _domain_error(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    response = problem(error.status, error.message)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    words = too_large() if status == 413 else EXPLANATIONS.get(status, error.description or "")
    response = problem(status, words)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def _wrong_method(error: MethodNotAllowed) -> ResponseReturnValue:
    # A reload, or an address kept from a page that a form had led to.
    if request.method in {"GET", "HEAD"} and not wants_json():
        return see_other(page_above())
    return _http_error(error)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """Let a form of our own be sent again that is older than the key it was checked with.

    The key goes with the cookies of a browser and with a new secret key of the server. Only the
    browser can say that the form came from one of our pages; without its word there is no button
    to send it again, since another site could have made it.
    """
    if is_closed():
        return to_sign_in()
    if wants_json() or not _is_of_this_site() or request.files or _holds_secrets():
        return problem(400, UNCHECKED)
    page = render_template("web/send_again.html", page_url=page_of_form())
    return page, 400


def _is_of_this_site() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        request.headers.get("Origin") == request.host_url.rstrip("/")
    )


def _holds_secrets() -> bool:
    return any("password" in name or name == "token" for name in request.form)


def _database_error(error: SQLAlchemyError) -> ResponseReturnValue:
    db.session.rollback()
    tell_of_database(error)
    return problem(503, EXPLANATIONS[503])


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    tell(f"unexpected error ({_place(error)})", error, with_traceback=True)
    return problem(500, EXPLANATIONS[500])


def _place(error: BaseException) -> str:
    """Return what kind of error it is, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {place}"


def init_app(app: Flask) -> None:
    """Answer every error of an app with a page of ours."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(MethodNotAllowed, _wrong_method)
    for kind in OUT_OF_ORDER:
        app.register_error_handler(kind, _database_error)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
