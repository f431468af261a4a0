"""Numeric: a number, right within a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from app.domain.questions.contract import (
    Content,
    Form,
    Mark,
    Part,
    Problem,
    QuestionType,
    Response,
    Showing,
    Status,
)
from app.domain.questions.numbers import plain, read_number
from app.domain.questions.reading import typed
from app.domain.questions.structure import exact, inspect

MAX_UNIT_CHARACTERS = 40
# Enough for the difference of any two numbers that can be typed and authored to be exact.
EXACT = Context(prec=3000)
# Units of up to three letters are symbols, and mW is not MW.
SYMBOL_CHARACTERS = 3
WRITTEN_OUT_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the number, or none and the sentence that says why not."""

    number: Decimal | None
    reason: str = ""


class Numeric(QuestionType):
    """Right if the distance from the value is no greater than the tolerance, in decimals."""

    name = "numeric"
    label = "Number"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, ("value", "tolerance", "unit", "feedback"), problems)
        fields.number("value", ask="Write the right number.")
        if fields.number("tolerance") < 0:
            fields.report("tolerance", "Write 0 or more: how far an answer may be from the value.")
        unit = fields.text("unit", at_most=MAX_UNIT_CHARACTERS)
        if plain(unit)[:1].isdigit():
            fields.report(
                "unit",
                "Begin the unit with a letter or sign: a digit would be read as "
                "part of the number.",
            )
        fields.text("feedback")
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return the stem and the unit."""
        return Showing(self.name, (content["stem"],), unit=content.get("unit") or "")

    def read_response(self, content: Content, form: Form) -> Response:
        """Return ``{"number": text}`` as it was typed."""
        text = typed(form, "number")
        return {"number": text} if text else {}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for a number within the tolerance, otherwise 0."""
        text = response.get("number")
        given = text if isinstance(text, str) else ""
        reading = read(given, content.get("unit") or "")
        status: Status = "missed"
        notes: tuple[str, ...] = ()
        if given:
            status = "right" if _is_near(reading.number, content) else "wrong"
            notes = _notes(given, reading) if status == "wrong" else ()
        feedback = "" if status == "right" else content.get("feedback") or ""
        part = Part("number", "Number", given, _expected(content), status, feedback)
        return Mark(float(status == "right"), (part,), notes)


def read(text: str, unit: str) -> Reading:
    """Read a typed number, with or without its unit after it."""
    written = plain(text)
    number = read_number(written)
    if number is not None:
        return Reading(number)
    # From the right, so that what follows the longest number counts as the unit.
    for end in range(len(written) - 1, 0, -1):
        number = read_number(written[:end])
        if number is not None:
            if unit and _unit_form(written[end:]) == _unit_form(unit):
                return Reading(number)
            wanted = f"Answer in {unit}" if unit else "Write the number alone"
            return Reading(None, f"“{written[end:].strip()}” was not understood. {wanted}.")
    return Reading(None, "Your answer was not read as a number. Write it in digits, such as 2.5.")


def _unit_form(unit: str) -> str:
    """Return a unit as it is compared: ml as mL, ug as µg, words in any case."""
    form = plain(unit).replace(" ", "")
    if len(form) > SYMBOL_CHARACTERS:
        return form.casefold()
    return form.replace("L", "l").replace("μ", "u")


def _is_near(number: Decimal | None, content: Content) -> bool:
    if number is None:
        return False
    distance = EXACT.abs(EXACT.subtract(number, exact(content["value"])))
    return distance <= exact(content.get("tolerance") or 0)


def _notes(given: str, reading: Reading) -> tuple[str, ...]:
    if reading.number is None:
        return (reading.reason,)
    # A comma can be meant in two ways.
    return (f"Your answer was read as {_written(reading.number)}.",) if "," in given else ()


def _expected(content: Content) -> str:
    value = _written(exact(content["value"]))
    tolerance = content.get("tolerance")
    spread = f" ± {_written(exact(tolerance))}" if tolerance else ""
    return f"{value}{spread} {content.get('unit') or ''}".rstrip()


def _written(number: Decimal) -> str:
    """Return a number in digits, or with a power of ten where that would be long."""
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits if len(digits) <= WRITTEN_OUT_CHARACTERS else str(number)
