"""What every page shares: the guard, error pages, headers, assets, formatting and Markdown."""

from __future__ import annotations

from flask import Flask

from app.web.pages import assets, layout, regions
from app.web.requests import (
    access,
    addresses,
    errors,
    headers,
    limits,
    origins,
    outages,
    request_log,
)
from app.web.text import blanks, formatting, markdown


def init_app(app: Flask) -> None:
    """Set up the ground that every room's pages stand on."""
    limits.init_app(app)
    addresses.init_app(app)
    assets.init_app(app)
    markdown.init_app(app)
    blanks.init_app(app)
    regions.init_app(app)
    formatting.init_app(app)
    layout.init_app(app)
    headers.init_app(app)
    request_log.init_app(app)
    outages.init_app(app)
    errors.init_app(app)
    access.init_app(app)
    origins.init_app(app)
