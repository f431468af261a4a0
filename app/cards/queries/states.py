"""The state of a card as its row holds it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.cards.models import Card
from app.domain.scheduling.log.state import CardState

STATE_FIELDS = tuple(field.name for field in fields(CardState))

_LABELS = {name: f"card_{name}" for name in STATE_FIELDS}
# For statements over several tables, which have columns of the same names.
STATE_COLUMNS = tuple(Card.__table__.c[name].label(label) for name, label in _LABELS.items())


def state_of(card: Card) -> CardState:
    """Return what a card's row says of its state."""
    return CardState(**{name: getattr(card, name) for name in STATE_FIELDS})


def state_in(row: Any) -> CardState | None:
    """Return the state in a row with ``STATE_COLUMNS``, None where there is no card."""
    if row.card_answers is None:
        return None
    return CardState(**{name: getattr(row, label) for name, label in _LABELS.items()})
