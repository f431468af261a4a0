"""Where a form of the study screen leads back to: what it was opened from.

Whoever sent it while they were signed out finds it again as it was, once they have signed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for

from app.study.queries.notes import SHELVES
from app.study.views.sitting import read_scope, url_of
from app.web.pages.forms import PageForm

# With the rest of it, the address stays within what servers and browsers take.
LONGEST_TEXT_IN_ADDRESS = 1200


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
        return url_for("study.notes.notes", show=values["show"])
    answer = read_id(values, "answer")
    if answer is not None:
        return url_for("study.answers.feedback", review_id=answer)
    return next_url(values, question=question_id, showing=read_id(values, "showing"))


def way_back(values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form or an address that ``url_back`` reads, to be passed on."""
    kept = {name: values.get(name, "") for name in ("scope", "show", "answer", "showing")}
    return {name: value.replace("\0", "")[:80] for name, value in kept.items() if value}


def question_of_form() -> str:
    """Return the address of the question that a form of its menu was sent from."""
    return url_back(request.form, (request.view_args or {})["question_id"])


def page_with_text(endpoint: str, *names: str) -> Callable[[], str]:
    """Return what gives the address of a form about a question, with what was written into it.

    A text too long for an address is left out; the browser's own draft may have it.
    """

    def address() -> str:
        written = {name: request.form.get(name, "") for name in names}
        fits = sum(map(len, written.values())) <= LONGEST_TEXT_IN_ADDRESS
        kept: dict[str, Any] = {**way_back(request.form), **(written if fits else {})}
        return url_for(endpoint, **(request.view_args or {}), **kept)

    return address


def fill_from_address(form: PageForm, *names: str) -> None:
    """Fill a form with what its address carries, before it is shown."""
    for name in names:
        if request.method == "GET" and name in request.args:
            form[name].data = request.args[name]
