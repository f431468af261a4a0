"""A script that reads no text learns nothing from the page of a question about its answer."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cards.service.enrolling import enrol
from app.db import transaction
from tests.domain.questions.examples import EXAMPLES
from tests.learning.content import WRITTEN_AT, add_question, make_course
from tests.learning.driving import answer, ask, question_form
from tests.people import make_user, sign_in

PAIRS = 8
GUESSES = 30


def make_matching(random: Random) -> dict[str, Any]:
    """Return pairs of nonsense, authored in a chance order as a careful author would not."""
    word = lambda: "".join(random.choices("abcdefghijklmnop", k=9))  # noqa: E731
    pairs = [{"left": word(), "right": word()} for _ in range(PAIRS)]
    return {"stem": "Match.", "explanation": "So.", "pairs": pairs}


def form_names(page: str) -> tuple[list[str], list[str]]:
    """Return what the page calls its prompts and what it calls its options, as they stand."""
    names = re.findall(r'<select[^>]* name="(pair-\w+)"', page)
    first = page.partition("<select")[2].partition("</select>")[0]
    return names, re.findall(r'<option value="(\w+)"', first)


@pytest.mark.parametrize("way", ["same name", "same place", "sorted"])
def test_pairs_are_not_found_by_their_names(app: Flask, client: FlaskClient, way: str) -> None:
    """By chance one of eight pairs is right on average, whatever the script does."""
    random = Random(4)
    course = make_course(questions=0)
    for number in range(GUESSES):
        add_question(course, f"m{number}", content=make_matching(random), question_type="matching")
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)
    client.post("/study/preferences", data={"new_per_day": "200"})
    right = 0
    for _ in range(GUESSES):
        page = client.get("/study")
        names, options = form_names(page.text)
        assert (len(names), len(options)) == (PAIRS, PAIRS)
        by_name = {name: name.partition("-")[2] for name in names}
        by_place = dict(zip(names, options, strict=True))
        by_order = dict(zip(sorted(names), sorted(options), strict=True))
        guess = {"same name": by_name, "same place": by_place, "sorted": by_order}[way]
        feedback = client.get(answer(client, question_form(page), guess).location).text
        right += feedback.count("pair-right")
    # 30 on average of 240, with a standard deviation of 5.5; all 240 where names give them away.
    assert right < 60


@pytest.mark.parametrize("question_type", sorted(set(EXAMPLES) - {"true_false"}))
def test_a_page_shows_no_id_and_no_place_of_the_file(
    app: Flask, client: FlaskClient, question_type: str
) -> None:
    content = {**EXAMPLES[question_type]}
    for name in ("choices", "regions", "pairs"):
        if name in content:
            content[name] = [
                {**entry, "id": f"secret-{place}"} for place, entry in enumerate(content[name])
            ]
    if question_type == "ordering":
        content["items"] = [
            {"id": f"secret-{place}", "text": text} for place, text in enumerate(content["items"])
        ]
    course = make_course(questions=0)
    add_question(course, "one", content=content, question_type=question_type)
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)
    page = client.get("/study").text.partition("<main")[2]
    assert "secret-" not in page
    named = re.findall(r'(?:name="(?:pair|position)-|name="choice" value=")(\w+)"', page)
    assert [one for one in named if not one.isalpha()] == []
    assert ask(client)
