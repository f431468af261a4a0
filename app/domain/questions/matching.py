"""Matching: each prompt on the left belongs to one text on the right."""

from __future__ import annotations

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
from app.domain.questions.reading import first_chosen
from app.domain.questions.shuffling import shuffled
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
            ("left", "right", "feedback"),
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
            options=shuffled(list(different.values()), seed),
            prompts=_prompts(content),
        )

    def read_response(self, content: Content, form: Form) -> Response:
        """Return ``{"pair-<prompt id>": option id}``, without the prompts left open."""
        ids = [option.id for option in _options(content)]
        picked = {
            f"pair-{prompt.id}": first_chosen(form, f"pair-{prompt.id}", ids)
            for prompt in _prompts(content)
        }
        return {name: option_id for name, option_id in picked.items() if option_id is not None}

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Ask once about prompts that were left without a partner."""
        return Doubt(UNMATCHED) if len(response) < len(content["pairs"]) else None

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark the share of prompts that are paired with their right-hand text."""
        texts = {option.id: option.text for option in _options(content)}
        parts = []
        for prompt, pair in zip(_prompts(content), content["pairs"], strict=True):
            picked = response.get(f"pair-{prompt.id}")
            given = texts.get(picked, "") if isinstance(picked, str) else ""
            status = _status(given, pair["right"])
            feedback = "" if status == "right" else pair.get("feedback") or ""
            parts.append(Part(prompt.id, prompt.text, given, pair["right"], status, feedback))
        right = sum(part.status == "right" for part in parts)
        return Mark(right / len(parts), tuple(parts))


def _prompts(content: Content) -> tuple[Option, ...]:
    return tuple(
        Option(str(number), pair["left"]) for number, pair in enumerate(content["pairs"], 1)
    )


def _options(content: Content) -> tuple[Option, ...]:
    rights = enumerate((pair["right"] for pair in content["pairs"]), 1)
    distractors = enumerate(content.get("distractors") or (), 1)
    return (
        *(Option(str(number), text) for number, text in rights),
        *(Option(f"d{number}", text) for number, text in distractors),
    )


def _status(given: str, right: str) -> Status:
    if not given:
        return "missed"
    return "right" if visible(given) == visible(right) else "wrong"
