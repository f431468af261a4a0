"""``python -m server.probe``: ask the server of this machine whether it is ready.

Ends with status 0 when it is. For containers and timers that have no other program to ask with.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

SECONDS = 8


def is_ready(environ: Mapping[str, str]) -> bool:
    """Ask /readyz at the address of the settings, by the first name that the server answers to."""
    listened = environ.get("HOST", "127.0.0.1")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listened, listened)  # noqa: S104 - only read
    names = environ.get("TRUSTED_HOSTS", "").replace(",", " ").split()
    base = urlsplit(environ.get("BASE_URL", ""))
    path = base.path.rstrip("/") or environ.get("SCRIPT_NAME", "").rstrip("/")
    headers = {"Host": names[0].lstrip(".")} if names else {}
    connection = http.client.HTTPConnection(host, int(environ.get("PORT", "8000")), timeout=SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", f"{path}/readyz", headers=headers)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(os.environ) else 1)
