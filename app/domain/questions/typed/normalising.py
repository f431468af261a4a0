"""Typed text without what its looks alone make different.

Two texts are the same when they agree after Unicode NFKC and case folding, with runs of space as
one space, hyphens inside as spaces, and the marks of a sentence (full stop, quotation marks, a
bracket round the whole) gone from their ends.

**Marks on letters.** Accents of Latin and Greek letters do not matter, as they cannot be typed on
every keyboard: ``ñ``, ``å`` and ``ä`` are taken for ``n``, ``a`` and ``a``, though Spanish and
Swedish readers see another letter. In Cyrillic, where both letters are on every keyboard, ``й``
is not ``и`` (nor ``ї`` ``і``, ``ў`` ``у``, ``ѓ`` ``г``, ``ќ`` ``к``); ``ё`` is typed ``е`` by most
and is free, as are marks of stress. What native readers leave out does not matter either: the
points of Hebrew, the harakat, tatweel and alef's hamza of Arabic. A stroke through a sign is no
accent: ``≠`` is not ``=``.

**Signs** are part of an answer: a minus at the end (``Cl-``), a factorial (``n!``), the brackets of
an interval. An exponent keeps a ``^`` (``10³`` is ``10^3`` and not ``103``), except where a sign
belongs to it (``Ca²⁺`` is ``Ca2+``) or nothing stands before it (``¹⁴C``). Digits of an index are
plain ones. A text of signs alone is compared as it is.
"""

from __future__ import annotations

import re
import unicodedata

from app.domain.bounded_cache import LONGEST_ANSWER, remembered

NORMALISED_TEXTS = 4096

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
# What keyboards and office programs have for an apostrophe: quotes, accents that stand alone,
# primes, modifier letters, and the signs of Armenian and Hebrew.
_APOSTROPHES = "’‘‛‚`´′‵ʼʻʽʾʿʹˈˊˋ΄᾿᾽՚׳ꞌ"
_CHARACTERS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys("“”„‟″‶«»", '"')
    # Letters that show as nothing.
    | dict.fromkeys("\u2800\u3164\u115f\u1160\uffa0", " ")
    | {"ˆ": "^", "⁄": "/", "∕": "/", "ـ": ""}
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = re.compile(rf"(?<=[^\W_⁰¹²³⁴-⁹])([{_RAISED}]+)(?![{_RAISED}⁺⁻])")
_SIGNED_POWER = re.compile(rf"(?<=[\w)\]])⁻(?=[{_RAISED}])")
_POWER_OF_LETTER = re.compile(r"(?<=[^\W\d_])\^-?(?=\d)")
_CHARGE = re.compile(r"\^(?=\d{1,2}[+-](?!\S))")
_SPACED = re.compile(r" ?([/^]) ?")
# Points and harakat, and the selectors that ask for a coloured or a plain sign.
_LEFT_OUT = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\ufe00-\ufe0f]"
    "|(?<=\u0627)[\u0653-\u0655]"
)
# The letters of Cyrillic, with the mark that makes another letter of them.
_OTHER_LETTERS = frozenset("и\u0306 у\u0306 і\u0308 г\u0301 к\u0301".split())
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_WORD = re.compile(r"[^\W\d_]{2}")
_LONG_WORD = re.compile(r"[^\W\d_]{3}")
_LISTED = re.compile(r"[,;|]")
_BULLET = re.compile(r"[-*•·–] (?=[^\W\d_]{2})")
_TIMES_UP = 20
# A dash before a digit is a minus unless it joins the digit to what stands before (B-12).
_MINUS_AND_SPACE = re.compile(r"^- (?=\d)")
_JOINING_DASH = re.compile(r"(?<=[\w)\]}.'%+])-|(?<!\^)-(?!\d)")
_SIGN_OF_ONE_LETTER = re.compile(r"-(?=[^\W\d_](?![^\W_])|\()")


# The accepted answers of a course are normalised with every answer that is marked.
@remembered(NORMALISED_TEXTS, longest=LONGEST_ANSWER)
def normalise(text: str) -> str:
    """Return a text with everything taken away that the comparison does not look at."""
    plain = "".join(map(_plain, text)).translate(_CHARACTERS)
    plain = _SIGNED_POWER.sub("^-", _POWER.sub(r"^\1", " ".join(plain.split())))
    folded = unicodedata.normalize("NFKC", plain).casefold().translate(_PLAIN_LETTERS)
    folded = _without_accents(_LEFT_OUT.sub("", unicodedata.normalize("NFKD", folded)))
    folded = unicodedata.normalize("NFKC", folded).translate(_CHARACTERS)
    trimmed = _trimmed(" ".join("".join(map(_plain, folded)).split()))
    return _CHARGE.sub("", _SPACED.sub(r"\1", _without_hyphens(trimmed)))


def without_powers(text: str) -> str:
    """Return a normalised text with its exponents after letters as plain digits.

    Some keyboards have no raised digit, and some have a raised 2 but no lowered one, so that
    ``CO²`` is typed for ``CO₂``, ``cm2`` for ``cm²`` and ``s-1`` for ``s⁻¹``.
    """
    return _POWER_OF_LETTER.sub(lambda found: " " if found[0] == "^-" else "", text)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Cc":
        return " "
    # Invisible: soft hyphens, joiners, direction marks.
    return "" if category == "Cf" else character


def _without_accents(text: str) -> str:
    """Return a text taken apart by Unicode (NFKD) without the marks that are free."""
    kept, base = [], ""
    for character in text:
        if not "\u0300" <= character <= "\u036f":
            base = character
        elif base.isalpha() and base + character not in _OTHER_LETTERS:
            continue
        kept.append(character)
    return "".join(kept)


def _trimmed(text: str) -> str:
    """Return a text without the marks of a sentence round it; signs alone stay."""
    if not any(map(str.isalnum, text)):
        return text
    for _ in range(_TIMES_UP):
        inner = _unpaired(_without_end(_without_start(text)).strip())
        if inner == text:
            break
        text = inner
    return text


def _without_start(text: str) -> str:
    text = _BULLET.sub("", text.lstrip('"¿¡… '), count=1)
    if text[:1] in (".", ",", ";") and not text[1:2].isdigit():
        return text[1:]
    if text[:1] == "'" and _WORD.match(text, 1):
        return text[1:]
    return text


def _without_end(text: str) -> str:
    text = text.rstrip('".,;:?… ')
    # A factorial and a prime follow one letter, a digit or a bracket: n!, 5', f'.
    if text[-1:] in ("!", "'") and _WORD.fullmatch(text[-3:-1]):
        return text[:-1]
    return text


def _unpaired(text: str) -> str:
    """Return a text without what encloses the whole of it, or hangs at its end alone."""
    first, last, inner = text[:1], text[-1:], text[1:-1]
    if first == last and first in ("'", "*", "_") and any(map(str.isalnum, inner)):
        return inner.strip()
    if first in _PAIRS and _closing_place(text) == len(text) - 1 and _is_aside(first, inner):
        return inner.strip()
    if not _LONG_WORD.search(text):
        return text
    if last in _CLOSING and text.count(last) > text.count(_opening(last)):
        return text[:-1]
    if first in _PAIRS and text.count(first) > text.count(_PAIRS[first]):
        return text[1:]
    return text.strip("_")


def _opening(closing: str) -> str:
    return next(opening for opening, closes in _PAIRS.items() if closes == closing)


def _closing_place(text: str) -> int:
    """Return where the bracket closes that a text begins with; -1 if it does not."""
    waiting: list[str] = []
    for place, character in enumerate(text):
        if character in _PAIRS:
            waiting.append(_PAIRS[character])
        elif character in _CLOSING:
            if waiting.pop() != character:
                return -1
            if not waiting:
                return place
    return -1


def _is_aside(opening: str, inner: str) -> bool:
    """Return whether brackets enclose words, and no interval, set or concentration."""
    if opening == "(":
        return not _LISTED.search(inner) or _LONG_WORD.search(inner) is not None
    return len(_LONG_WORD.findall(inner)) > 0 and not _LISTED.search(inner)


def _without_hyphens(text: str) -> str:
    """Return a text with its hyphens as spaces; a minus before a number or at the end stays."""
    body = text.rstrip("- ")
    if not body:
        return text
    end = "-" if len(text) > len(body) and "-" in text[len(body) :] else ""
    sign = "-" if _SIGN_OF_ONE_LETTER.match(body) else ""
    body = _MINUS_AND_SPACE.sub("-", body[len(sign) :])
    return sign + " ".join(_JOINING_DASH.sub(" ", body).split()) + end
