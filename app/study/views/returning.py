"""Where a form of the study screen leads back to: what it was opened from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import url_for

from app.study.queries.notes import SHELVES
from app.study.views.sessions import read_scope, url_of


def read_id(values: Mapping[str, str], name: str) -> UUID | None:
    """Return an id that a form or an address names, None when it is none."""
    try:
        return UUID(values.get(name, ""))
    except ValueError:
        return None


def next_url(values: Mapping[str, str], **more: Any) -> str:
    """Return the address of the next question of the session that the form was in."""
    return url_of(read_scope(values), **more)


def url_back(values: Mapping[str, str], question_id: int) -> str:
    """Return the address that the form was on: a shelf, an answer, or the question itself.

    A question comes back in the showing that it was in, with its choices in the same places.
    """
    if values.get("show") in SHELVES:
        return url_for("study.notes", show=values["show"])
    answer = read_id(values, "answer")
    if answer is not None:
        return url_for("study.feedback", review_id=answer)
    return next_url(values, question=question_id, showing=read_id(values, "showing"))


def way_back(values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form or an address that ``url_back`` reads, to be passed on."""
    kept = {name: values.get(name, "") for name in ("scope", "show", "answer", "showing")}
    return {name: value.replace("\0", "")[:80] for name, value in kept.items() if value}
