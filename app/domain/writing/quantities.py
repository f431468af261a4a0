"""Reading a whole choice as an amount: "10–20 mg", "under 5 %", "1 in 20", "three weeks"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from app.domain.bounded_cache import LONGEST_TEXT, remembered
from app.domain.writing.words import TEXTS

_SCALES: dict[str, dict[str, float]] = {
    "mass": {"kg": 1e3, "g": 1, "mg": 1e-3, "µg": 1e-6, "ng": 1e-9, "pg": 1e-12, "tonne": 1e6},
    "volume": {"l": 1, "dl": 0.1, "cl": 1e-2, "ml": 1e-3, "µl": 1e-6},
    "length": {"km": 1e3, "m": 1, "cm": 1e-2, "mm": 1e-3, "µm": 1e-6, "nm": 1e-9, "mile": 1609.344},
    "duration": {
        "ms": 1e-3,
        "second": 1,
        "minute": 60,
        "hour": 3600,
        "day": 86_400,
        "week": 604_800,
        "month": 2_629_800,
        "year": 31_557_600,
    },
    "ratio": {"%": 1e-2, "‰": 1e-3, "in": 1},
    "energy": {"kcal": 4184, "kj": 1e3, "j": 1},
    "amount of substance": {"mol": 1, "mmol": 1e-3, "µmol": 1e-6, "nmol": 1e-9, "pmol": 1e-12},
}
_UNITS = {unit: (kind, scale) for kind, units in _SCALES.items() for unit, scale in units.items()}
_SPELLED = {
    "gram": "g",
    "gramme": "g",
    "kilogram": "kg",
    "milligram": "mg",
    "microgram": "µg",
    "mcg": "µg",
    "ug": "µg",
    "μg": "µg",
    "nanogram": "ng",
    "litre": "l",
    "liter": "l",
    "decilitre": "dl",
    "millilitre": "ml",
    "milliliter": "ml",
    "metre": "m",
    "meter": "m",
    "kilometre": "km",
    "centimetre": "cm",
    "millimetre": "mm",
    "s": "second",
    "sec": "second",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "millisecond": "ms",
    "percent": "%",
    "per cent": "%",
}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "a hundred": 100}
_VALUES = {word: float(number) for number, word in enumerate(_WORDS)} | _TENS
_SPELLED_NUMBERS = "|".join(map(re.escape, sorted(_VALUES, key=len, reverse=True)))
_NUMBER = rf"(?:(?:[-+−][ ]?)?\d[\d,.]*(?:[ ]\d{{3}})*|(?:{_SPELLED_NUMBERS})\b)"
_UNIT = r"(?:[^\W\d_]|[%‰°€£µμ])[^\d]*?"
_BEFORE = {
    "under": ("under", "below", "less than", "fewer than", "younger than", "shorter than", "<"),
    "up to": ("up to", "within", "at most", "no more than", "not more than", "≤", "<="),
    "over": ("over", "above", "more than", "greater than", "older than", "longer than", ">"),
    "at least": ("at least", "no less than", "from", "≥", ">="),
    "": (
        *("=", "≈", "~", "about", "around", "roughly", "approximately", "nearly", "almost"),
        *("between", "in", "on", "at", "by", "for", "after"),
    ),
}
_BOUND = {word: bound for bound, words in _BEFORE.items() for word in words}
_AFTER = {"more": "at least", "over": "at least", "above": "at least", "longer": "at least"} | {
    "less": "up to",
    "fewer": "up to",
    "under": "up to",
    "below": "up to",
    "shorter": "up to",
}
_AMOUNT = re.compile(
    rf"""
    (?:(?P<before>{"|".join(sorted(map(re.escape, _BOUND), key=len, reverse=True))})\s*)?
    (?P<money>[€£$])?\s?(?P<low>{_NUMBER})
    (?:\s?(?P<inner>{_UNIT})?\s?(?:-|–|—|\bto\b|(?P<and>\band\b))\s?[€£$]?(?P<high>{_NUMBER})
      |\s(?P<ratio>in|out\ of)\s(?P<of>{_NUMBER}))?
    (?:\s?(?P<plus>\+))?
    (?:\s(?:or|and)\s(?P<first>{"|".join(_AFTER)})\b)?
    \s?(?P<unit>{_UNIT})??
    (?:\s(?:or|and)\s(?P<after>{"|".join(_AFTER)}))?
    [.\s]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PER = re.compile(r"\s?/\s?|\sper\s|\sa\s")
_LONGEST_AMOUNT = 60
_UNIT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """What a choice amounts to, from ``low`` to ``high`` (the same for one number).

    ``unit`` is as written, in the singular; ``kind`` what it measures ("mass", "mass per time"; the
    unit itself if it is not known); the numbers are in the kind's own scale, so that 1 g and
    1000 mg are equal. ``open_low`` and ``open_high``: that end is itself not part of it.
    """

    low: float
    high: float
    unit: str
    kind: str
    open_low: bool = False
    open_high: bool = False

    @property
    def is_range(self) -> bool:
        """Return whether it is more than one number."""
        return self.low != self.high

    def overlaps(self, other: Amount) -> bool:
        """Return whether some number belongs to both."""
        first, second = sorted((self, other), key=lambda amount: (amount.low, amount.high))
        if first.high == second.low:
            return not (first.open_high or second.open_low)
        return first.high > second.low


@remembered(TEXTS, longest=LONGEST_TEXT)
def amount_of(text: str) -> Amount | None:
    """Return the amount that a text is, none if it is anything else."""
    if len(text) > _LONGEST_AMOUNT or not (found := _AMOUNT.fullmatch(text.strip())):
        return None
    if found["and"] and (found["before"] or "").lower() != "between":
        return None
    if len((found["unit"] or "").split()) > _UNIT_WORDS:
        return None
    low = _value(found["low"])
    high = _value(found["high"] or found["low"])
    unit, kind, scale = _unit(found["money"] or found["unit"] or found["inner"] or "")
    if low is None or high is None:
        return None
    if found["of"]:
        whole = _value(found["of"])
        if not whole:
            return None
        low, high, unit, kind, scale = low / whole, low / whole, "in", "ratio", 1.0
    low, high = low * scale, high * scale
    before = _BOUND.get((found["before"] or "").lower(), "")
    after = (found["first"] or found["after"] or "").lower()
    bound = before or ("at least" if found["plus"] else _AFTER.get(after, ""))
    if bound in ("under", "up to"):
        return Amount(-inf, high, unit, kind, open_high=bound == "under")
    if bound in ("over", "at least") and not found["high"]:
        return Amount(low, inf, unit, kind, open_low=bound == "over")
    return Amount(low, high, unit, kind)


def _value(text: str) -> float | None:
    word = text.lower()
    if word in _VALUES:
        return _VALUES[word]
    digits = text.replace("−", "-").replace(" ", "")
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        return float(digits.replace(",", ".").rstrip("."))
    except ValueError:
        return None


def _unit(text: str) -> tuple[str, str, float]:
    """Return a unit in the singular, what it measures, and its size in that measure's scale."""
    parts = [_one_unit(part) for part in _PER.split(text.strip(" .").lower())]
    name = " per ".join(unit for unit, _, _ in parts)
    kind = " per ".join(kind for _, kind, _ in parts)
    scale = parts[0][2]
    for _, _, divisor in parts[1:]:
        scale /= divisor
    return name, kind, scale


def _one_unit(text: str) -> tuple[str, str, float]:
    name = text.strip().replace("μ", "µ")
    for candidate in (name, name.removesuffix("s")):
        known = _SPELLED.get(candidate, candidate)
        if known in _UNITS:
            return known, *_UNITS[known]
    singular = name if name.endswith("ss") else name.removesuffix("s")
    return singular, singular, 1.0
