"""Words that belong to this site: what a guesser would try first as somebody's password.

Rooms above add theirs, since people know nothing of courses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from flask import Flask, current_app

EXTENSION = "myelin_site_words"
NAME = "Myelin"
Source = Callable[[], Iterable[str]]


def add_words(app: Flask, source: Source) -> None:
    """Have a function asked for more names and titles whenever a password is chosen."""
    app.extensions.setdefault(EXTENSION, []).append(source)


def site_words() -> list[str]:
    """Return the site's name, its host, and what the rooms above name."""
    sources: list[Source] = current_app.extensions.get(EXTENSION, [])
    host = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    return [NAME, *host.split("."), *(word for source in sources for word in source())]
