"""Whole addresses of our pages, for mails and for people who pass a link on."""

from __future__ import annotations

import os
from typing import Any

from flask import current_app, has_request_context, request

from app.web.requests.mounting import site_base


def link(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page of ours.

    It begins with ``BASE_URL``. Without one, a page shows the address under which its reader
    reached us; commands and mails, which no request stands behind, name this machine. A mail must
    never take its address from a request: whoever sent that could name any host.
    """
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{_base()}{path}"


def signing_keys() -> list[str]:
    """Return the keys of this site that signed links may be signed with, the newest last."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]


def _base() -> str:
    configured: str = current_app.config["BASE_URL"]
    if configured:
        return configured
    if has_request_context():
        return request.root_url.rstrip("/")
    return f"http://127.0.0.1:{os.environ.get('PORT', '').strip() or '8000'}{site_base()}"
