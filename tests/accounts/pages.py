"""Read answers as a browser would: cookies, flashes, and pages without what is random in them."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse


def cookie(response: TestResponse, name: str = "myelin_session") -> tuple[str, str, dict[str, str]]:
    """Return name, value and attributes (names in lower case, without ``expires``) of a cookie."""
    header = next(
        line for line in response.headers.getlist("Set-Cookie") if line.startswith(f"{name}=")
    )
    first, *rest = header.split("; ")
    attributes = {key.lower(): value for key, _, value in (part.partition("=") for part in rest)}
    attributes.pop("expires", None)
    return name, first.partition("=")[2], attributes


def text_of(response: TestResponse) -> str:
    """Return a page without its CSRF token, which is new every time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", response.text)
