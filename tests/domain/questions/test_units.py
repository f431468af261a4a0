"""Units as people type them: which are the same, which can be turned into each other."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions.typed.unit_names import DEFINITIONS, PREFIXES
from app.domain.questions.typed.units import convert, is_known, read_unit


@pytest.mark.parametrize(
    ("given_unit", "wanted"),
    [
        ("µg", "μg"),
        ("ug", "µg"),
        ("mcg", "µg"),
        ("mcgs", "µg"),
        ("㎍", "µg"),
        ("microgram", "µg"),
        ("Micrograms", "µg"),
        ("microgrammes", "µg"),
        ("mcmol/L", "µmol/l"),
        ("mgs", "mg"),
        ("gm", "g"),
        ("KG", "kg"),
        ("Kgs", "kg"),
        ("kilos", "kg"),
        ("MMOL", "mmol"),
        ("Mmol/L", "mmol/L"),
        ("millimoles per litre", "mmol/L"),
        ("mM", "mmol/L"),
        ("cc", "mL"),
        ("ml", "mL"),
        ("millilitres", "mL"),
        ("milliliter", "ml"),
        ("liters", "L"),
        ("cm3", "mL"),
        ("cubic centimetres", "cc"),
        ("mg/dl", "mg/dL"),
        ("mg per dl.", "mg/dL"),
        ("mg/100 ml", "mg/dL"),
        ("mg / dL", "mg/dL"),
        ("U/l", "U/L"),
        ("IU/L", "units/L"),
        ("U/L", "IU/L"),
        ("IU", "U"),
        ("Cal", "kcal"),
        ("international units", "IU"),
        ("mIU/mL", "IU/L"),
        ("mEq/l", "mEq/L"),
        ("×10⁹/L", "10^9/L"),
        ("x10^9/l", "10⁹/L"),
        ("G/L", "10^9/L"),
        ("Tpt/l", "10^12/L"),
        ("s", "seconds"),
        ("sec", "s"),
        ("secs", "s"),
        ("sec.", "s"),
        ("msec", "ms"),
        ("min.", "minutes"),
        ("hrs", "h"),
        ("HRS", "h"),
        ("hours", "hr"),
        ("wk", "weeks"),
        ("yrs", "years"),
        ("months", "mo"),
        ("m/s", "metres per second"),
        ("m s-1", "m/s"),
        ("m·s⁻¹", "m/s"),
        ("m s^-2", "metres per second squared"),
        ("m**2", "m²"),
        ("sq m", "m2"),
        ("square meters", "m²"),
        ("kg/m2", "kg/m²"),
        ("J/(kg K)", "J/kg/K"),
        ("J kg⁻¹ K⁻¹", "J/(kg·K)"),
        ("Nm", "N·m"),
        ("N.m", "J"),
        ("mL/min/1.73m2", "ml/min/1.73 m²"),
        ("mm Hg", "mmHg"),
        ("mm of Hg", "mmHg"),
        ("cm H2O", "cmH₂O"),
        ("ohms", "Ω"),
        ("kohm", "kΩ"),
        ("ºC", "°C"),
        ("˚C", "°C"),
        ("° C", "°C"),
        ("℃", "°C"),
        ("C", "°C"),
        ("C°", "°C"),
        ("f °", "°F"),
        ("c", "°C"),
        ("°", "°C"),
        ("deg C", "°C"),
        ("degrees Celsius", "°C"),
        ("degrees", "°F"),
        ("degrees", "°"),
        ("per cent", "%"),
        ("percent", "%"),
        ("pct", "%"),
        ("％", "%"),
        ("٪", "%"),
        ("per mille", "‰"),
        ("parts per million", "ppm"),
        ("US$", "$"),
        ("USD", "dollars"),
        ("$", "A$"),
        ("EUR", "€"),
        ("euros", "€"),
        ("pounds", "£"),
        ("Rs.", "₹"),
        ("beats per minute", "bpm"),
        ("beats/min", "bpm"),
        ("week", "weeks"),
        ("study", "studies"),
        ("movie", "movies"),
        ("STUDIES", "studies"),
        ("Row", "rows"),
        ("boxes", "box"),
        ("glass", "glasses"),
        ("children", "child"),
        ("percentage point", "percentage points"),
        ("piece of work", "pieces of work"),
        ("tablets a day", "tablets/day"),
        # What is counted may be left out where something is measured.
        ("/µL", "cells/µL"),
        ("per minute", "beats/min"),
        ("mg", "mg caffeine"),
        ("mg/kg", "mg/kg body weight"),
        ("%", "% of patients"),
    ],
)
def test_the_same_unit_is_spelled_in_many_ways(given_unit: str, wanted: str) -> None:
    assert convert(Fraction(7), given_unit, wanted) == 7


@pytest.mark.parametrize(
    ("number", "given_unit", "wanted", "expected"),
    [
        ("2500", "ng", "µg", "2.5"),
        ("2.5", "mg", "µg", "2500"),
        ("5", "MW", "mW", "5e9"),
        ("1", "ML", "mL", "1e9"),
        ("90", "min", "h", "1.5"),
        ("2", "weeks", "days", "14"),
        ("1", "year", "months", "12"),
        ("36", "km/h", "m/s", "10"),
        ("98.6", "°F", "°C", "37"),
        ("310.15", "K", "°C", "37"),
        ("5", "°C", "K", "278.15"),
        ("2", "J/°C", "J/K", "2"),
        ("5", "%", "‰", "50"),
        ("1", "kcal", "kJ", "4.184"),
        ("1", "in", "cm", "2.54"),
        ("760", "Torr", "atm", "1"),
        ("1", "kWh", "MJ", "3.6"),
        ("3", "µM", "nmol/mL", "3"),
    ],
)
def test_a_number_is_turned_into_another_unit_exactly(
    number: str, given_unit: str, wanted: str, expected: str
) -> None:
    assert convert(Fraction(number), given_unit, wanted) == Decimal(expected)


@pytest.mark.parametrize(
    ("given_unit", "wanted"),
    [
        ("mg", "mL"),
        ("mW", "mg"),
        ("Bq", "Hz"),
        ("Gy", "Sv"),
        ("mEq/L", "mmol/L"),
        ("€", "$"),
        ("%", "percentage points"),
        ("%", "studies"),
        ("mg", "tablets"),
        ("tablets", "mg"),
        ("trials", "studies"),
        ("cells/µL", "/µL"),
        # One symbol in other letters may be another.
        ("MG", "mg"),
        ("TU", "tu"),
        ("ms-1", "m/s"),
        ("h 30 min", "h"),
        ("ft 11 in", "m"),
        ("", "mg"),
        ("10", "mg"),
        ("-10", "mg"),
        ("mg//mL", "mg/mL"),
        ("mg/0 mL", "mg/mL"),
        ("mg/(0.0)", "mg"),
        ("mg/0000000001 mL", "mg/mL"),
        ("m^99", "m"),
        ("µ" * 101, "µg"),
    ],
)
def test_other_units_are_none(given_unit: str, wanted: str) -> None:
    assert convert(Fraction(7), given_unit, wanted) is None


def test_a_text_is_a_known_unit_if_all_of_it_is_in_the_table() -> None:
    assert all(map(is_known, ("mg", "mg/dl", "weeks", "°", "per cent", "J/(kg K)", "mg/kg", "$")))
    assert not any(
        map(is_known, ("foo", "mg foo", "studies", "MG", "-10", "10^3", "", "bpm", "h 30 min"))
    )


def test_a_unit_of_ambiguous_parts_has_few_meanings() -> None:
    assert 1 < len(read_unit("$ " * 40)) <= 16


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.symbols or one.names)
def test_every_symbol_and_name_is_its_unit(definition) -> None:
    prefixes = {spellings[0]: (spellings, name, power) for spellings, name, power in PREFIXES}
    plain = [*definition.symbols.split(","), *definition.names.split(",")]
    words = [word.strip() for word in plain if word.strip()]
    for word in words:
        assert convert(Fraction(1), word, words[0]) == 1
    for prefix in definition.prefixes.split():
        spellings, name, power = prefixes[prefix]
        for symbol in filter(None, map(str.strip, definition.symbols.split(","))):
            for spelling in spellings:
                assert convert(Fraction(1), spelling + symbol, words[0]) == Fraction(10) ** power
        for word in filter(None, map(str.strip, definition.names.split(","))):
            assert convert(Fraction(1), name + word + "s", words[0]) == Fraction(10) ** power


@given(st.text(max_size=60) | st.text(st.sampled_from("0012m g/^-().·µ%$x*°Cs"), max_size=20))
def test_any_text_is_compared(text: str) -> None:
    # A unit that says something is at least its own.
    assert convert(Fraction(3), text, text) == 3
    is_known(text)
