"""Where a form was sent from, as the browser says: from this site, or it is refused.

It stands beside the CSRF token, for a token that got out. Programs and old browsers say nothing,
and then the token alone decides.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request

from app.domain.errors import Forbidden
from app.extensions import csrf

READING = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = (
    "This form was sent from another site, so nothing was done. "
    "Open the page here and send it from there."
)


def is_from_elsewhere() -> bool:
    """Tell whether the browser says that this request was made by a page of another origin.

    Its word on the relation counts more than the name it gives: behind a proxy that changes the
    host, only the browser knows which addresses are the same.
    """
    relation = request.headers.get("Sec-Fetch-Site")
    if relation in {"same-origin", "none"}:
        return False
    if relation is not None:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and _host_of(origin) not in _own_hosts()


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # http://[
        return ""


def _own_hosts() -> set[str]:
    base: str = current_app.config["BASE_URL"]
    return {request.host.lower(), urlsplit(base).netloc.lower()} - {""}


def _refuse_others() -> None:
    if request.method in READING or not request.endpoint or csrf.is_exempt():
        return
    if is_from_elsewhere():
        raise Forbidden(REFUSED)


def init_app(app: Flask) -> None:
    """Look at each request before its CSRF token is looked at."""
    app.before_request_funcs.setdefault(None, []).insert(0, _refuse_others)
