"""Cloze: a text with blanks to type into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.questions import typed_answer
from app.domain.questions.comparing import NOTHING_PRINTED, Printed
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
)
from app.domain.questions.markers import split_stem
from app.domain.questions.normalising import normalise
from app.domain.questions.reading import typed
from app.domain.questions.structure import Fields, inspect
from app.domain.questions.wordings import MOST_REPEATED

MAX_BLANKS = 20
EMPTY_BLANK = "A blank is still empty. Fill it in, or send your answer again to leave it empty."
# Marks of Markdown and of sentences that stand round a printed word.
_ROUND_WORDS = '*_`-–—.,;:!?()“”"'


class Cloze(QuestionType):
    """Each blank counts the same; the mark is the share of blanks that are right."""

    name = "cloze"
    label = "Fill in the blanks"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, ("blanks",), problems)
        blanks = fields.parts(
            "blanks",
            typed_answer.FIELDS,
            least=1,
            most=MAX_BLANKS,
            ask="Give at least one blank, and write {{1}} in the stem where it belongs.",
        )
        for blank in blanks:
            typed_answer.check_accepted(blank)
            blank.text("feedback")
        if blanks:
            _check_markers(fields, len(blanks))
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return the stem split at its blanks."""
        prompts = tuple(
            Option(str(number), f"Blank {number}", str(number)) for number, _ in _blanks(content)
        )
        return Showing(self.name, split_stem(content["stem"])[0], prompts=prompts)

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"blank-1": text}``…, without the blanks left empty."""
        texts = {
            f"blank-{number}": typed(form, f"blank-{number}") for number, _ in _blanks(content)
        }
        return {name: text for name, text in texts.items() if text}

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Ask once about blanks that were left empty."""
        return Doubt(EMPTY_BLANK) if len(response) < len(content["blanks"]) else None

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark the share of blanks that hold an accepted answer."""
        printed = _printed_round(content["stem"])
        parts = tuple(
            _part(content, number, response, printed.get(str(number), NOTHING_PRINTED))
            for number, _ in _blanks(content)
        )
        right = sum(part.status in typed_answer.COUNTS_AS_RIGHT for part in parts)
        return Mark(right / len(parts), parts)


def _blanks(content: Content) -> Iterator[tuple[int, Content]]:
    return enumerate(content["blanks"], 1)


def _part(content: Content, number: int, response: Response, printed: Printed) -> Part:
    blank = content["blanks"][number - 1]
    # The answer of another blank is no misspelling of this one's: "raises" and "raised".
    others = [
        text for place, other in _blanks(content) if place != number for text in other["accept"]
    ]
    return typed_answer.part(
        str(number),
        f"Blank {number}",
        response.get(f"blank-{number}"),
        blank,
        others=others,
        printed=printed,
    )


def _printed_round(stem: str) -> dict[str, Printed]:
    """Return by marker the words before and after it, up to the line's end or the next blank."""
    texts, markers = split_stem(stem)
    return {
        marker: Printed(
            _words(before.rpartition("\n")[2].split()[-MOST_REPEATED:]),
            _words(after.partition("\n")[0].split()[:MOST_REPEATED]),
        )
        for marker, before, after in zip(markers, texts, texts[1:], strict=False)
    }


def _words(printed: Sequence[str]) -> tuple[str, ...]:
    """Return printed words as they are compared, without marks of Markdown."""
    return tuple(" ".join(normalise(word.strip(_ROUND_WORDS)) for word in printed).split())


def _check_markers(fields: Fields, blank_count: int) -> None:
    stem = fields.text("stem")
    markers = split_stem(stem)[1]
    wanted = [str(number) for number in range(1, blank_count + 1)]
    malformed = [marker for marker in markers if not (marker.isascii() and marker.isdigit())]
    if malformed:
        fields.report(
            "stem", f"Write a number alone in the marker {{{{{malformed[0]}}}}}: {{{{1}}}}."
        )
    elif stem:
        _compare_markers(fields, markers, wanted)


def _compare_markers(fields: Fields, markers: Sequence[str], wanted: list[str]) -> None:
    for marker in dict.fromkeys(markers):
        if marker not in wanted:
            fields.report(
                "stem",
                f"There is no blank for the marker {{{{{marker}}}}}: "
                "add it to the blanks or remove the marker.",
            )
        elif markers.count(marker) > 1:
            fields.report("stem", f"Write the marker {{{{{marker}}}}} once only.")
    for number in wanted:
        if number not in markers:
            fields.report(
                "stem",
                f"Write the marker {{{{{number}}}}} where blank {number} belongs; "
                "in code and formulas it does not count.",
            )
    if sorted(markers) == sorted(wanted) and list(markers) != wanted:
        fields.report("stem", "Number the markers in reading order, and the blanks likewise.")
