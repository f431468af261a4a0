"""What short answers and the blanks of a cloze share: typed text against accepted answers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from app.domain.questions.contract import Content, Part, Status
from app.domain.questions.fields import Texts
from app.domain.questions.looking_over import Seen
from app.domain.questions.structure import MAX_ANSWER_CHARACTERS
from app.domain.questions.typed.comparing import NOTHING_PRINTED, Comparison, Printed
from app.domain.questions.typed.normalising import normalise

MAX_ACCEPTED = 50
MAX_OTHERS = 50
COUNTS_AS_RIGHT: tuple[Status, ...] = ("right", "almost")
_QUOTE_IT = "Quote it if it is a number or one of the words yes, no, on, off, true, false, null."
ACCEPT = Texts(
    name="accept",
    title="Accepted answers",
    about="Every answer that counts as right. The first is shown as the right answer. Capitals, "
    "accents, a leading article and singular or plural do not matter; list other names and "
    "abbreviations.",
    entry=f"One accepted answer. {_QUOTE_IT}",
    hint="One on each line. The first is shown as the right answer. Capitals, accents, a leading "
    "article and the plural do not matter.",
    ask="Write at least one accepted answer.",
    least=1,
    most=MAX_ACCEPTED,
    at_most=MAX_ANSWER_CHARACTERS,
    on_one_line=True,
    sought=True,
    lines=4,
)
OTHERS = Texts(
    name="others",
    title="Look-alikes",
    about="Optional. Wrong answers that come near a right one, such as abduction where adduction is "
    "asked for. They are never taken for a misspelling.",
    entry=f"One wrong answer. {_QUOTE_IT}",
    hint="Wrong answers that look like a right one, one on each line. They never count as a "
    "misspelling.",
    most=MAX_OTHERS,
    at_most=MAX_ANSWER_CHARACTERS,
    on_one_line=True,
    lines=2,
)


def check_accepted(seen: Seen) -> None:
    """Compare the lists ``accept`` and ``others``."""
    accepted, others = (_visible(seen, name) for name in (ACCEPT.name, OTHERS.name))
    places = {normalise(text): place for place, text in reversed(list(enumerate(accepted)))}
    for place, text in enumerate(others):
        same = places.get(normalise(text)) if text else None
        if same is not None:
            seen.report(
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


def usual(accept: Sequence[str], random: Random) -> str:
    """Return the usual answer, or now and then another one that counts too."""
    return accept[0] if random.random() < 0.8 else random.choice(accept)


def _visible(seen: Seen, name: str) -> list[str]:
    texts: list[str] = seen[name]
    for place, text in enumerate(texts):
        if text and not normalise(text):
            seen.report(
                f"{name}.{place}", "Write an answer with letters, digits or signs that can be seen."
            )
    return texts
