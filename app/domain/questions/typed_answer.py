"""What short answers and the blanks of a cloze share: typed text against accepted answers."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.questions.comparing import NOTHING_PRINTED, Comparison, Printed
from app.domain.questions.contract import Content, Part, Status
from app.domain.questions.normalising import normalise
from app.domain.questions.structure import MAX_ANSWER_CHARACTERS, Fields

MAX_ACCEPTED = 50
MAX_OTHERS = 50
COUNTS_AS_RIGHT: tuple[Status, ...] = ("right", "almost")
FIELDS = ("accept", "others", "feedback")


def check_accepted(fields: Fields) -> None:
    """Inspect the lists ``accept`` and ``others``."""
    accepted = _texts(fields, "accept", "Write at least one accepted answer.", 1, MAX_ACCEPTED)
    others = _texts(fields, "others", "", 0, MAX_OTHERS)
    places = {normalise(text): place for place, text in reversed(list(enumerate(accepted)))}
    for place, text in enumerate(others):
        same = places.get(normalise(text)) if text else None
        if same is not None:
            fields.report(
                f"others.{place}",
                f"This is the same as accepted answer {same + 1}, “{accepted[same]}”. "
                "Remove it from one of the two lists.",
            )


def part(
    part_id: str,
    label: str,
    text: object,
    authored: Content,
    *,
    others: Sequence[str] = (),
    printed: Printed = NOTHING_PRINTED,
) -> Part:
    """Return what happened to one typed answer; its feedback is for those who need it.

    ``authored`` has ``accept`` and perhaps ``others`` and ``feedback``. ``others`` are further
    answers that mean something else, ``printed`` is what stands round a blank (see ``Comparison``).
    """
    given = text if isinstance(text, str) else ""
    status: Status = "missed"
    expected = authored["accept"][0]
    if normalise(given):
        known_others = (*(authored.get("others") or ()), *others)
        comparison = Comparison(authored["accept"], known_others, printed)
        status, expected = comparison.compare(given)
    elif given:
        status = "wrong"
    feedback = "" if status in COUNTS_AS_RIGHT else authored.get("feedback") or ""
    return Part(part_id, label, given, expected, status, feedback)


def _texts(fields: Fields, name: str, ask: str, least: int, most: int) -> list[str]:
    texts = fields.texts(name, ask=ask, least=least, most=most, at_most=MAX_ANSWER_CHARACTERS)
    for place, text in enumerate(texts):
        if text and not normalise(text):
            fields.report(
                f"{name}.{place}", "Write an answer with letters, digits or signs that can be seen."
            )
    return texts
