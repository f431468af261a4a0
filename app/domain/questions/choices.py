"""What single choice and multiple response share: a list of choices, some of them keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.domain.questions.contract import Content, Option, Part, Problem, Showing, Status
from app.domain.questions.shuffling import shuffled
from app.domain.questions.structure import Fields, inspect

MAX_CHOICES = 12
FIELD = "choice"


def check_choices(
    content: Content, problems: list[Problem], *, ask_key: str
) -> tuple[Fields, list[int]]:
    """Inspect stem and choices; return the question's fields and the places of the keys.

    ``ask_key`` is the message when there are choices but none is a key.
    """
    fields = inspect(content, ("choices", "keep_order"), problems)
    fields.flag("keep_order")
    choices = fields.parts(
        "choices",
        ("text", "key", "feedback"),
        least=2,
        most=MAX_CHOICES,
        ask="Write at least two choices.",
    )
    texts = [choice.text("text", ask="Write this choice or remove it.") for choice in choices]
    for choice in choices:
        choice.text("feedback")
    fields.refuse_repeats(texts, "choices.{}.text")
    key_places = [place for place, choice in enumerate(choices) if choice.flag("key")]
    if len(choices) > 1 and not key_places:
        fields.report("choices", ask_key)
    return fields, key_places


def options(content: Content) -> tuple[Option, ...]:
    """Return the choices in authored order, numbered from 1."""
    return tuple(
        Option(str(number), choice["text"]) for number, choice in enumerate(content["choices"], 1)
    )


def show_choices(content: Content, seed: int, name: str) -> Showing:
    """Return the stem and the choices, shuffled unless the author keeps the order."""
    ordered = options(content)
    if not content.get("keep_order", False):
        ordered = shuffled(ordered, seed)
    return Showing(name, (content["stem"],), ordered)


def keys(content: Content) -> list[str]:
    """Return the ids of the keys."""
    return [str(number) for number, choice in enumerate(content["choices"], 1) if choice.get("key")]


def account(content: Content, ticked: Collection[Any]) -> tuple[Part, ...]:
    """Return what happened to each choice."""
    return tuple(
        part(
            option,
            chosen=option.id in ticked,
            key=bool(choice.get("key")),
            feedback=choice.get("feedback"),
        )
        for option, choice in zip(options(content), content["choices"], strict=True)
    )


def part(option: Option, *, chosen: bool, key: bool, feedback: str | None) -> Part:
    """Return what happened to one option; its feedback is for those who took it."""
    if_chosen: Status = "right" if key else "wrong"
    if_left: Status = "missed" if key else "unchosen"
    return Part(
        id=option.id,
        label=option.text,
        given=option.text if chosen else "",
        expected=option.text if key else "",
        status=if_chosen if chosen else if_left,
        feedback=(feedback or "") if chosen else "",
    )
