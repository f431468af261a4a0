"""What short answers and the blanks of a cloze share: typed text against accepted answers."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.questions.contract import Content, Part, Status
from app.domain.questions.normalising import compare, normalise
from app.domain.questions.structure import MAX_ANSWER_CHARACTERS, Fields

MAX_ACCEPTED = 50
COUNTS_AS_RIGHT: tuple[Status, ...] = ("right", "almost")


def check_accepted(fields: Fields) -> None:
    """Inspect the list ``accept``."""
    accepted = fields.texts(
        "accept",
        ask="Write at least one accepted answer.",
        least=1,
        most=MAX_ACCEPTED,
        at_most=MAX_ANSWER_CHARACTERS,
    )
    for place, text in enumerate(accepted):
        if text and not normalise(text):
            fields.report(
                f"accept.{place}",
                "Write an answer with letters or digits: punctuation is not compared.",
            )


def part(
    part_id: str, label: str, text: object, authored: Content, others: Sequence[str] = ()
) -> Part:
    """Return what happened to one typed answer; its feedback is for those who need it.

    ``authored`` has ``accept`` and perhaps ``feedback``; ``others`` are answers that mean
    something else (see ``normalising.compare``).
    """
    given = text if isinstance(text, str) else ""
    status: Status = "missed"
    expected = authored["accept"][0]
    if normalise(given):
        status, expected = compare(given, authored["accept"], others)
    elif given:
        status = "wrong"
    feedback = "" if status in COUNTS_AS_RIGHT else authored.get("feedback") or ""
    return Part(part_id, label, given, expected, status, feedback)
