"""Finding people: by any part of a name or an address, however it is typed.

Case and accents do not matter, nor how letters are kept, nor apostrophes, hyphens and spaces: muller
finds Müller, o'neil O’Neil, strasse Straße, annemarie Anne-Marie. Umlauts are also written as two
letters: mueller finds Müller, and müller Mueller.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import Final

from app.domain.search.folding import LIKE, is_accent, is_selector

# More words than these are not looked for.
MOST_WORDS: Final = 10
# A longer one is cut: SQLite compares with 50,000 bytes at most, each of ours has up to 4.
LONGEST_WORD: Final = 10_000
# Nothing is found that reaches from one into the next.
_BETWEEN: Final = "\n"
_PARTING: Final = r"\-\u2010-\u2015\u2212\u00b7\u30fb"
_GAP = re.compile(rf"[\s{_PARTING}]+")
_PASSED_OVER = re.compile(rf"[\s{_PARTING}'\u2018\u2019`\u02b9-\u02c8\u2032\u2033\uff07]+")
_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LIKE = str.maketrans(LIKE)


def people_key(name: str, address: str) -> str:
    """Return what of a person is searched: the name, with umlauts as two letters too, the address."""
    return _BETWEEN.join((*_spellings(name), _folded(address)))


def people_words(text: str) -> list[tuple[str, ...]]:
    """Return the words of a search, each in the spellings of which one must occur in a key."""
    spelled = map(_spellings, _GAP.split(text))
    found = islice((spellings for spellings in spelled if spellings), MOST_WORDS)
    return [tuple(one[:LONGEST_WORD] for one in spellings) for spellings in found]


def _spellings(word: str) -> tuple[str, ...]:
    in_two = unicodedata.normalize("NFC", word).casefold().translate(_UMLAUT)
    return tuple(dict.fromkeys(one for one in map(_folded, (word, in_two)) if one))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LIKE)
    return unicodedata.normalize("NFC", _PASSED_OVER.sub("", "".join(filter(_is_seen, apart))))


def _is_seen(sign: str) -> bool:
    return not (is_accent(sign) or is_selector(sign) or unicodedata.category(sign) == "Cf")
