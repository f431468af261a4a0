"""What a search asks for, as values: a query is all of its clauses, a clause any of its parts.

``write`` turns a query back into text that ``parse`` reads as the same query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Field = Literal["topic", "tag", "type", "objective", "level", "course", "is"]
FIELDS: Final[tuple[Field, ...]] = ("topic", "tag", "type", "objective", "level", "course", "is")
# What ``is:`` may name: what a learner has done with a question, and what educators did.
OWN_STATES: Final = ("due", "new", "suspended", "leech", "starred", "buried")
STATUSES: Final = ("draft", "published", "retired")
LEVELS: Final = ("recall", "understanding", "application")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to find in the text of a question: one as it was typed, or a ``phrase``."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a question must be: ``field`` is the word before the colon, ``value`` what follows."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """Words or a filter, or that they do not hold."""

    term: Words | Filter
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Parts of which one must hold."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses that must all hold."""

    clauses: tuple[Clause, ...]

    def words(self) -> Iterator[Words]:
        """Yield the words that are looked for, without those that must not occur."""
        for clause in self.clauses:
            for part in clause.parts:
                if isinstance(part.term, Words) and not part.negated:
                    yield part.term

    def names(self, field: Field, value: str) -> bool:
        """Tell whether a filter occurs, negated or not."""
        wanted = Filter(field, value)
        return any(part.term == wanted for clause in self.clauses for part in clause.parts)


def write(query: Query) -> str:
    """Return the query as a person would type it."""
    return " ".join(" OR ".join(_part(part) for part in clause.parts) for clause in query.clauses)


def _part(part: Part) -> str:
    return f"{'-' if part.negated else ''}{_term(part.term)}"


def _term(term: Words | Filter) -> str:
    if isinstance(term, Words):
        return f'"{term.text}"' if term.phrase else term.text
    return f"{term.field}:{_value(term.value)}"


def _value(value: str) -> str:
    return f'"{value}"' if " " in value else value
