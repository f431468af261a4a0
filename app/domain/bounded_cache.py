"""Remembering what was made from a text, with an end to the memory that it takes.

A cache of so many texts has no end if texts have none: the few long ones have a small cache of their
own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Made = TypeVar("Made")
# A long text may be read by many rules one after the other.
LONG_TEXTS = 8
LONGEST_WORD = 60
LONGEST_ANSWER = 100
LONGEST_TEXT = 2000


def remembered(
    most: int, *, longest: int
) -> Callable[[Callable[[str], Made]], Callable[[str], Made]]:
    """Have a function of a text remember its last results.

    They are ``most`` of texts with up to ``longest`` characters, and ``LONG_TEXTS`` of longer ones.
    """

    def decorate(function: Callable[[str], Made]) -> Callable[[str], Made]:
        short, long = lru_cache(most)(function), lru_cache(LONG_TEXTS)(function)

        @wraps(function)
        def remembering(text: str) -> Made:
            return short(text) if len(text) <= longest else long(text)

        return remembering

    return decorate
