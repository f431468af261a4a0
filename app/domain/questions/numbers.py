"""Reading a number as people type it.

- A point is a decimal point, wherever it stands alone: ``1.000`` is one.
- A comma is a decimal comma (``0,5``), unless exactly three digits follow it and one to three
  digits that do not begin with 0 stand before it: ``1,000`` is a thousand, ``0,125`` an eighth.
- With both, the last one is the decimal mark: ``1,000.5`` and ``1.000,5`` are the same.
- Spaces and apostrophes (``1 000``, ``1'000``), and a comma or point that comes several times,
  part groups of three digits.
- A power of ten may follow: ``2.5e3``, ``2.5 x 10^3``, ``2.5 × 10³``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'"})
_BARE_POWER = re.compile(r"^([-+]?)10 ?\^", re.ASCII)
_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?(?P<digits>[\d.,' ]*\d)\.?"
    r"(?: ?(?:e|[x×*·] ?10 ?\^) ?(?P<power>[-+]?\d{1,3}))?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[., '])\d{3}(?:(?P=mark)\d{3})*", re.ASCII)
_COMMA_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)


def plain(text: str) -> str:
    """Return typed text in the characters that numbers and units are compared in."""
    powers = _POWER.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPT), text)
    return " ".join(unicodedata.normalize("NFKC", powers).translate(_MINUS).split())


def read_number(text: str) -> Decimal | None:
    """Return the number that a text is, or none if it is not one and nothing else."""
    found = _NUMBER.fullmatch(_BARE_POWER.sub(r"\g<1>1e", plain(text)))
    if found is None:
        return None
    whole, fraction = _at_decimal_mark(found["digits"])
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"\D", "", whole)
    if not (whole + fraction).isdecimal():
        return None
    return Decimal(f"{found['sign']}{whole}.{fraction}e{found['power'] or 0}")


def _at_decimal_mark(digits: str) -> tuple[str, str]:
    """Return what stands before and after the decimal mark; without one, all stands before."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        mark = max(".,", key=digits.rfind)
    elif points == 1:
        mark = "."
    elif commas == 1 and not _COMMA_GROUP.fullmatch(digits):
        mark = ","
    else:
        return digits, ""
    whole, _, fraction = digits.rpartition(mark)
    return whole, fraction
