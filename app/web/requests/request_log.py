"""Each request has an id and a line in the log: what was asked, by whom, how it went, how long.

The id is ours, or that of a proxy of ours. The line names no query and no secret of the path: with
a link to reset a password, whoever reads the log could use it.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from server.logs import ID_HEADER, REQUESTS, request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHOWN_PATH = "myelin.shown_path"
USER_ID = "myelin.user_id"
MASK = "…"
# Arguments of routes that are keys to something.
SECRET_ARGUMENTS = {"token"}
LONGEST_PATH = 200
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# In an address that is none of ours there may be a mistyped key; no name of ours is as long.
_LONG_WORD = re.compile(r"[A-Za-z0-9_.~-]{30,}+")
_BACKGROUND = re.compile(r"/(?:static/|healthz$|readyz$)")

logger = logging.getLogger(REQUESTS)


class Logged:
    """A WSGI app that gives each request an id, tells it to the client, and logs the request."""

    def __init__(self, app: WSGIApplication, *, behind_proxy: bool) -> None:
        self.app = app
        self.behind_proxy = behind_proxy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request and log it."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.behind_proxy else ""
        own = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        before = request_id.set(own)
        began = time.perf_counter()
        status = ["500"]

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            status[:] = [line[:3]]
            return start_response(line, [*headers, (ID_HEADER, own)], *rest)

        try:
            return self.app(environ, start)
        finally:
            _log(environ, int(status[0]), (time.perf_counter() - began) * 1000)
            request_id.reset(before)


def _log(environ: WSGIEnvironment, status: int, milliseconds: float) -> None:
    path = environ.get("PATH_INFO", "")
    level = logging.DEBUG if _BACKGROUND.match(path) and status < 500 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    shown = environ.get(SHOWN_PATH) or _LONG_WORD.sub(_masked, _readable(path))
    fields = {
        "method": environ.get("REQUEST_METHOD", "")[:20],
        "path": shown[:LONGEST_PATH],
        "status": status,
        "user": environ.get(USER_ID, "-"),
        "ms": round(milliseconds, 1),
    }
    logger.log(level, "request", extra={"fields": fields})


def _masked(found: re.Match[str]) -> str:
    """Return a word of an address, or the mask where it looks like a key: it has signs of all kinds."""
    word = found[0]
    kinds = (str.isdigit, str.isupper, str.islower)
    return MASK if all(any(map(kind, word)) for kind in kinds) else word


def _readable(path: str) -> str:
    """Return a path of WSGI, which is bytes in the clothes of text, as what it says."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def _note(response: Response) -> Response:
    """Leave for the log what only the app knows: who asked, and what of the path is secret."""
    user = getattr(g, "_login_user", None)  # where Flask-Login keeps who was loaded; asks nothing
    if user is not None and user.is_authenticated:
        request.environ[USER_ID] = user.id
    hidden = [
        str(value) for name, value in (request.view_args or {}).items() if name in SECRET_ARGUMENTS
    ]
    if hidden:
        shown = request.path
        for value in hidden:
            shown = shown.replace(value, MASK)
        request.environ[SHOWN_PATH] = shown
    return response


def init_app(app: Flask) -> None:
    """Note what belongs in the log; the factory puts ``Logged`` around the app."""
    app.after_request(_note)
    app.jinja_env.globals["request_id"] = request_id.get
