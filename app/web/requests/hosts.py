"""Which host a request is for: one of ours, spelled in lower case, or a plain refusal.

Flask finds a wrong host only when it makes an address, in the middle of a page or of its error page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug.sansio.utils import host_is_trusted

from app.web.requests.headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_HOST = 253
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?P<name>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?")
PAGE = b"""<!doctype html>
<html lang="en">
<title>That request did not make sense</title>
<h1>That request did not make sense</h1>
<p>This site is not served under the name in the address. Look for a mistake in it.</p>
</html>
"""


class Hosts:
    """A WSGI app that answers to its own host names only."""

    def __init__(self, app: WSGIApplication, trusted: Sequence[str] | None) -> None:
        self.app = app
        self.trusted = trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request for one of our hosts on; answer the others."""
        host = environ.get("HTTP_HOST", "").lower()
        if host and not is_served(host, self.trusted):
            headers = [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(PAGE))),
                ("Cache-Control", "no-store"),
                *HEADERS.items(),
            ]
            start_response("400 BAD REQUEST", headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [PAGE]
        if host:
            environ["HTTP_HOST"] = host
        return self.app(environ, start_response)


def is_served(host: str, trusted: Sequence[str] | None) -> bool:
    """Tell whether ``host``, in lower case, is a host name or address, and one that we answer to."""
    match = _HOST.fullmatch(host)
    if match is None or len(match["name"]) > LONGEST_HOST:
        return False
    return not trusted or host_is_trusted(host, trusted)
