"""What the variable parts of an address may hold: whatever no row can be found by is a 404.

SQLite has no numbers beyond 64 bits and PostgreSQL's keys none beyond 32; PostgreSQL has no text
with a NUL in it. Asked for such a row, both raise an error instead of finding nothing.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

HIGHEST_KEY = 2**31 - 1
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
    """``<...>``: a text that a database can look for."""

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        if "\0" in value:
            raise ValidationError
        return super().to_python(value)


def init_app(app: Flask) -> None:
    """Let all addresses that are added from now on hold such numbers and texts alone."""
    app.url_map.converters |= {"int": KeyConverter, "default": NameConverter}
