"""Numeric: a number, right within a tolerance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Option,
    Part,
    Response,
    Showing,
    Status,
)
from app.domain.questions.fields import Number, Text
from app.domain.questions.looking_over import Seen
from app.domain.questions.parts.feedback import FEEDBACK
from app.domain.questions.reading import typed
from app.domain.questions.structure import exact
from app.domain.questions.typed.characters import plain
from app.domain.questions.typed.numbers import NumberText, find_number, write_number
from app.domain.questions.typed.units import convert, is_known, read_unit

MAX_UNIT_CHARACTERS = 40
# Where a form posts which of the two readings of a number was meant.
CHOSEN_READING = "number-as"
MOST_QUOTED_CHARACTERS = 40
# Below this a whole number is most likely a count.
COUNTED_UP_TO = 20
# As ``write_number`` writes them.
_WRITTEN = re.compile(r"-?\d{1,40}(\.\d{1,40})?(E[-+]\d{1,4})?", re.ASCII)
# Notes are Markdown, and what was typed is to be seen as it is.
_MARKUP = re.compile(r"[\\`*_$\[\]<>~#!&|]")
_BEGINS_LIKE_A_NUMBER = re.compile(r"(?!10 ?\^)[.,]?\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the number in the question's unit, or none and the sentence that says why.

    ``is_clear`` tells that there is nothing to ask: a unit that cannot be the question's is wrong.
    """

    number: Fraction | None
    reason: str = ""
    is_clear: bool = True


class Numeric(QuestionType):
    """Right if the distance from the value is at most the tolerance; nothing is rounded."""

    name = "numeric"
    label = "Number"
    fields = (
        Number(
            name="value",
            title="Right number",
            about="The right number.",
            hint="The number alone.",
            ask="Write the right number.",
        ),
        Number(
            name="tolerance",
            title="Tolerance",
            about="Optional. How far an answer may be from the value and still be right, in the same "
            "unit. Default 0.",
            hint="How far off an answer may be and still be right. Leave it empty for not at all.",
            too_small="Write 0 or more: how far an answer may be from the value.",
        ),
        Text(
            name="unit",
            title="Unit",
            form="line",
            about="Optional. Unit or noun shown beside the answer field, for example mg or studies.",
            hint="Shown beside the answer field, such as mg or studies. Learners may leave it out, "
            "spell it differently or answer in another unit of the same kind.",
            at_most=MAX_UNIT_CHARACTERS,
        ),
        FEEDBACK,
    )
    typed = "number"
    asks_alone = True

    def check_further(self, seen: Seen) -> None:
        """Refuse a unit that would be read as part of the number."""
        if _BEGINS_LIKE_A_NUMBER.match(plain(seen["unit"])):
            seen.report(
                "unit",
                "Begin the unit with a letter or sign, or with a power of ten: another digit "
                "would be read as part of the number.",
            )

    def show(self, content: Content, seed: int) -> Showing:
        """Return the stem and the unit."""
        return Showing(self.name, (content["stem"],), unit=content.get("unit") or "")

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"number": text}`` as it was typed.

        Where the text has two readings and the form says which is meant, ``number_as`` is that one.
        """
        text = typed(form, "number")
        response = {"number": text} if text else {}
        chosen = typed(form, CHOSEN_READING)
        if chosen in [option.id for option in _readings(find_number(text))]:
            response["number_as"] = chosen
        return response

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for a number within the tolerance, otherwise 0."""
        given = _given(response)
        found = find_number(given)
        unit = content.get("unit") or ""
        reading = _read(found, _chosen(response), unit)
        status: Status = "missed"
        notes: tuple[str, ...] = ()
        if given:
            status = "right" if _is_near(reading.number, content) else "wrong"
            note = _note(found, reading, unit) if status == "wrong" else ""
            notes = (_MARKUP.sub(r"\\\g<0>", note),) if note else ()
        feedback = "" if status == "right" else content.get("feedback") or ""
        part = Part("number", "Number", given, _expected(content), status, feedback)
        return Mark(float(status == "right"), (part,), notes)

    def solve(self, content: Content) -> Response:
        """Return the number."""
        return {"number": str(content["value"])}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return a count that is one or two off, or a number of another size."""
        value, spread = float(content["value"]), float(content.get("tolerance") or 0)
        if value.is_integer() and abs(value) < COUNTED_UP_TO:
            off = abs(value + random.choice((-2, -1, 1, 2)))
        else:
            off = random.choice((value * 10, value / 10, value * 2, value / 2)) + 2 * spread
        return {"number": f"{off:g}"}

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Return what to ask: for a number at all, what stands beside it, or which of two it is."""
        given = _given(response)
        found = find_number(given)
        if not given:
            return None
        if found is None:
            return Doubt(_unreadable("2,5" if decimal_comma else "2.5"), once=False)
        reading = _read(found, None, content.get("unit") or "")
        asks = [] if reading.is_clear else [reading.reason]
        readings = _readings(found) if decimal_comma and _chosen(response) is None else ()
        if readings:
            asks.append(f"“{found.written}” can mean two numbers. Say which one you mean.")
        if not asks:
            return None
        field = CHOSEN_READING if readings else ""
        return Doubt(" ".join(asks), field, readings, once=not readings)


def _given(response: Response) -> str:
    text = response.get("number")
    return text if isinstance(text, str) else ""


def _chosen(response: Response) -> Fraction | None:
    """Return the number that the learner said was meant."""
    chosen = response.get("number_as")
    if isinstance(chosen, str) and _WRITTEN.fullmatch(chosen):
        return Fraction(chosen)
    return None


def _readings(found: NumberText | None) -> tuple[Option, ...]:
    """Return the readings of what may mean two numbers, first that of those who write 2,5."""
    if found is None or found.other is None:
        return ()
    written = [write_number(number) for number in (found.other, found.number)]
    return tuple(Option(number, number) for number in written)


def _read(found: NumberText | None, chosen: Fraction | None, unit: str) -> Reading:
    """Return the number of a text in the question's unit, whether it was typed with one or not."""
    if found is None:
        return Reading(None, _unreadable("2.5"), is_clear=False)
    number = found.number if chosen is None else chosen
    beside = [text for text in (found.before, found.after) if text]
    wanted = f"Answer in {unit}." if unit else "Write the number alone."
    for text in beside:
        if not _is_understood(text, unit):
            return Reading(None, f"{_quoted(text)} was not understood. {wanted}", is_clear=False)
    # A unit may be said twice ($50 USD), but only in one way.
    numbers = {convert(number, text, unit) if unit else number for text in beside} or {number}
    if len(numbers) > 1 or None in numbers:
        return Reading(None, f"{_quoted(beside[-1])} is another unit. {wanted}")
    return Reading(numbers.pop())


def _is_understood(text: str, unit: str) -> bool:
    """Return whether a text beside a number is a unit; without a unit asked for, only per cent."""
    if not unit:
        return read_unit(text) == read_unit("%")
    return is_known(text) or convert(Fraction(1), text, unit) is not None


def _quoted(text: str) -> str:
    cut = len(text) > MOST_QUOTED_CHARACTERS
    return f"“{text[:MOST_QUOTED_CHARACTERS]}{'…' * cut}”"


def _unreadable(example: str) -> str:
    return f"Your answer was not read as a number. Write it in digits, such as {example}."


def _is_near(number: Fraction | None, content: Content) -> bool:
    if number is None:
        return False
    distance = abs(number - Fraction(exact(content["value"])))
    return distance <= Fraction(exact(content.get("tolerance") or 0))


def _note(found: NumberText | None, reading: Reading, unit: str) -> str:
    """Return how the answer was read, '' if just as it was written, or else why it was not."""
    if found is None or reading.number is None:
        return reading.reason
    written = write_number(reading.number)
    said = f"Your answer was read as {written}"
    if reading.number not in (found.number, found.other):
        return f"{said} {unit}."
    if found.other is not None:
        other = found.other if reading.number == found.number else found.number
        return f"{said}, not as {write_number(other)}."
    unit_left_out = found.after and not unit
    return f"{said}." if written != found.written or unit_left_out else ""


def _expected(content: Content) -> str:
    value = write_number(Fraction(exact(content["value"])))
    tolerance = content.get("tolerance")
    spread = f" ± {write_number(Fraction(exact(tolerance)))}" if tolerance else ""
    return f"{value}{spread} {content.get('unit') or ''}".rstrip()
