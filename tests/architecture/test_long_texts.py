"""64 KB of anything, in every field of every type, is looked at in time.

What goes over a text again and again takes minutes for these; what goes over it once takes well
under a second. It is not among the tests of the domain, whose lines are counted while they run: that
takes ten times as long for some of these.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain import characters, names
from app.domain.errors import Invalid
from app.domain.questions import TYPES, get_type
from app.domain.search import excerpts, parsing, people, texts
from app.domain.writing.contract import Item, Objective
from app.domain.writing.registry import check_item
from tests.domain.questions.examples import EXAMPLES

BYTES = 64_000
SECONDS = 4.0
# Each was slow once, or is a beginning without an end for some pattern or loop.
REPEATED = (
    "![", "![a](", "[a](", "[a][b] ", "](media/", ".-", "1,", "1.", "1/", "10^", " ", "\t", "\n", "\n- ",
    "a", "a ", "a. ", "A. ", "a? ", "ABC ", "(ABC) ", "AB1", "a-", "a'", "é", "a\u0301", "\u0301", "漢", "神経",
    "`", "`` ` ", "```\n", "~~~", "$", "$a", "$$", "\\", "\\`", "{{", "{{1}}", "{{1", "(", "()", "(a) ", ")", "*a",
    "**a*", "_a_", "__", "|a", "|-|\n", "<svg ", "<a '", "'", "n't ", "not ", "all of the ", "which of these ",
    "what is true of ", "except ", "except.", "1 mg ", "1 to 2 ", "one or ", "and ", ",;", "½", "⁰", "⁰⁄", "per ", "mg/",
    "\u200d", "\u202e", "\ufe0f", "\u2028", "http://a ", "\U0001f468\u200d",
)  # fmt: skip


def hostile() -> Iterator[str]:
    for one in REPEATED:
        yield (one * (BYTES // len(one.encode()))) + "\x01Z"


def filled(value: Any, text: str) -> Any:
    """Return a content with the text in each field; entries of a list stay different."""
    if isinstance(value, dict):
        return {name: filled(entry, text) for name, entry in value.items()}
    if isinstance(value, list):
        return [
            f"{number}{text}" if isinstance(entry, str) else filled(entry, text)
            for number, entry in enumerate(value)
        ]
    return text if isinstance(value, str) else value


def timed(what: Any) -> float:
    started = time.thread_time()
    what()
    return time.thread_time() - started


@pytest.mark.parametrize("name", TYPES)
def test_a_question_is_checked_shown_and_found_faults_with(name: str) -> None:
    kind = get_type(name)
    slow = []
    for text in hostile():
        share = text[: len(text) // 12]
        contents = (EXAMPLES[name] | {"stem": text}, filled(EXAMPLES[name], share))
        for content in contents:
            objectives = (Objective("A1", share, "animal"),)
            item = Item("q", name, content, objectives=objectives)
            spent = timed(lambda c=content, i=item: (kind.check(c), check_item(i)))
            if spent > SECONDS:
                slow.append((text[:20], "stem" if content is contents[0] else "all"))
        if timed(lambda c=contents[0]: kind.show(c, 1)) > SECONDS:
            slow.append((text[:20], "shown"))
    assert slow == []


@pytest.mark.parametrize("name", TYPES)
def test_an_answer_is_read_doubted_and_marked(name: str) -> None:
    kind, content = get_type(name), EXAMPLES[name]
    fields = (
        "answer",
        "unit",
        "choice",
        *(f"blank-{number}" for number in (1, 2)),
        "text",
        "number",
    )
    slow = []
    for text in hostile():
        form = {field: [text] for field in fields}

        def answer(form: Any = form) -> None:
            response = kind.read_response(content, form, 1)
            kind.find_doubt(content, response, decimal_comma=True)
            kind.mark(content, response)

        if (spent := timed(answer)) > SECONDS:
            slow.append((text[:20], round(spent, 1)))
    assert slow == []


def test_texts_are_indexed_quoted_and_searched_for() -> None:
    def search(text: str) -> None:
        with contextlib.suppress(parsing.QueryError):
            parsing.parse(text, for_educator=True)

    def quote(text: str) -> None:
        excerpts.excerpt(text, [("b12",)])

    def index(text: str) -> None:
        texts.index_entry(
            {"stem": text}, claim=text, level="recall", tags=[], objectives=[], language="en"
        )

    def name(text: str) -> None:
        with contextlib.suppress(Invalid):
            names.checked_name(text, 200, noun="name")

    looks = (
        search,
        name,
        quote,
        index,
        people.people_words,
        characters.storable,
        characters.one_line,
    )
    spent = {
        (look.__name__, text[:20]): timed(lambda look=look, text=text: look(text))
        for text in hostile()
        for look in looks
    }
    assert {what: seconds for what, seconds in spent.items() if seconds > SECONDS} == {}
