"""The characters that numbers and units are compared in, whatever keyboard wrote them.

Phones, calculators, office programs and the keyboards of other languages write the same number in
other characters: a longer dash for the minus, digits of another script, marks of direction that
nobody sees. Here they all become the plain ones.
"""

from __future__ import annotations

import re
import unicodedata

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_LOWERED = str.maketrans(_SUPERSCRIPTS, "0123456789-+")
_POWER = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RAISED_FRACTION = re.compile(r"(?<![⁰¹²³⁴⁵⁶⁷⁸⁹])([⁰¹²³⁴⁵⁶⁷⁸⁹]++)[⁄∕/](?=[₀₁₂₃₄₅₆₇₈₉])")
_FRACTION_SIGN = re.compile("[¼-¾⅐-⅟↉]")
# What Unicode does not make the same, by what it is taken for.
_LOOKALIKES = {
    "-": "\N{MINUS SIGN}\N{MODIFIER LETTER MINUS SIGN}\N{HEAVY MINUS SIGN}\N{HYPHEN BULLET}"
    # Japanese keyboards have it in the place of the minus.
    "\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}",
    "+": "\N{HEAVY PLUS SIGN}",
    "'": "’‘ʼʹ`´′",
    "/": "⁄∕÷",
    "×": "✕✖⨯",
    "*": "∗",
    "·": "•∙⋅",
    ".": "。",
    ",": "،",
    "%": "٪",
    "‰": "؉",
    "°": "º˚∘",
    "µ": "μ",
    "Ω": "\N{OHM SIGN}",
}
_TRANSLATED = str.maketrans(
    {found: meant for meant, characters in _LOOKALIKES.items() for found in characters}
)
# Dashes by their category, but wavy in sight: "about" in Japanese.
_WAVES = "\N{WAVE DASH}\N{WAVY DASH}"
_VARIATION_SELECTORS = "\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}"


def plain(text: str) -> str:
    """Return a text in plain characters: ASCII digits, ``-``, ``'``, ``^2`` for what is raised.

    Nothing invisible is left, and every run of space is one space.
    """
    text = _RAISED_FRACTION.sub(lambda found: f" {found[1].translate(_LOWERED)}/", text)
    text = _POWER.sub(lambda found: "^" + found[0].translate(_LOWERED), text)
    # 2½ is not 21/2.
    text = _FRACTION_SIGN.sub(r" \g<0>", text)
    # Before and after: Unicode takes the acute accent and the raised o apart.
    text = unicodedata.normalize("NFKC", text.translate(_TRANSLATED)).translate(_TRANSLATED)
    return " ".join("".join(map(_plain, text)).split())


def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" and character not in _WAVES:
        return "-"
    # Marks of direction, joiners, spaces without width, soft hyphens.
    return "" if category == "Cf" or character in _VARIATION_SELECTORS else character
