"""Matching: each prompt on the left belongs to one text on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Option,
    Part,
    Response,
    Showing,
    Status,
)
from app.domain.questions.fields import Rows, Text, Texts
from app.domain.questions.looking_over import Seen
from app.domain.questions.parts.entries import Entry, entries, find
from app.domain.questions.parts.shuffling import named_for_page, shuffled, swapped
from app.domain.questions.reading import first_option
from app.domain.questions.structure import visible

MAX_PAIRS = 8
MAX_DISTRACTORS = 8
UNMATCHED = (
    "Not all are matched yet. Match the others, or send your answer again to leave them open."
)


class Matching(QuestionType):
    """The mark is the share of prompts that are paired rightly.

    Two prompts may belong to the same right-hand text: it is offered once, and either is right.
    """

    name = "matching"
    label = "Matching"
    fields = (
        Rows(
            name="pairs",
            title="Pairs",
            noun="pair",
            about="Two to eight pairs. The left items keep their places, and the right items are "
            "shuffled together with the distractors.",
            entry="One pair of a matching question.",
            hint="The left side stays in place; the right sides are shuffled.",
            ask="Write at least two pairs.",
            least=2,
            most=MAX_PAIRS,
            at_first=3,
            fields=(
                Text(
                    name="left",
                    title="Left",
                    label="Pair {n}: left",
                    about="The left item, which stays in its place.",
                    ask="Write the left side of this pair.",
                    unique=True,
                ),
                Text(
                    name="right",
                    title="Right",
                    label="Pair {n}: right",
                    about="The right item that belongs to it. No two pairs share the same right "
                    "item.",
                    ask="Write the right side of this pair.",
                    offered=True,
                ),
                Text(
                    name="feedback",
                    title="Feedback",
                    label="Feedback on pair {n}",
                    about="Optional. Shown when this pair was matched wrongly.",
                ),
            ),
        ),
        Texts(
            name="distractors",
            title="Distractors",
            about="Optional. Further right-hand items that match nothing.",
            entry="One right-hand item that matches no left item.",
            hint="More right-hand texts that match nothing, one on each line.",
            most=MAX_DISTRACTORS,
            offered=True,
        ),
    )
    lettered = True
    usual_seconds = 30
    luck = 0.05

    def check_further(self, seen: Seen) -> None:
        """Refuse distractors that are the right side of a pair."""
        rights = {visible(pair["right"]) for pair in seen["pairs"]}
        for place, text in enumerate(seen["distractors"]):
            if text and visible(text) in rights:
                seen.report(
                    f"distractors.{place}",
                    "This is the right side of a pair, so it "
                    "cannot be a distractor. Change it or remove it.",
                )

    def show(self, content: Content, seed: int) -> Showing:
        """Return the prompts in authored order and what to pair them with, shuffled."""
        different = {visible(option.text): option for option in reversed(_options(content))}
        return Showing(
            self.name,
            (content["stem"],),
            options=named_for_page(shuffled(list(different.values()), seed)),
            prompts=named_for_page(_prompts(content)),
        )

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"pair-<prompt id>": option id}``, without the prompts left open."""
        showing = self.show(content, seed)
        picked = {
            f"pair-{prompt.id}": first_option(form, f"pair-{prompt.shown_id}", showing.options)
            for prompt in showing.prompts
        }
        return {name: option_id for name, option_id in picked.items() if option_id is not None}

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Ask once about prompts that were left without a partner."""
        return Doubt(UNMATCHED) if len(response) < len(content["pairs"]) else None

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark the share of prompts that are paired with their right-hand text."""
        offered = _offered(content)
        parts = [_part(pair, offered, response) for pair in entries(content, "pairs")]
        right = sum(part.status == "right" for part in parts)
        return Mark(right / len(parts), tuple(parts))

    def solve(self, content: Content) -> Response:
        """Return each prompt with its own right-hand text."""
        return {f"pair-{pair.id}": pair.id for pair in entries(content, "pairs")}

    def in_words(self, mark: Mark) -> str:
        """Return what each prompt was paired with."""
        return "; ".join(f"{part.label} – {part.given}" for part in mark.parts if part.given)

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return the pairs with two of them swapped."""
        return swapped(self.solve(content), random.sample(range(len(content["pairs"])), 2))


def _prompts(content: Content) -> tuple[Option, ...]:
    return tuple(Option(pair.id, pair.fields["left"]) for pair in entries(content, "pairs"))


def _options(content: Content) -> tuple[Option, ...]:
    return tuple(Option(one.id, _text(one)) for one in _offered(content))


def _offered(content: Content) -> tuple[Entry, ...]:
    """Return the pairs and the distractors, which old answers call d1, d2 and so on."""
    distractors = entries(content, "distractors")
    return (
        *entries(content, "pairs"),
        *(replace(one, place=f"d{one.place}") for one in distractors),
    )


def _text(one: Entry) -> str:
    text: str = one.fields["right" if "right" in one.fields else "text"]
    return text


def _part(pair: Entry, offered: Sequence[Entry], response: Response) -> Part:
    """Return what a prompt was paired with; old answers name it by its place."""
    names = (f"pair-{pair.id}", f"pair-{pair.place}")
    picked = next((response[name] for name in names if name in response), None)
    taken = find(offered, picked)
    given = _text(taken) if taken else ""
    left, right = pair.fields["left"], pair.fields["right"]
    status = _status(given, right)
    feedback = "" if status == "right" else pair.fields.get("feedback") or ""
    return Part(pair.id, left, given, right, status, feedback)


def _status(given: str, right: str) -> Status:
    if not given:
        return "missed"
    return "right" if visible(given) == visible(right) else "wrong"
