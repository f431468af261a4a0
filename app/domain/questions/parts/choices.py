"""What types with choices share: a list of choices or regions, some of them keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from app.domain.questions.contract import Content, Option, Part, Response, Showing, Status
from app.domain.questions.fields import Flag, Rows, Text
from app.domain.questions.parts.entries import Entry, entries, find
from app.domain.questions.parts.shuffling import named_for_page, shuffled

MAX_CHOICES = 12
FIELD = "choice"

KEEP_ORDER = Flag(
    name="keep_order",
    title="Order of the choices",
    label="Show the choices in this order instead of shuffling them",
    about="Optional. true shows the choices in the order written here (for numbers or other ordered "
    "choices); false, the default, shuffles them.",
)
CHOICES = Rows(
    name="choices",
    title="Choices",
    noun="choice",
    about="What the learner chooses from: exactly one key in single_choice, one or more in "
    "multiple_response.",
    entry="One choice of a single_choice or multiple_response question.",
    hint="Write each choice in a few words. You can use emphasis, formulas and pictures. The "
    "feedback is for learners who chose it. Empty rows do not count.",
    ask="Write at least two choices.",
    least=2,
    most=MAX_CHOICES,
    at_first=4,
    keys="some",
    fields=(
        Text(
            name="text",
            title="Choice",
            label="Choice {n}",
            about="Wording of the choice: a short text, in Markdown within a line.",
            ask="Write this choice or remove it.",
            unique=True,
            offered=True,
        ),
        Flag(
            name="key",
            title="Right",
            label="Choice {n} is right",
            about="true for a right choice. Leave it out for a wrong one.",
        ),
        Text(
            name="feedback",
            title="Feedback",
            label="Feedback on choice {n}",
            about="Shown to a learner who took this choice. Recommended for every choice; for a "
            "wrong one, name the misconception behind it.",
        ),
    ),
)


def one_key(rows: Rows, *, ask: str, refuse: str) -> Rows:
    """Return rows of which exactly one is the key.

    ``ask`` is the message when none is, ``refuse`` the one at each that is one too many.
    """
    return replace(rows, keys="one", ask_key=ask, one_key=refuse)


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


def keys_of(among: Sequence[Entry]) -> list[str]:
    """Return the ids of the choices that are keys."""
    return [one.id for one in among if one.fields.get("key")]


def distractors_of(among: Sequence[Entry]) -> list[str]:
    """Return the ids of the choices that are not keys."""
    return [one.id for one in among if not one.fields.get("key")]


def choose_wrongly(among: Sequence[Entry], random: Random) -> Response:
    """Return a distractor that somebody might take: some draw more people than others."""
    distractors = distractors_of(among)
    weights = range(len(distractors), 0, -1)
    return {FIELD: random.choices(distractors, weights)[0]} if distractors else {}


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
