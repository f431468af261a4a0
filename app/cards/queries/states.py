"""The state of a card as its row holds it."""

from __future__ import annotations

from dataclasses import fields

from app.cards.models import (
    Card,
)
from app.domain.scheduling.log.state import CardState

STATE_FIELDS = tuple(field.name for field in fields(CardState))


def state_of(card: Card) -> CardState:
    """Return what a card's row says of its state."""
    return CardState(**{name: getattr(card, name) for name in STATE_FIELDS})
