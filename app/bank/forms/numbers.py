"""The fields for numbers: read as their author's formats write them, and asked about if in doubt."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from wtforms import Form, StringField
from wtforms.validators import ValidationError

from app.bank.forms.fields import one_line
from app.domain.questions.structure import MAX_NUMBER, exact
from app.domain.questions.typed.numbers import NumberText, find_number, write_number
from app.web.text.formatting import plainly, uses_decimal_comma


class NumberField(StringField):
    """A number in digits, as its author types it.

    What may mean two numbers (2,500) is the one that the author's formats say; where they write a
    decimal comma, it is refused with a word on how to write either plainly.
    """

    def __init__(self, label: str = "", **options: Any) -> None:
        super().__init__(label, filters=[one_line], **options)

    def pre_validate(self, form: Form) -> None:
        """Refuse what may mean two numbers."""
        if self.doubt:
            raise ValidationError(self.doubt)

    @property
    def content(self) -> float | str | None:
        """Return the number; what is no number stays text, which the type's check refuses."""
        number = self._number
        return (self.data or None) if number is None else float(number)

    @property
    def note(self) -> str:
        """Return how the number was read; '' if that is just as it was typed, or in doubt."""
        found, number = self._found, self._number
        if found is None or number is None or self.doubt:
            return ""
        mark = "," if uses_decimal_comma() else "."
        typed, written = self.data or "", write_number(number).replace(".", mark)
        if mark in typed and found.other is None:
            typed = typed.rstrip("0").removesuffix(mark)
        return "" if written == typed else f"Read as {written}."

    @property
    def doubt(self) -> str:
        """Return what to ask the author, naming both numbers; '' if it is plain which is meant."""
        found = self._found
        if found is None or found.other is None or not uses_decimal_comma():
            return ""
        ways = f"{plainly(found.other)} or {plainly(found.number)}"
        return f"“{self.data}” can mean two numbers. Write {ways}."

    @property
    def _number(self) -> Fraction | None:
        """Return the number that was typed; none if it is none, or larger than is kept."""
        found = self._found
        number = None if found is None else self._meant(found)
        return number if number is not None and abs(number) <= MAX_NUMBER else None

    def _meant(self, found: NumberText) -> Fraction:
        if found.other is not None and uses_decimal_comma():
            return found.other
        return found.number

    @property
    def _found(self) -> NumberText | None:
        """Return what was typed if it is a number and nothing else."""
        found = find_number(self.data or "")
        return None if found is None or found.before or found.after else found


class SideField(NumberField):
    """A side of a region, in per cent.

    None is more than 100, so 12,345 is twelve and a bit in everybody's formats, and nothing is to
    be asked or said.
    """

    doubt = ""
    note = ""

    def _meant(self, found: NumberText) -> Fraction:
        other = found.number if found.other is None else found.other
        return min(found.number, other, key=abs)


def number_text(value: Any) -> str:
    """Return a number of a content as its author would type it; other values as they are."""
    if value is None or isinstance(value, bool | str):
        return "" if value is None else str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return plainly(Fraction(exact(value)))
