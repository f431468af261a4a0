"""The rows of a question's form: choices, blanks, pairs, items, regions."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import BooleanField, Field, Form, HiddenField, StringField, TextAreaField
from wtforms.widgets import TextArea, TextInput

from app.bank.forms.fields import one_line, paragraph, short_text
from app.bank.forms.numbers import SideField


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


class ChoiceRow(EntryRow):
    """A choice; ``key`` is posted as its own field except in single choice."""

    text = short_text_field("Choice")
    key = BooleanField("Right")
    feedback = short_text_field("Feedback")


class BlankRow(Form):
    """A blank: accepted answers, and what is not to be taken for one, one on each line."""

    accept = text_field("Accepted answers")
    others = text_field("Look-alikes")
    feedback = short_text_field("Feedback")


class PairRow(EntryRow):
    """A pair of a matching question."""

    left = short_text_field("Left")
    right = short_text_field("Right")
    feedback = short_text_field("Feedback")


class ItemRow(EntryRow):
    """An item to put in order."""

    text = short_text_field("Item")


SIDES = ("left", "top", "width", "height")


class RegionRow(EntryRow):
    """A region of a picture, its sides in per cent."""

    text = short_text_field("Where it lies")
    left = SideField("Left")
    top = SideField("Top")
    width = SideField("Width")
    height = SideField("Height")
    key = BooleanField("Right")
    feedback = short_text_field("Feedback")
