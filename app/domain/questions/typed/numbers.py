"""Reading a number as people type it, whatever stands before and behind it.

- A point is a decimal point, wherever it stands alone: ``1.000`` is one.
- A comma is a decimal comma (``0,5``), unless exactly three digits follow it and one to three
  digits that do not begin with 0 stand before it: ``1,000`` is a thousand, ``0,125`` an eighth.
  Such a comma or point may have been meant the other way (``NumberText.other``).
- With both, the last one is the decimal mark: ``1,000.5`` and ``1.000,5`` are the same. A raised
  point (``2·5``) and the Arabic mark ``٫`` are always decimal.
- Spaces, apostrophes and ``٬`` (``1 000``, ``1'000``), and a comma or point that comes several
  times, part groups of three digits; commas also those of India (``1,00,000``).
- A power of ten may follow: ``2.5e3``, ``2.5 x 10^3``, ``2.5 × 10³``.
- A fraction is one of whole numbers, alone or after a whole number: ``1/2``, ``½``, ``2 ½``.

Every pattern looks at a character a few times only, so that no text takes long to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from app.domain.questions.structure import MAX_ANSWER_CHARACTERS
from app.domain.questions.typed.characters import plain

WRITTEN_OUT_CHARACTERS = 20
LONGEST_WRITTEN_CHARACTERS = 40
# Enough for the digits and powers that can be typed to be written exactly.
EXACT_DIGITS = 3000
ROUNDED_DIGITS = 6

_FLAGS = re.ASCII | re.IGNORECASE
_TEN_TO_THE = r"10 ?(?:\^|\*\*) ?\(?(?P<power>[-+]?\d{1,3}(?!\d))\)?"
# The point of "Rs.500" is none of the number.
_START = re.compile(r"(?:(?<![^\W\d_])[.,٫·])?[0-9]")
_BEFORE = re.compile(r"(?P<first>[-+]?) ?(?P<text>\D*?) ?(?P<second>[-+]?) ?", re.ASCII)
_BARE_POWER = re.compile(_TEN_TO_THE, _FLAGS)
_FRACTION = re.compile(
    r"(?:(?P<whole>\d{1,9}) (?=\d{1,2} ?/))?(?P<over>\d{1,9}) ?/ ?(?P<under>\d{1,9})(?![\d.,'/])",
    re.ASCII,
)
# A space belongs to the number only before a group of three; a raised point may be a "times".
_DIGITS = re.compile(
    r"(?:[.,٫]|·(?!10 ?[\^*]))?\d(?:(?:[.,'٬٫]|·(?!10 ?[\^*])| (?=\d{3}(?!\d)))?\d)*+", re.ASCII
)
_POWER = re.compile(rf" ?e ?(?P<e>[-+]?\d{{1,3}}(?!\d))| ?[x×*·] ?{_TEN_TO_THE}", _FLAGS)
# What cannot follow a number, only be part of one that is written in no way known here.
_GOES_ON = re.compile(r" ?\^| ?/ ?\d|(?! ?10 ?(?:\^|\*\*))[.,'٬٫ ]*\d", re.ASCII)
_GROUPED = re.compile(
    r"\d{1,3}(?P<mark>[., '٬])\d{3}(?:(?P=mark)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}", re.ASCII
)
_COMMA_AND_THREE = re.compile(r",\d{3}")
_MARK = re.compile(r"\D")
_TWO_WAYS = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})", re.ASCII)
_MEANS = ("=", "≈", "~")


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number in a typed text.

    ``other`` is what it means if its one comma or point is the other mark, the decimal one or the
    one between groups; none if it is plain which. ``before`` and ``after`` are the texts round it,
    ``written`` is the number as it was written, all in plain characters.
    """

    number: Fraction
    other: Fraction | None
    before: str
    after: str
    written: str


def find_number(text: str) -> NumberText | None:
    """Return the first number in a text; none if there is none, or one that cannot be read."""
    text = plain(text) if len(text) <= MAX_ANSWER_CHARACTERS else ""
    start = _START.search(text)
    before = _BEFORE.fullmatch(text[: start.start()]) if start else None
    if start is None or before is None or (before["first"] and before["second"]):
        return None
    read = _read_at(text, start.start())
    if read is None or _GOES_ON.match(text, read.end):
        return None
    sign = -1 if "-" in (before["first"], before["second"]) else 1
    label = before["text"]
    return NumberText(
        number=sign * read.number,
        other=None if read.other is None else sign * read.other,
        before="" if label.endswith(_MEANS) else label,
        after=text[read.end :].removeprefix(".").strip(" .,;!"),
        written="-" * (sign < 0) + text[start.start() : read.end],
    )


def read_number(text: str) -> Fraction | None:
    """Return the number that a text is, or none if it is not one and nothing else."""
    found = find_number(text)
    return None if found is None or found.before or found.after else found.number


def write_number(number: Fraction) -> str:
    """Return a number in digits, or with a power of ten where that would be long.

    What has no end in decimals, or very many of them, is rounded to 6 digits.
    """
    context = Context(prec=EXACT_DIGITS)
    over, under = Decimal(number.numerator), Decimal(number.denominator)
    decimal = context.divide(over, under)
    if context.flags[Inexact] or len(str(decimal.normalize(context))) > LONGEST_WRITTEN_CHARACTERS:
        decimal = Context(prec=ROUNDED_DIGITS).divide(over, under)
    digits = f"{decimal:f}"
    return digits if len(digits) <= WRITTEN_OUT_CHARACTERS else str(decimal.normalize(context))


def write_plainly(number: Fraction, *, decimal_comma: bool) -> str:
    """Return a number with a decimal comma or point such that it can be read in one way only."""
    digits = write_number(number)
    if not decimal_comma:
        return digits
    digits = digits.replace(".", ",")
    found = find_number(digits)
    # One more digit behind the comma, and it parts no thousands.
    doubtful = found is not None and found.other is not None
    return _COMMA_AND_THREE.sub(r"\g<0>0", digits) if doubtful else digits


@dataclass(frozen=True, slots=True)
class _Read:
    """A number and where its text ends."""

    number: Fraction
    other: Fraction | None
    end: int


def _read_at(text: str, start: int) -> _Read | None:
    """Return the number that begins at a place, without its sign."""
    if found := _BARE_POWER.match(text, start):
        return _Read(_ten_to_the(found["power"]), None, found.end())
    if found := _FRACTION.match(text, start):
        return _fraction(found)
    found = _DIGITS.match(text, start)
    read = None if found is None else _read_digits(found[0])
    if found is None or read is None:
        return None
    number, other, end = *read, found.end()
    if power := _POWER.match(text, end):
        factor = _ten_to_the(power["e"] or power["power"])
        return _Read(number * factor, None if other is None else other * factor, power.end())
    return _Read(number, other, end)


def _ten_to_the(power: str) -> Fraction:
    return Fraction(10) ** int(power)


def _fraction(found: re.Match[str]) -> _Read | None:
    """Return a fraction; after a whole number it has to be less than one."""
    over, under = int(found["over"]), int(found["under"])
    if not under or (found["whole"] and not 0 < over < under):
        return None
    return _Read(int(found["whole"] or 0) + Fraction(over, under), None, found.end())


def _read_digits(digits: str) -> tuple[Fraction, Fraction | None] | None:
    """Return what digits with their marks mean, and what else they may mean."""
    if found := _TWO_WAYS.fullmatch(digits):
        thousands, decimals = Fraction(found[1] + found[3]), Fraction(f"{found[1]}.{found[3]}")
        return (thousands, decimals) if found[2] == "," else (decimals, thousands)
    whole, fraction = _at_decimal_mark(digits)
    if _GROUPED.fullmatch(whole):
        whole = _MARK.sub("", whole)
    if not (whole + fraction).isdecimal():
        return None
    return Fraction(f"{whole or 0}.{fraction or 0}"), None


def _at_decimal_mark(digits: str) -> tuple[str, str]:
    """Return what stands before and after the decimal mark; without one, all stands before."""
    points, commas = digits.count("."), digits.count(",")
    if always := next((mark for mark in "٫·" if mark in digits), ""):
        mark = always
    elif points and commas:
        mark = max(".,", key=digits.rfind)
    elif 1 in (points, commas):
        mark = "." if points else ","
    else:
        return digits, ""
    whole, _, fraction = digits.rpartition(mark)
    return whole, fraction
