"""What can be chosen in a question, by the ids that responses name."""

from __future__ import annotations

from app.domain.questions.parts.entries import entries
from app.domain.writing.contract import Item
from app.domain.writing.reading import Choice, choices_of


def offered_by(item: Item) -> dict[str, Choice]:
    """Return the choices of a question by id; types without choices have none."""
    answer = item.content.get("answer")
    if item.kind.judged and isinstance(answer, bool):
        return {
            "true": Choice("answer", "True", key=answer),
            "false": Choice("answer", "False", key=not answer),
        }
    found = {}
    for choice in choices_of(item):
        name, place, _ = choice.path.split(".")
        found[entries(item.content, name)[int(place)].id] = choice
    return found
