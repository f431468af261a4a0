"""What a rule about a whole course is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.writing.contract import Finding, Item, Objective, Severity

Look = Callable[[Sequence[Item], Sequence[Objective]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class BankRule:
    """A rule that looks at all questions of a course together.

    ``severity`` is the gravest that it gives; weaker signs get a lesser one. ``guideline`` is the
    published source. ``look`` gets the questions in authored order and the course's objectives.
    """

    name: str
    title: str
    severity: Severity
    guideline: str
    look: Look
