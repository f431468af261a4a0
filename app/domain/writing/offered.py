"""What can be chosen in a question, by the ids that responses name."""

from __future__ import annotations

from app.domain.writing.contract import Item
from app.domain.writing.reading import Choice, choices_of


def offered_by(item: Item) -> dict[str, Choice]:
    """Return the choices of a question by id; types without choices have none."""
    answer = item.content.get("answer")
    if item.type == "true_false" and isinstance(answer, bool):
        return {
            "true": Choice("answer", "True", key=answer),
            "false": Choice("answer", "False", key=not answer),
        }
    return {str(int(choice.path.split(".")[1]) + 1): choice for choice in choices_of(item)}
