"""The forms of pages: where each goes, what it asks for, and a plausible way to fill it in."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

PLAUSIBLE = {
    "email": "somebody@example.org",
    "password": "correct horse battery",
    "date": "2026-11-03",
    "number": "7",
    "search": "myelin",
    "text": "Myelin covers fibres",
    "textarea": "Why does **myelin** matter for $x^2$?",
    "time": "07:30",
}
TYPED = {"text", "search", "textarea", "email", "password", "url", "tel", "number", "date", "time"}


@dataclass
class Field:
    """One field: its kind, what it holds, and what it offers."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    method: str
    action: str
    is_multipart: bool
    fields: list[Field] = field(default_factory=list)

    def fill(self, chance: random.Random) -> list[tuple[str, str]]:
        """Return names and values as somebody might send them."""
        pairs: list[tuple[str, str]] = []
        buttons = [one for one in self.fields if one.kind == "submit"]
        pressed = chance.choice(buttons) if buttons else None
        for one in self.fields:
            if one.kind == "file" or (one.kind == "submit" and one is not pressed):
                continue
            if one.kind == "select":
                pairs.append((one.name, chance.choice([one.value, *one.options])))
            elif one.kind in {"checkbox", "radio"}:
                pairs += [(one.name, option) for option in one.options if chance.random() < 0.4]
            elif one.kind in TYPED and chance.random() < 0.6:
                pairs.append((one.name, one.value or PLAUSIBLE.get(one.kind, "abc")))
            else:
                pairs.append((one.name, one.value))
        return [pair for pair in pairs if pair[0] != "csrf_token"]

    @property
    def typed(self) -> list[str]:
        """Return the names of the fields that people type into."""
        return [one.name for one in self.fields if one.kind in TYPED]


class Forms(HTMLParser):
    """Reads a page; ``found`` are its forms, ``links`` where it leads on this site."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.links: list[str] = []
        self._open: dict[str, Form] = {}
        self._inside: Form | None = None
        self._field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a form, a field, or a link."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href", "").startswith("/"):
            self.links.append(values["href"].partition("#")[0])
        if tag == "form":
            self._inside = Form(
                values.get("method", "get").lower(),
                values.get("action", ""),
                "multipart" in values.get("enctype", ""),
            )
            self._open[values.get("id", "")] = self._inside
            self.found.append(self._inside)
        if tag == "option" and self._field is not None:
            self._field.options.append(values.get("value", ""))
            if "selected" in values:
                self._field.value = values.get("value", "")
        if tag not in {"input", "select", "textarea", "button"} or not values.get("name"):
            return
        form = self._open.get(values.get("form", ""), self._inside)
        if form is None:
            return
        kind = {"select": "select", "textarea": "textarea", "button": "submit"}.get(
            tag, values.get("type", "text")
        )
        self._field = _add(form, kind, values["name"], values.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Take what a text area holds."""
        if self._field is not None and self._field.kind == "textarea":
            self._field.value += data

    def handle_endtag(self, tag: str) -> None:
        """End a form or a field."""
        if tag == "form":
            self._inside = None
        if tag in {"select", "textarea"}:
            self._field = None


def _add(form: Form, kind: str, name: str, value: str) -> Field:
    if kind in {"checkbox", "radio"}:
        for one in form.fields:
            if one.name == name:
                one.options.append(value)
                return one
        form.fields.append(Field(name, kind, options=[value]))
    else:
        form.fields.append(Field(name, kind, value))
    return form.fields[-1]


def read(page: str, text: str) -> tuple[list[Form], list[str]]:
    """Return the forms of a page and where it leads."""
    parser = Forms()
    parser.feed(text)
    for form in parser.found:
        form.action = form.action or page
    return parser.found, parser.links


def merged(forms: Iterable[Form]) -> list[Form]:
    """Return each form once: those with the same fields and address differ only in their ids."""
    seen: dict[tuple[str, tuple[str, ...]], Form] = {}
    for form in forms:
        names = tuple(sorted({one.name for one in form.fields}))
        seen[urlsplit(form.action).path, names] = form
    return list(seen.values())
