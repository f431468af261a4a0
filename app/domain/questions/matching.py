"""Matching: each prompt on the left belongs to one text on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Option,
    Part,
    Problem,
    QuestionType,
    Response,
    Showing,
    Status,
)
from app.domain.questions.entries import Entry, check_ids, entries, find
from app.domain.questions.reading import first_option
from app.domain.questions.shuffling import named_for_page, shuffled
from app.domain.questions.structure import inspect, visible

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

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, ("pairs", "distractors"), problems)
        pairs = fields.parts(
            "pairs",
            ("left", "right", "feedback", "id"),
            least=2,
            most=MAX_PAIRS,
            ask="Write at least two pairs.",
        )
        lefts = [pair.text("left", ask="Write the left side of this pair.") for pair in pairs]
        rights = {
            visible(pair.text("right", ask="Write the right side of this pair.")) for pair in pairs
        }
        for pair in pairs:
            pair.text("feedback")
        check_ids(pairs)
        fields.refuse_repeats(lefts, "pairs.{}.left")
        distractors = fields.texts("distractors", ask="", least=0, most=MAX_DISTRACTORS)
        for place, text in enumerate(distractors):
            if text and visible(text) in rights:
                fields.report(
                    f"distractors.{place}",
                    "This is the right side of a pair, so it "
                    "cannot be a distractor. Change it or remove it.",
                )
        return problems

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
