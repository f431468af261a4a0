"""Notices that can be taken back: what was done, and one button that undoes it."""

from __future__ import annotations

from flask import flash

UNDO = "undo"


def flash_with_undo(words: str, url: str, **fields: str) -> None:
    """Say on the next page what was done; its button posts ``fields`` to ``url``."""
    flash({"words": words, "url": url, "fields": fields}, UNDO)  # type: ignore[arg-type]
