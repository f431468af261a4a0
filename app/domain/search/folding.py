"""What does not matter when words and names are compared: case, accents, width, how a letter is kept.

Accents go, and so do the vowel points of Hebrew and Arabic; the vowel signs of Thai or Hindi stay,
since without them it is another word. Unicode tells them apart by their combining class.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.domain.bounded_cache import remembered

LONGEST_WORD: Final = 40
KEPT: Final = 50_000

# Letters that are not a plain one with something added, as Unicode sees it; and the yeh and the kaf
# of Arabic keyboards as Persian ones write them.
LIKE: Final = dict(zip("øłđðæœıþħ", "o l d d ae oe i th h".split(), strict=True)) | {
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ـ": "",
}
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
            "sigma tau upsilon phi chi psi omega"
        ).split(),
        strict=True,
    )
)
_GREEK_LETTER = re.compile("[α-ω]")
_GREEK_WORD = re.compile("[α-ω]{2,}")
# µg, µl, µmol: people type a u, and mcg for the first.
_MICRO = re.compile(r"(?<![^\W\d])μ(?=[a-z])")
_MCG = re.compile(r"(\d*)mcg")


def is_accent(sign: str) -> bool:
    """Tell whether a mark is added to a letter, and not a part of the writing (a vowel, a virama)."""
    place = unicodedata.combining(sign)
    return 1 <= place <= 7 or 10 <= place <= 36 or place >= 200


class _Plain(dict[int, str]):
    """What each character is without what does not matter, worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if category == "Nd":
            plain = str(unicodedata.decimal(sign))
        elif category[0] in "LN" or category in ("Cn", "Co"):
            plain = LIKE.get(sign, sign)
        elif category in ("Mn", "Mc") and not is_accent(sign) and not is_selector(sign):
            plain = sign
        else:
            plain = ""
        self[code] = plain
        return plain


def is_selector(sign: str) -> bool:
    """Tell whether a mark only chooses how a character is drawn."""
    return "\ufe00" <= sign <= "\ufe0f" or sign >= "\U000e0000"


_PLAIN = _Plain()


def letters(text: str) -> str:
    """Return the letters, digits and signs of writing of a text, in small letters without accents.

    Everything else is gone, spaces too.
    """
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return unicodedata.normalize("NFC", apart.translate(_PLAIN))


@remembered(KEPT, longest=LONGEST_WORD)
def fold(word: str) -> str:
    """Return a word as it is compared; '' when nothing of it is left.

    A Greek letter that is no word of Greek has its name: ``TNF-α`` is TNF-alpha.
    """
    if word.isascii():
        folded = "".join(filter(str.isalnum, word.lower()))[:LONGEST_WORD]
        unit = _MCG.fullmatch(folded)
        return f"{unit[1]}ug" if unit else folded
    folded = letters(word)
    if _GREEK_LETTER.search(folded) and not _GREEK_WORD.fullmatch(folded):
        folded = _MICRO.sub("u", folded)
        folded = _GREEK_LETTER.sub(lambda letter: _GREEK[letter[0]], folded)
    return folded[:LONGEST_WORD]
