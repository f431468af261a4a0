"""The state of a card: everything about one learner and one question that folds from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, Literal

Kind = Literal["review", "drill", "practice"]
Drill = Literal["", "lapse", "hesitation"]


@dataclass(frozen=True, slots=True)
class CardState:
    """A card after its latest answer; the cards table has the same names with the same meaning.

    ``answers`` counts the answers folded in (``version`` in the JSON, as logs have always had it). ``drill`` tells why the question comes back on the
    learner day ``drill_on``: '' (it does not), 'lapse' (a grade under 3) or 'hesitation' (3).
    ``reviewed_on`` is the day of the last scheduled review, ``answered_at`` the moment (with a time
    zone) of the last answer of any kind. ``lapses`` counts reviews failed after the card had been
    learned; ``right_in_a_row`` the right answers of any kind since the last wrong one.
    ``stability`` (days) and ``difficulty`` are FSRS's memory, none under SM-2, whose memory is the
    ease, the repetition and the interval.
    """

    answers: int
    scheduler: str
    ease_hundredths: int
    repetition: int
    interval_days: int
    drill: Drill
    drill_on: date | None
    due_on: date
    introduced_on: date
    reviewed_on: date
    answered_at: datetime
    lapses: int
    right_in_a_row: int
    stability: float | None = None
    difficulty: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain JSON for the log: dates and the moment in ISO 8601."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return {
            # A datetime is a date too.
            _JSON_NAMES.get(name, name): value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CardState:
        """Return the state that ``to_json`` wrote. Raises ``KeyError`` if a field is missing."""
        drill_on = data["drill_on"]
        return cls(
            answers=data["version"],
            scheduler=data["scheduler"],
            ease_hundredths=data["ease_hundredths"],
            repetition=data["repetition"],
            interval_days=data["interval_days"],
            drill=data["drill"],
            drill_on=None if drill_on is None else date.fromisoformat(drill_on),
            due_on=date.fromisoformat(data["due_on"]),
            introduced_on=date.fromisoformat(data["introduced_on"]),
            reviewed_on=date.fromisoformat(data["reviewed_on"]),
            answered_at=datetime.fromisoformat(data["answered_at"]),
            lapses=data["lapses"],
            right_in_a_row=data["right_in_a_row"],
            # Logs from before there was a second scheduler do not have them.
            stability=data.get("stability"),
            difficulty=data.get("difficulty"),
        )


_JSON_NAMES: Final = {"answers": "version"}
_FIELDS: Final = tuple(field.name for field in fields(CardState))
