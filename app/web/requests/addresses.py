"""Addresses: what their variable parts may hold, and which page is near one that only takes a form.

Whatever no row can be found by is a 404. SQLite has no numbers beyond 64 bits and PostgreSQL's keys
none beyond 32; PostgreSQL has no text with a NUL in it. Asked for such a row, both raise an error
instead of finding nothing. No name has any other control character either, and a header that leads
on to such an address cannot be written.

No page lives at an address that only takes what a form sends: somebody who reloads there, or comes
back, would find nothing. A browser that swaps pages (quick.js) is told to keep the address that it
has, and whoever asks for such an address is led to the page above it.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError
from werkzeug.urls import iri_to_uri
from werkzeug.utils import redirect

from app.web.requests.mounting import site_base, start_page

HIGHEST_KEY = 2**31 - 1
# Proxies keep the header of an answer in 8 KB, if nobody told them otherwise.
LONGEST_LOCATION = 6_000
LAST_PAGE = 1_000_000
MOST_DIGITS = len(str(HIGHEST_KEY))


class KeyConverter(IntegerConverter):
    """``<int:...>``: a number that a key can be."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": HIGHEST_KEY, **options})

    def to_python(self, value: str) -> Any:
        """Return the number; too many digits are refused before they are read."""
        if len(value) > MOST_DIGITS:
            raise ValidationError
        return super().to_python(value)


class NameConverter(UnicodeConverter):
    """``<...>``: a text that a database can look for and a header can hold."""

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        if any(sign < " " or sign == "\x7f" for sign in value):
            raise ValidationError
        return super().to_python(value)


def page_above() -> str:
    """Return the address of the page that the request's address belongs to: itself, or one above."""
    addresses = current_app.create_url_adapter(request)
    path = request.path
    while addresses is not None and path.strip("/"):
        if addresses.test(path, method="GET"):
            return site_base() + path
        path = path.rstrip("/").rpartition("/")[0]
    return start_page()


def _keep_address(response: Response) -> Response:
    if request.method == "POST" and not 300 <= response.status_code < 400:
        addresses = current_app.create_url_adapter(request)
        if addresses is not None and not addresses.test(request.path, method="GET"):
            response.headers.setdefault("HX-Push-Url", "false")
    return response


def _shorten_location(response: Response) -> Response:
    """Lead to the page alone where what was typed makes an address longer than others take."""
    location = response.location
    if location and len(iri_to_uri(location)) > LONGEST_LOCATION:
        response.location = location.partition("?")[0]
    return response


def page_number() -> int:
    """Return the page that the address asks for; nonsense means the first."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    # Python reads no number of thousands of digits.
    return max(1, int(text)) if len(text) < len(str(LAST_PAGE)) else LAST_PAGE


def see_other(address: str) -> Response:
    """Return the redirect that follows a form: the browser opens the address by GET."""
    return current_app.make_response(redirect(address, code=303))


def init_app(app: Flask) -> None:
    """Let all addresses that are added from now on hold such numbers and texts alone."""
    app.url_map.converters |= {"int": KeyConverter, "default": NameConverter}
    app.after_request(_keep_address)
    app.after_request(_shorten_location)
