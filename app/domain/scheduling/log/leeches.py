"""Leeches: cards that go on slipping, however often they come back."""

from __future__ import annotations

from typing import Final

# As many lapses as Anki counts before it calls a card a leech. Educators are told from here on,
# and learners who have not chosen another number.
LEECH_LAPSES: Final = 8


def leech_from(told_from: int) -> int:
    """Return with how many lapses a card is a leech to a learner who is told from so many on.

    Who is never told (0) still has leeches: those of the site.
    """
    return told_from or LEECH_LAPSES


def is_told(lapses: int, told_from: int) -> bool:
    """Tell whether a lapse, the card's ``lapses``-th, is one to tell the learner of.

    That is the ``told_from``-th (0: never) and then each time that half as many have come on top.
    """
    if told_from == 0 or lapses < told_from:
        return False
    half = -(-told_from // 2)
    return (lapses - told_from) % half == 0
