"""Which words English has, by two lists that come with libraries.

WordNet's (Princeton, 88,013 words, many of them of science) comes with ``wordnet_lookup``; that of
SymSpell has 82,765 words, inflected ones among them, that stand both in SCOWL (the words of
spelling checkers) and in Google's count of books. They are under licences like MIT's, the count
under CC BY 3.0. Both are read when they are first asked for, which takes half a second and 20 MB.
Of SymSpell's only the hash of each word is kept, in 0.7 MB.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import cache
from importlib import resources

from app.domain.bounded_cache import LONGEST_WORD, remembered
from app.domain.questions.typed.inflections import base_forms

REMEMBERED_WORDS = 4096
# Shorter ones take an ending to look like misspelt words (alow-ed).
_LEAST_OF_BASE = 6


def load() -> None:
    """Read the lists now, so that no learner has to wait for them."""
    is_known("xyz")


@remembered(REMEMBERED_WORDS, longest=LONGEST_WORD)
def is_known(word: str) -> bool:
    """Return whether a normalised word is English, or the inflected form of one that is."""
    return _is_listed(word) or any(
        len(base) >= _LEAST_OF_BASE and _is_listed(base) for base in base_forms(word)
    )


def _is_listed(word: str) -> bool:
    # Libraries that take a while to load, for the few answers that are neither right nor far off.
    from wordnet_lookup import is_wordnet_term

    hashes, code = _hashes_of_symspell(), hash(word)
    place = bisect_left(hashes, code)
    return (place < len(hashes) and hashes[place] == code) or is_wordnet_term(word)


@cache
def _hashes_of_symspell() -> array[int]:
    from symspellpy import SymSpell

    library = SymSpell(max_dictionary_edit_distance=0, prefix_length=1)
    words = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    library.load_dictionary(str(words), term_index=0, count_index=1, encoding="utf-8-sig")
    return array("q", sorted(map(hash, library.words)))
