"""The units that typed numbers are compared in: their symbols, their names and their sizes.

Sources: The International System of Units (BIPM, 9th edition, 2019) with the units that it accepts
beside its own; the pound, the inch and what is made of them by the agreement of 1959; mmHg and
cmH2O as in ISO 80000-4. A year is 365.25 days and a month a twelfth of it.
"""

from __future__ import annotations

from typing import NamedTuple

# By prefix: its spellings as a symbol, its name, the power of ten.
PREFIXES = (
    (("f",), "femto", -15),
    (("p",), "pico", -12),
    (("n",), "nano", -9),
    (("µ", "u", "mc"), "micro", -6),
    (("m",), "milli", -3),
    (("c",), "centi", -2),
    (("d",), "deci", -1),
    (("h",), "hecto", 2),
    (("k",), "kilo", 3),
    (("M",), "mega", 6),
    (("G",), "giga", 9),
    (("T",), "tera", 12),
)


class Definition(NamedTuple):
    """A unit: its symbols and names, its size in earlier units, the prefixes it is used with.

    Symbols count as they are written, names in any case and in the plural. Without a size, it is
    the measure of something of its own; ``offset`` is where its zero lies, in the earlier unit.
    """

    symbols: str
    names: str
    size: str = ""
    prefixes: str = ""
    offset: str = "0"


# Parted by commas, since a name may have several words. A unit follows what its size is made of.
DEFINITIONS = (
    Definition("m", "metre, meter", prefixes="f p n µ m c d k"),
    Definition("g, gm", "gram, gramme", prefixes="f p n µ m c d h k M"),
    Definition("s, sec", "second", prefixes="f p n µ m"),
    Definition("A", "ampere, amp", prefixes="p n µ m k"),
    Definition("K", "kelvin", prefixes="n µ m"),
    # No megamole: Mmol is a mmol whose writer began with a capital.
    Definition("mol", "mole", prefixes="f p n µ m k"),
    Definition("cd", "candela"),
    # Not counted one for another, though some measure the same by the letter of the SI.
    Definition("Bq", "becquerel", prefixes="m k M G T"),
    Definition("Gy", "gray", prefixes="µ m c k"),
    Definition("Sv", "sievert", prefixes="n µ m"),
    Definition("U", "unit", prefixes="µ m k M"),
    # For enzymes they are the same, and elsewhere many leave the I out.
    Definition("IU, UI, U", "unit", prefixes="µ m k M"),
    Definition("Eq", "equivalent", prefixes="µ m"),
    Definition("osm, Osm, osmol, Osmol", "osmole", prefixes="m"),
    Definition("Da", "dalton", prefixes="k M"),
    Definition("bit, b", "bit", prefixes="k M G T"),
    Definition("dB", "decibel"),
    Definition("lm", "lumen"),
    Definition("sr", "steradian"),
    Definition("pH", ""),
    Definition("", "ratio"),
    Definition("%", "percent, pct", "10^-2 ratio"),
    Definition("‰", "permille", "10^-3 ratio"),
    Definition("ppm", "", "10^-6 ratio"),
    Definition("ppb", "", "10^-9 ratio"),
    Definition("min", "minute", "60 s"),
    Definition("h, hr", "hour", "60 min"),
    Definition("d", "day", "24 h"),
    Definition("w, wk", "week", "7 d"),
    Definition("y, yr", "year", "365.25 d"),
    Definition("mo, mth", "month", "30.4375 d"),
    Definition("Hz", "hertz", "1/s", "m k M G T"),
    Definition("bpm", "", "beat/min"),
    Definition("rpm", "", "revolution/min"),
    Definition("L, l", "litre, liter", "10^-3 m^3", "f p n µ m c d h k M"),
    Definition("cc, ccm", "", "mL"),
    Definition("M", "molar", "mol/L", "f p n µ m"),
    Definition("N", "newton", "kg m/s^2", "p n µ m k M"),
    Definition("Pa", "pascal", "N/m^2", "µ m h k M G"),
    Definition("J", "joule", "N m", "f p n µ m k M G"),
    Definition("Nm", "", "N m", "m k"),
    Definition("W", "watt", "J/s", "f p n µ m k M G T"),
    Definition("Wh", "watthour", "W h", "m k M G T"),
    Definition("C", "coulomb", "A s", "p n µ m k"),
    Definition("Ah", "", "A h", "m"),
    Definition("V", "volt", "W/A", "n µ m k M"),
    Definition("Ω, ohm", "ohm", "V/A", "µ m k M G"),
    Definition("S", "siemens", "A/V", "p n µ m k"),
    Definition("F", "farad", "C/V", "f p n µ m"),
    Definition("Wb", "weber", "V s", "µ m"),
    Definition("T", "tesla", "Wb/m^2", "p n µ m"),
    Definition("H", "henry", "Wb/A", "n µ m"),
    Definition("kat", "katal", "mol/s", "p n µ m"),
    Definition("Ci", "curie", "37 GBq", "n µ m k"),
    Definition("lx", "lux", "lm/m^2", "k"),
    Definition("cal", "calorie", "4.184 J", "k"),
    Definition("Cal", "", "kcal"),
    Definition("eV", "electronvolt", "1.602176634 10^-19 J", "m k M G T"),
    Definition("bar", "bar", "100 kPa", "m"),
    Definition("atm", "atmosphere", "101325 Pa"),
    Definition("Torr", "torr", "atm/760"),
    Definition("mmHg", "", "133.322387415 Pa"),
    Definition("cmH2O", "", "98.0665 Pa"),
    Definition("B", "byte", "8 bit", "k M G T"),
    Definition("t", "tonne", "Mg", "k M G"),
    Definition("", "kilo", "kg"),
    Definition("ha", "hectare", "10^4 m^2"),
    Definition("Å", "angstrom, ångström", "10^-10 m"),
    Definition("in", "inch", "2.54 cm"),
    Definition("ft", "foot", "12 in"),
    Definition("yd", "yard", "3 ft"),
    Definition("mi", "mile", "1760 yd"),
    Definition("lb", "pound", "453.59237 g"),
    Definition("oz", "ounce", "lb/16"),
    Definition("st", "stone", "14 lb"),
    Definition("mph", "", "mi/h"),
    Definition("kph, kmh", "", "km/h"),
    Definition("°", "degree, deg"),
    Definition("rad", "radian", prefixes="m"),
    Definition("°C, C, °", "celsius, centigrade, degree, deg", "K", offset="273.15"),
    # 459.67 Fahrenheit degrees below its zero there is no heat.
    Definition("°F, F, °", "fahrenheit, degree, deg", "K/1.8", offset="459.67"),
    Definition("$, US$, USD", "dollar"),
    Definition("$, A$, AU$, AUD", "dollar"),
    Definition("$, C$, CA$, CAD", "dollar"),
    Definition("$, NZ$, NZD", "dollar"),
    Definition("€, EUR", "euro"),
    Definition("£, GBP", "pound"),
    Definition("₹, Rs, INR", "rupee"),
    Definition("¥, JPY", "yen"),
    Definition("¥, CNY", "yuan"),
    Definition("R, ZAR", "rand"),
    Definition("CHF, Fr", "franc"),
)
IRREGULAR_PLURALS = {
    "children": "child",
    "feet": "foot",
    "inches": "inch",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "teeth": "tooth",
    "women": "woman",
}
