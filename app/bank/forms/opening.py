"""Opening a question's form: empty, on a revision, on what was posted, with rows changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.bank.forms.questions import FORMS, MOST_ROWS, QuestionForm
from app.bank.queries.revisions import RevisionText

LONGEST_FIELD_NAME = 64


def empty_form(type_name: str, objective: str) -> QuestionForm:
    """Return the form of a new question with its first rows, all blank."""
    form_class = FORMS[type_name]
    values: dict[str, Any] = {"objective": objective, "level": "recall"}
    if form_class.rows_name:
        values[form_class.rows_name] = [{} for _ in range(form_class.rows_at_first)]
    return form_class(formdata=None, data=values)


def form_on(text: RevisionText, objective: str) -> QuestionForm:
    """Return the form of a question as one revision has it, with a spare row."""
    form_class = FORMS[text.type]
    values = {
        "objective": objective,
        "level": text.level,
        "tags": ", ".join(text.tags),
        "section": text.section,
        "stem": text.content["stem"],
        "explanation": text.content["explanation"],
        "base": str(text.number),
        "opened": objective,
        **form_class.values_of(text.content),
    }
    if form_class.rows_name:
        values[form_class.rows_name].append({})
    return form_class(formdata=None, data=values)


def posted_form(type_name: str, posted: MultiDict[str, str]) -> QuestionForm:
    """Return the form as it was posted. Names that no form of ours has are left out."""
    kept = MultiDict(
        (name, value)
        for name, value in posted.items(multi=True)
        if name.isascii() and len(name) <= LONGEST_FIELD_NAME
    )
    return FORMS[type_name](formdata=kept)


def with_rows_changed(form: QuestionForm, posted: Mapping[str, str]) -> QuestionForm:
    """Return the form after a button that adds, removes or moves up a row (``choices-2``)."""
    rows = form.rows
    if rows is None:
        return form
    values = dict(form.data)
    names = [entry.name for entry in rows]
    entries: list[dict[str, Any]] = list(values[form.rows_name])
    place = names.index(target) if (target := _target(posted)) in names else None
    if "add" in posted and len(entries) < MOST_ROWS:
        entries.append({})
    elif "remove" in posted and place is not None:
        del entries[place]
    elif "up" in posted and place:
        entries[place - 1 : place + 1] = reversed(entries[place - 1 : place + 1])
    values[form.rows_name] = entries
    return type(form)(formdata=None, data=values)


def _target(posted: Mapping[str, str]) -> str:
    return posted.get("remove") or posted.get("up") or ""
