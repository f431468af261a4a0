"""What the rules about a course read in its questions, whatever state these are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.questions.fields import texts_at
from app.domain.writing.contract import Item
from app.domain.writing.reading import choices_of, entries_at, stem_of, text_at


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that is asked for, and the path that leads to it."""

    text: str
    path: str


def key_place(item: Item) -> int | None:
    """Return the place of the key among the choices, from 0; None unless there is exactly one."""
    places = [place for place, choice in enumerate(choices_of(item)) if choice.key]
    return places[0] if len(places) == 1 else None


def answers_of(item: Item) -> list[Answer]:
    """Return the words that a learner has to find: keys, accepted answers, what blanks take."""
    return [answer for answer in _answers(item) if answer.text]


def _answers(item: Item) -> Iterator[Answer]:
    yield from (Answer(choice.text, choice.path) for choice in choices_of(item) if choice.key)
    for path, text in texts_at(item.content, item.kind.fields, "sought"):
        yield Answer(text, path)


def said_by(item: Item) -> list[str]:
    """Return the texts that make the question this question: its stem and what is right."""
    said = [stem_of(item), *(answer.text for answer in answers_of(item))]
    said += [str(item.content.get(name, "")) for name in ("value", "unit")]
    for pair in entries_at(item.content, "pairs"):
        said += [text_at(pair, "left"), text_at(pair, "right")]
    for entry in entries_at(item.content, "items"):
        said.append(entry if isinstance(entry, str) else text_at(entry, "text"))
    return said
