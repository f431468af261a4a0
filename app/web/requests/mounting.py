"""Serving under a path of a host: what all addresses of this site begin with.

The path is a setting (``APPLICATION_ROOT``, from the path of ``BASE_URL``), never a header that
anybody could send. So it makes no difference whether a proxy hands the path on or strips it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import current_app, has_request_context, request, url_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Mounted:
    """A WSGI app that finds its pages below ``path`` (``/myelin``)."""

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self.app = app
        self.path = path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take the path off the address, unless a proxy or server has done so."""
        wanted = environ.get("PATH_INFO", "")
        if environ.get("SCRIPT_NAME") != self.path and f"{wanted}/".startswith(f"{self.path}/"):
            environ["PATH_INFO"] = wanted[len(self.path) :] or "/"
        environ["SCRIPT_NAME"] = self.path
        return self.app(environ, start_response)


def site_base() -> str:
    """Return what the addresses of this site begin with: '' at the root of a host."""
    if has_request_context():
        return request.script_root
    root: str = current_app.config["APPLICATION_ROOT"]
    return root.rstrip("/")


def start_page() -> str:
    """Return the address of the page to begin with."""
    return f"{site_base()}/"


def media_base(course_slug: str) -> str:
    """Return the address of the folder of a course's pictures."""
    return url_for("bank.media.media", course=course_slug, name="-").rpartition("/")[0]
