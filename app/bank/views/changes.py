"""What somebody else changed while a form was open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bank.forms.outline import OutlineForm
from app.bank.models import Course, Objective, Question, Topic
from app.bank.queries import RevisionText, get_revision
from app.bank.views.parts_in_words import NAMES
from app.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it was when the form was opened, and as it is now."""

    name: str
    before: str
    now: str


def list_differences(question: Question, before_number: int, before_code: str) -> list[Difference]:
    """Return how the latest revision differs from the one that a form was opened on."""
    now = _fields(get_revision(question.id, question.latest_number), question.objective.code)
    try:
        before = _fields(get_revision(question.id, before_number), before_code)
    except NotFound:
        before = {}
    names = dict.fromkeys([*now, *before])
    return [
        Difference(name, before.get(name, ""), now.get(name, ""))
        for name in names
        if before.get(name, "") != now.get(name, "")
    ]


def list_overtaken(form: OutlineForm, saved: Course | Topic | Objective) -> list[Difference]:
    """Return where what was typed (``before``) differs from what somebody else saved (``now``)."""
    differences = []
    for field in form:
        if field.name in ("csrf_token", "opened"):
            continue
        now = getattr(saved, field.name)
        if isinstance(now, Topic):
            now = now.slug
        if field.data != now:
            names = {one.value: one.label for one in getattr(field, "choices", ())}
            before, now = (str(names.get(value, value)) for value in (field.data, now))
            differences.append(Difference(field.label.text, before, now))
    return differences


def _fields(text: RevisionText, code: str) -> dict[str, str]:
    fields = {name: _words(text.content[key]) for key, name in NAMES.items() if key in text.content}
    return fields | {
        "Objective": code,
        "Joined objectives": ", ".join(sorted(text.also)),
        "Level": text.level,
        "Tags": ", ".join(text.tags),
        "Section": text.section,
    }


def _words(value: Any) -> str:
    """Return a field in words, a line for each part."""
    if isinstance(value, Mapping):
        return " · ".join(
            _part(name, entry)
            for name, entry in sorted(value.items(), key=lambda one: one[0] != "text")
            if name != "id"
        )
    if isinstance(value, list):
        return "\n".join(_words(entry) for entry in value)
    return value if isinstance(value, str) else json.dumps(value)


def _part(name: str, value: Any) -> str:
    if name == "key":
        return "right"
    if isinstance(value, list):
        value = ", ".join(str(entry) for entry in value)
    if name == "others":
        name = "look-alikes"
    return value if name in ("text", "left", "right", "accept") else f"{name}: {value}"
