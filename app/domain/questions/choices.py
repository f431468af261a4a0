"""What single choice and multiple response share: a list of choices, some of them keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from app.domain.questions.contract import Content, Option, Part, Problem, Showing, Status
from app.domain.questions.entries import Entry, check_ids, entries, find
from app.domain.questions.shuffling import named_for_page, shuffled
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
        ("text", "key", "feedback", "id"),
        least=2,
        most=MAX_CHOICES,
        ask="Write at least two choices.",
    )
    texts = [choice.text("text", ask="Write this choice or remove it.") for choice in choices]
    for choice in choices:
        choice.text("feedback")
    check_ids(choices)
    fields.refuse_repeats(texts, "choices.{}.text")
    key_places = [place for place, choice in enumerate(choices) if choice.flag("key")]
    if len(choices) > 1 and not key_places:
        fields.report("choices", ask_key)
    return fields, key_places


def options(content: Content) -> tuple[Option, ...]:
    """Return the choices in authored order."""
    return options_of(entries(content, "choices"))


def options_of(among: Sequence[Entry]) -> tuple[Option, ...]:
    """Return entries that have a text as things to pick."""
    return tuple(Option(one.id, one.fields["text"]) for one in among)


def show_choices(content: Content, seed: int, name: str) -> Showing:
    """Return the stem and the choices, shuffled unless the author keeps the order."""
    ordered = options(content)
    if not content.get("keep_order", False):
        ordered = shuffled(ordered, seed)
    return Showing(name, (content["stem"],), named_for_page(ordered))


def count_keys(content: Content) -> int:
    """Return how many choices are keys."""
    return sum(bool(choice.get("key")) for choice in content["choices"])


def account(among: Sequence[Entry], ticked: Collection[Any]) -> tuple[Part, ...]:
    """Return what happened to each choice or region; ``ticked`` are the names of those chosen."""
    chosen = {one.id for name in ticked if (one := find(among, name))}
    return tuple(
        part(
            option,
            chosen=option.id in chosen,
            key=bool(one.fields.get("key")),
            feedback=one.fields.get("feedback"),
        )
        for option, one in zip(options_of(among), among, strict=True)
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
