"""Comparing units as people type them, and turning a number of one unit into another.

The same unit is written in many ways: ``mcg`` and ``microgram`` are ``µg``, ``mg per dl`` is
``mg/dL``, ``weeks`` is ``week``. Symbols count as they are written, since mW is not MW, unless only
one can be meant (``KG``). What is in no table is a word for what is counted: it is the same in any
case, in the singular and the plural.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import islice, product
from typing import Final

from app.domain.bounded_cache import LONGEST_ANSWER, remembered
from app.domain.questions.typed.characters import plain
from app.domain.questions.typed.unit_names import (
    DEFINITIONS,
    IRREGULAR_PLURALS,
    PREFIXES,
    Definition,
)

LONGEST_CHARACTERS = 100
# Of a unit whose factors may each mean several things.
MOST_MEANINGS = 16
# Shorter words in capitals are taken for symbols, which in other letters may be others.
CAPITALS_FROM = 4
PLURAL_FROM = 3
CACHED_TEXTS = 512

_REWRITTEN = tuple(
    (re.compile(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (r"\bper ?cent\b", "%"),
        (r"\bper ?mille?\b", "‰"),
        (r"\bparts per million\b", "ppm"),
        (r"\bparts per billion\b", "ppb"),
        (r"\bper\b|(?<=\S )an? (?=(?:hour|day|week|month|year)$)", "/"),
        (r"\bmm ?(?:of )?hg\b", "mmHg"),
        (r"(?:\bdeg(?:rees?)?\.? ?|° ?)c(?:elsius|entigrade)?\b", "°C"),
        (r"(?:\bdeg(?:rees?)?\.? ?|° ?)f(?:ahrenheit)?\b", "°F"),
        (r"\b([cf]) ?°", r"°\1"),
        (r"\binternational units?\b", "IU"),
        (r"\bmetric tonn?e?s?\b", "t"),
        (r"\b(?:square|sq)\.? ([^\W\d]+)", r"\1^2"),
        (r"\b(?:cubic|cu)\.? ([^\W\d]+)", r"\1^3"),
        (r"\b([^\W\d]+) squared\b", r"\1^2"),
        (r"\b([^\W\d]+) cubed\b", r"\1^3"),
        (r"^[x×*·] ?(?=10 ?\^)", ""),
        # How blood cells are counted.
        (r"^(?-i:G(?:pt)?) ?/ ?l$", "10^9/L"),
        (r"^(?-i:T(?:pt)?) ?/ ?l$", "10^12/L"),
    )
)
_IN_WORDS = r"[^\s\d·*×/^().]"
_FACTOR = re.compile(
    rf"""
    [\ ·*×.()]*
    (?: 10\ ?(?:\^|\*\*)\ ?(?P<ten_to_the>-?\d{{1,2}})(?!\d)
      | (?P<number>\d{{1,9}}(?:\.\d{{1,9}})?)
      | (?P<water>cm\ ?H\ ?2\ ?O)\b
      | (?P<word>(?!-){_IN_WORDS}+?)
        (?:(?:\^|\*\*)?(?P<power>-?[1-9])(?![\d^])|(?!{_IN_WORDS}|[\d^]|\*\*))
    )
    [\ ·*×.()]*
    """,
    re.VERBOSE | re.ASCII,
)

Dimension = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how large it is and what it measures.

    ``dimension`` is what it is made of, with the powers; ``counted`` are those parts that are no
    measures but words for what is counted, and ``measures`` tells that others are (those of mg/kg
    are gone from the dimension). ``offset`` is where its zero lies, in the unit itself.
    """

    scale: Fraction
    dimension: Dimension = frozenset()
    counted: Dimension = frozenset()
    measures: bool = False
    offset: Fraction = Fraction(0)

    def fits(self, wanted: Unit) -> bool:
        """Return whether numbers of this unit are numbers of the other, once they are converted.

        The words for what is counted may be left out: ``/µL`` for ``cells/µL``.
        """
        if self.measures != wanted.measures:
            return False
        left_out = self.measures and self.dimension == wanted.dimension - wanted.counted
        return left_out or self.dimension == wanted.dimension

    def __mul__(self, other: Unit) -> Unit:
        return Unit(
            self.scale * other.scale,
            _summed(self.dimension, other.dimension),
            _summed(self.counted, other.counted),
            self.measures or other.measures,
        )

    def __pow__(self, power: int) -> Unit:
        if power == 1:
            return self
        dimension, counted = (
            frozenset((name, one * power) for name, one in part)
            for part in (self.dimension, self.counted)
        )
        return Unit(self.scale**power, dimension, counted, self.measures)


def _summed(one: Dimension, other: Dimension) -> Dimension:
    powers: Counter[str] = Counter()
    for name, power in (*one, *other):
        powers[name] += power
    return frozenset((name, power) for name, power in powers.items() if power)


def convert(number: Fraction, given: str, wanted: str) -> Fraction | None:
    """Return a number of one unit in another; none unless both measure the same."""
    if not {*read_unit(given)}.isdisjoint(read_unit(wanted)):
        return number
    for one, other in product(read_unit(given), read_unit(wanted)):
        if one.fits(other):
            return (number + one.offset) * one.scale / other.scale - other.offset
    return None


def is_known(text: str) -> bool:
    """Return whether a text is a unit with nothing in it that is in no table."""
    return any(not unit.counted for unit in read_unit(text))


@remembered(CACHED_TEXTS, longest=LONGEST_ANSWER)
def read_unit(text: str) -> tuple[Unit, ...]:
    """Return all that a text may mean as a unit, the likeliest first; at least what is counted."""
    text = plain(text).strip(" .,;!()")
    return _TABLE.read(text) or (_counted(text),)


class _Table:
    """The units by their symbols, by their names, and by their symbols in any case."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._symbols: dict[str, tuple[Unit, ...]] = {}
        self._names: dict[str, tuple[Unit, ...]] = {}
        self._folded: dict[str, set[tuple[Unit, ...]]] = {}
        for definition in definitions:
            self._define(definition)
        for symbol, units in self._symbols.items():
            self._folded.setdefault(symbol.casefold(), set()).add(units)

    def _define(self, definition: Definition) -> None:
        symbols, names = _listed(definition.symbols), _listed(definition.names)
        own = Unit(Fraction(1), frozenset({((*symbols, *names)[0], 1)}), measures=True)
        (unit,) = self.read(definition.size) or (own,)
        unit = replace(unit, offset=Fraction(definition.offset))
        _add(self._symbols, symbols, unit)
        _add(self._names, names, unit)
        for spellings, name, power in PREFIXES:
            if spellings[0] in definition.prefixes.split():
                larger = unit * Unit(Fraction(10) ** power)
                _add(self._symbols, [one + two for one, two in product(spellings, symbols)], larger)
                _add(self._names, [name + one for one in names], larger)

    def read(self, text: str) -> tuple[Unit, ...]:
        """Return what a text in plain characters may mean; nothing if it is no unit."""
        if len(text) > LONGEST_CHARACTERS:
            return ()
        for pattern, meant in _REWRITTEN:
            text = pattern.sub(meant, text)
        factors: list[tuple[Unit, ...]] = []
        for place, part in enumerate(text.split("/")):
            found = list(self._factors(part.strip(), -1 if place else 1))
            # Only "/min" may have nothing above its line.
            if None in found or (place and not found):
                return ()
            factors += filter(None, found)
        meanings = islice(product(*factors), MOST_MEANINGS) if factors else ()
        units = (reduce(Unit.__mul__, meaning) for meaning in meanings)
        return tuple(unit for unit in units if unit.measures or unit.counted)

    def _factors(self, text: str, sign: int) -> Iterator[tuple[Unit, ...] | None]:
        """Give what each factor may mean, and none in the place of what is no factor."""
        place = 0
        while place < len(text):
            found = _FACTOR.match(text, place)
            # A number may only come first ("h 30 min" is no product), and nothing is parted by 0.
            if found is None or (found["number"] and (place or not Fraction(found["number"]))):
                yield None
                return
            place = found.end()
            if found["word"] or found["water"]:
                power = sign * int(found["power"] or 1)
                yield tuple(unit**power for unit in self._word(found["word"] or "cmH2O"))
            else:
                number = found["number"] or Fraction(10) ** int(found["ten_to_the"])
                yield (Unit(Fraction(number) ** sign),)

    def _word(self, word: str) -> tuple[Unit, ...]:
        """Return what one symbol or name may mean, or else that it is a word."""
        singular = word[:-1] if len(word) >= PLURAL_FROM and word[-1] in "sS" else word
        names = (word.casefold(), singular.casefold(), _singular(word.casefold()))
        return (
            self._symbols.get(word)
            or next((self._names[name] for name in names if name in self._names), ())
            or self._in_any_case(word)
            or self._symbols.get(singular)
            or self._in_any_case(singular)
            or (_counted(word),)
        )

    def _in_any_case(self, word: str) -> tuple[Unit, ...]:
        meanings = self._folded.get(word.casefold(), set())
        return next(iter(meanings)) if len(meanings) == 1 else ()


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _add(table: dict[str, tuple[Unit, ...]], keys: Iterable[str], unit: Unit) -> None:
    for key in keys:
        table[key] = (*table.get(key, ()), unit)


def _counted(text: str) -> Unit:
    """Return the unit of a word for what is counted."""
    is_symbol = text != text.lower() and not text.istitle()
    if is_symbol and not (text.isupper() and len(text) >= CAPITALS_FROM):
        word = text
    else:
        word = _singular(text.casefold())
    dimension = frozenset({(f"count of {word}", 1)})
    return Unit(Fraction(1), dimension, dimension)


def _singular(word: str) -> str:
    """Return an English noun in the singular; of any other word only that it is the same for it."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word.endswith(("ie", "ies")):
        return word[: word.rindex("ie")] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_TABLE: Final = _Table(DEFINITIONS)
