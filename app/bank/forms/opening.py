"""Opening a question's form: empty, on a revision, on what was posted, with rows changed."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from app.bank.forms.editor import MOST_ROWS, QuestionForm
from app.bank.forms.questions import FORMS
from app.bank.queries.revisions import RevisionText

ROW_BUTTONS = ("add", "remove", "up")
NAMES_A_ROW = ("key", "remove", "up")
_IN_ROW = re.compile(r"-([0-9]{1,6})(-[a-z]+)")


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
        "also": list(text.also),
        "stem": text.content.get("stem", ""),
        "explanation": text.content.get("explanation", ""),
        "base": str(text.number),
        "opened": objective,
        **form_class.values_of(text.content),
    }
    if form_class.rows_name:
        values[form_class.rows_name].append({})
    return form_class(formdata=None, data=values)


def posted_form(type_name: str, posted: MultiDict[str, str]) -> QuestionForm:
    """Return the form as it was posted, with the button for rows that was pressed.

    Names that no form of ours has are left out. Rows are numbered without gaps, as WTForms does
    it, and what names a row (the key, the buttons) follows.
    """
    rows = FORMS[type_name].rows_name
    found = {
        name: (int(match[1]), match[2])
        for name in posted
        if rows and name.startswith(f"{rows}-") and (match := _IN_ROW.fullmatch(name, len(rows)))
    }
    places = sorted({place for place, _ in found.values()})
    new_name = {f"{rows}-{place}": f"{rows}-{number}" for number, place in enumerate(places)}
    kept: MultiDict[str, str] = MultiDict()
    for name, value in posted.items(multi=True):
        if name in found:
            place, rest = found[name]
            kept.add(new_name[f"{rows}-{place}"] + rest, value)
        elif name in NAMES_A_ROW:
            kept.add(name, new_name.get(value, ""))
        elif not (rows and name.startswith(f"{rows}-")):
            kept.add(name, value)
    form = FORMS[type_name](formdata=kept)
    form.pressed = next(((one, kept[one]) for one in ROW_BUTTONS if one in kept), None)
    return form


def with_rows_changed(form: QuestionForm) -> QuestionForm:
    """Return the form as the pressed button wants it: a row more, a row less, or one moved up."""
    if form.rows is None or form.pressed is None:
        return form
    button, name = form.pressed
    names = [entry.name for entry in form.rows]
    place = names.index(name) if name in names else None
    values = dict(form.data)
    entries: list[dict[str, Any]] = list(values[form.rows_name])
    if button == "add" and len(entries) < MOST_ROWS:
        entries.append({})
    elif button == "remove" and place is not None:
        del entries[place]
    elif button == "up" and place:
        entries[place - 1 : place + 1] = reversed(entries[place - 1 : place + 1])
    values[form.rows_name] = entries
    changed = type(form)(formdata=None, data=values)
    changed.pressed = form.pressed
    return changed
