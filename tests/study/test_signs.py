"""A sign at the beginning of a short text is seen as it was written, wherever the text is shown."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.bank.models import Course
from app.bank.views.showing import SEED
from app.cards.service.enrolling import enrol
from app.db import transaction
from tests.domain.questions.examples import EXAMPLES, form_of
from tests.learning.content import WRITTEN_AT, add_question, make_course
from tests.learning.driving import answer, ask
from tests.people import make_user, sign_in

SIGNS = (
    *("> {}", ">= {}", "- {}", "+ {}", "# {}", "* {}", "1. {}", "1985. {}", "2) {}", "--- {}"),
    *("| {} |", "``` {}", "[x]: {}"),
)
SHORT_FIELDS = {"text", "feedback", "left", "right", "items", "distractors", "true", "false"}
# Wrong wherever the type has something to say about a wrong answer.
ANSWERS: dict[str, dict[str, Any]] = {
    "single_choice": {"choice": "1"},
    "multiple_response": {"choice": ["1", "2"]},
    "true_false": {"choice": "true"},
    "cloze": {"blank-1": "x", "blank-2": "x"},
    "short_answer": {"text": "x"},
    "numeric": {"number": "99"},
    "matching": {"pair-1": "2", "pair-2": "d1", "pair-3": "3"},
    "ordering": {"position-1": 2, "position-2": 1, "position-3": 3, "position-4": 4},
    "hotspot": {"choice": "1"},
}


def signed(content: Any, signs: list[str], *, short: bool = False) -> Any:
    """Return a content in which every short text begins with a sign; ``signs`` collects them."""
    if isinstance(content, dict):
        return {
            name: signed(value, signs, short=name in SHORT_FIELDS)
            for name, value in content.items()
        }
    if isinstance(content, list):
        return [signed(entry, signs, short=short) for entry in content]
    if isinstance(content, str) and short:
        text = SIGNS[len(signs) % len(SIGNS)].format(content)
        signs.append(text)
        return text
    return content


def has_short_texts(question_type: str) -> bool:
    """Tell whether a type has any: a flashcard has none."""
    texts: list[str] = []
    signed(EXAMPLES[question_type], texts)
    return bool(texts)


SIGNED = sorted(filter(has_short_texts, EXAMPLES))


def seen(page: str) -> str:
    """Return the text of a page as it is read, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.partition("<main")[2])).split())


def offered(content: dict[str, Any]) -> list[str]:
    """Return the short texts that are there to choose from."""
    return [
        *(choice["text"] for choice in content.get("choices", content.get("regions", ()))),
        *(pair[side] for pair in content.get("pairs", ()) for side in ("left", "right")),
        *content.get("items", ()),
        *content.get("distractors", ()),
    ]


def told_after(question_type: str, content: dict[str, Any]) -> list[str]:
    """Return the feedback on the answer in ``ANSWERS``."""
    return {
        "single_choice": lambda: [content["choices"][0]["feedback"]],
        "multiple_response": lambda: [choice["feedback"] for choice in content["choices"][:2]],
        "true_false": lambda: [content["feedback"]["true"]],
        "cloze": lambda: [content["blanks"][0]["feedback"]],
        "matching": lambda: [content["pairs"][0]["feedback"]],
        "hotspot": lambda: [content["regions"][0]["feedback"]],
    }.get(question_type, lambda: [content["feedback"]])()


def make_signed(question_type: str) -> tuple[Course, dict[str, Any], list[str]]:
    texts: list[str] = []
    content = signed(EXAMPLES[question_type], texts)
    course = make_course(questions=0)
    add_question(course, "signs", content=content, question_type=question_type)
    return course, content, texts


@pytest.mark.parametrize("question_type", SIGNED)
def test_every_type_shows_signs_whole_in_question_and_feedback(
    app: Flask, client: FlaskClient, question_type: str
) -> None:
    course, content, texts = make_signed(question_type)
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)

    asked = seen(client.get("/study").text)
    assert [text for text in offered(content) if text not in asked] == []
    answered = seen(client.get(answer(client, ask(client), ANSWERS[question_type]).location).text)
    # A distractor of a matching question that nobody took is not shown any more.
    taken = [text for text in offered(content) if text not in content.get("distractors", ())]
    for text in (*taken, *told_after(question_type, content)):
        assert text in answered
    assert texts


@pytest.mark.parametrize("question_type", SIGNED)
def test_educators_see_signs_whole_in_the_preview_and_in_the_form(
    app: Flask, client: FlaskClient, question_type: str
) -> None:
    course, content, texts = make_signed(question_type)
    sign_in(client, make_user("educator"))

    address = f"/bank/{course.slug}/questions/signs"
    tried = client.get(
        address,
        query_string={"try": "1", **form_of(question_type, content, ANSWERS[question_type], SEED)},
    )
    form = unescape(client.get(f"{address}/edit").text)
    assert [text for text in texts if text not in form] == []
    shown = seen(client.get(address).text) + seen(tried.text)
    for text in (*offered(content), *told_after(question_type, content)):
        assert text in shown


def test_a_list_to_pick_from_shows_signs_formulas_and_pictures_in_words(
    app: Flask, client: FlaskClient
) -> None:
    course = make_course(questions=0)
    rights = ("- 5 mg", "> **5** mg", "![A red pill](media/pill.png)", "1. pill")
    content = {
        "stem": "Match.",
        "explanation": "So.",
        "pairs": [{"left": f"Group {text}", "right": text} for text in rights],
    }
    add_question(course, "doses", content=content, question_type="matching")
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)

    page = client.get("/study").text
    options = {unescape(one) for one in re.findall(r"<option[^>]*>([^<]*)</option>", page)}
    assert options == {"Choose…", "- 5 mg", "> 5 mg", "A red pill", "1. pill"}


def test_what_was_chosen_is_counted_with_its_sign(app: Flask, client: FlaskClient) -> None:
    course, content, _ = make_signed("single_choice")
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)
    answer(client, ask(client), {"choice": "1"})

    sign_in(client, make_user("educator"))
    page = seen(client.get(f"/insights/{course.slug}/questions/signs").text)
    for choice in content["choices"]:
        assert choice["text"] in page
