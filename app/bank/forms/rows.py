"""The rows of a question's form: choices, blanks, pairs, items, regions."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    Form,
    StringField,
    TextAreaField,
)

from app.bank.forms.fields import one_line, paragraph


def line_field(label: str) -> StringField:
    """Return a field for one line."""
    return StringField(label, filters=[one_line])


def text_field(label: str) -> TextAreaField:
    """Return a field for several lines."""
    return TextAreaField(label, filters=[paragraph])


class ChoiceRow(Form):
    """A choice; ``key`` is posted as its own field except in single choice."""

    text = line_field("Choice")
    key = BooleanField("Right")
    feedback = line_field("Feedback")


class BlankRow(Form):
    """A blank: accepted answers, and what is not to be taken for one, one on each line."""

    accept = text_field("Accepted answers")
    others = text_field("Look-alikes")
    feedback = line_field("Feedback")


class PairRow(Form):
    """A pair of a matching question."""

    left = line_field("Left")
    right = line_field("Right")
    feedback = line_field("Feedback")


class ItemRow(Form):
    """An item to put in order."""

    text = line_field("Item")


SIDES = ("left", "top", "width", "height")


class RegionRow(Form):
    """A region of a picture, its sides in per cent."""

    text = line_field("Where it lies")
    left = line_field("Left")
    top = line_field("Top")
    width = line_field("Width")
    height = line_field("Height")
    key = BooleanField("Right")
    feedback = line_field("Feedback")
