"""Leeches: cards that go on slipping, however often they come back."""

from __future__ import annotations

from typing import Final

# As many lapses as Anki counts before it calls a card a leech.
LEECH_LAPSES: Final = 8


def is_leech(lapses: int) -> bool:
    """Tell whether a card with so many lapses is a leech."""
    return lapses >= LEECH_LAPSES
