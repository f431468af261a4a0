"""The fields for texts in a question's form, and what its rows share."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import Field, Form, HiddenField, StringField, TextAreaField
from wtforms.widgets import TextArea, TextInput

from app.bank.forms.fields import one_line, paragraph, short_text


class ShortTextInput(TextInput):
    """One line, or as many as the text has: authors can write several in files."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """Render the field."""
        line_ends = (field.data or "").count("\n")
        if line_ends:
            return TextArea()(field, **{"rows": line_ends + 1, **kwargs})
        return super().__call__(field, **kwargs)


def line_field(label: str) -> StringField:
    """Return a field for one line."""
    return StringField(label, filters=[one_line])


def short_text_field(label: str) -> StringField:
    """Return a field for a choice, a feedback and the like."""
    return StringField(label, filters=[short_text], widget=ShortTextInput())


def text_field(label: str) -> TextAreaField:
    """Return a field for several lines."""
    return TextAreaField(label, filters=[paragraph])


class EntryRow(Form):
    """An entry of a list, with the id by which answers name it; a new one has none yet."""

    id = HiddenField()
