"""Cloze: a text with blanks to type into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
)
from app.domain.questions.fields import Rows, Text
from app.domain.questions.looking_over import Seen
from app.domain.questions.parts import typed_answer
from app.domain.questions.parts.markers import split_stem
from app.domain.questions.reading import typed
from app.domain.questions.typed.comparing import NOTHING_PRINTED, Printed
from app.domain.questions.typed.normalising import normalise
from app.domain.questions.typed.wordings import MOST_REPEATED

MAX_BLANKS = 20
EMPTY_BLANK = "A blank is still empty. Fill it in, or send your answer again to leave it empty."
# Marks of Markdown and of sentences that stand round a printed word.
_ROUND_WORDS = '*_`-–—.,;:!?()“”"'


class Cloze(QuestionType):
    """Each blank counts the same; the mark is the share of blanks that are right."""

    name = "cloze"
    label = "Fill in the blanks"
    fields = (
        Rows(
            name="blanks",
            title="Blanks",
            noun="blank",
            about="One entry per blank, in the order {{1}}, {{2}} and so on.",
            entry="One blank of a cloze.",
            hint="The first row is for {{1}}, the second for {{2}}, and so on. The first answer is "
            "shown as the right one. Look-alikes are wrong answers that look like a right one, "
            "one on each line. They never count as a misspelling.",
            ask="Give at least one blank, and write {{1}} in the stem where it belongs.",
            least=1,
            most=MAX_BLANKS,
            at_first=2,
            has_ids=False,
            fields=(
                replace(
                    typed_answer.ACCEPT,
                    label="Blank {n}: accepted answers, one on each line",
                    hint="",
                    lines=3,
                ),
                replace(typed_answer.OTHERS, label="Blank {n}: look-alikes", hint=""),
                Text(
                    name="feedback",
                    title="Feedback",
                    label="Feedback on blank {n}",
                    about="Optional. Shown when this blank was filled wrongly.",
                ),
            ),
        ),
    )
    stem_hint = "Markdown. Write {{1}}, {{2}} and so on where the blanks belong."
    stem_pattern = r"\{\{1\}\}"
    typed = "words"
    has_blanks = True
    usual_seconds = 17

    def check_further(self, seen: Seen) -> None:
        """Compare the blanks with the markers in the stem, and look-alikes with answers."""
        blanks = seen["blanks"]
        for blank in blanks:
            typed_answer.check_accepted(blank)
        if blanks:
            _check_markers(seen, len(blanks))

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

    def solve(self, content: Content) -> Response:
        """Return the first accepted answer of each blank."""
        return {f"blank-{number}": blank["accept"][0] for number, blank in _blanks(content)}

    def in_words(self, mark: Mark) -> str:
        """Return what was typed, blank by blank."""
        if not any(part.given for part in mark.parts):
            return ""
        return "; ".join(part.given or "____" for part in mark.parts)

    def answer_rightly(self, content: Content, random: Random) -> Response:
        """Return an accepted answer for each blank, mostly the first."""
        return {
            f"blank-{number}": typed_answer.usual(blank["accept"], random)
            for number, blank in _blanks(content)
        }

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return the blanks with one of them left empty or filled with another word."""
        response = self.answer_rightly(content, random)
        spoilt = random.choice(sorted(response))
        if terms and random.random() < 0.7:
            response[spoilt] = random.choice(terms)
        else:
            del response[spoilt]
        return response


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


def _check_markers(seen: Seen, blank_count: int) -> None:
    stem = seen["stem"]
    markers = split_stem(stem)[1]
    wanted = [str(number) for number in range(1, blank_count + 1)]
    malformed = [marker for marker in markers if not (marker.isascii() and marker.isdigit())]
    if malformed:
        seen.report(
            "stem", f"Write a number alone in the marker {{{{{malformed[0]}}}}}: {{{{1}}}}."
        )
    elif stem:
        _compare_markers(seen, markers, wanted)


def _compare_markers(seen: Seen, markers: Sequence[str], wanted: list[str]) -> None:
    for marker in dict.fromkeys(markers):
        if marker not in wanted:
            seen.report(
                "stem",
                f"There is no blank for the marker {{{{{marker}}}}}: "
                "add it to the blanks or remove the marker.",
            )
        elif markers.count(marker) > 1:
            seen.report("stem", f"Write the marker {{{{{marker}}}}} once only.")
    for number in wanted:
        if number not in markers:
            seen.report(
                "stem",
                f"Write the marker {{{{{number}}}}} where blank {number} belongs; "
                "in code and formulas it does not count.",
            )
    if sorted(markers) == sorted(wanted) and list(markers) != wanted:
        seen.report("stem", "Number the markers in reading order, and the blanks likewise.")
