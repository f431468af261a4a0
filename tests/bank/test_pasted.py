"""What office programs copy for a line's end parts words, in forms and in files."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Course, Question, Revision, Topic
from app.db import db
from tests.bank.browser import form_values
from tests.bank.sample import PARTS, make_outline, make_question, revision, sync, write_course

PASTED = "Slide title\x0bsecond line"
NEW = "/bank/bones/new-question?type=single_choice"
COMMON = {"objective": "B01", "level": "recall", "action": "save"}


@pytest.fixture
def course(educator: User) -> Course:
    """Return a course made on the web."""
    return make_outline(educator)


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_form_parts_words_at_pasted_line_ends(
    client: FlaskClient, course: Course, end: str
) -> None:
    text = f"Slide title{end}second line"
    named = {"stem": text, "choices-0-text": text, "section": text, "explanation": text}
    assert client.post(NEW, data={**COMMON, **named}).status_code == 303
    (said,) = db.session.scalars(select(Revision))
    assert said.content["stem"] == said.content["explanation"] == "Slide title\nsecond line"
    assert said.content["choices"] == [{"text": "Slide title second line"}]
    assert said.section == "Slide title second line"


def test_a_typed_answer_parts_words_there_too(
    client: FlaskClient, course: Course, educator: User
) -> None:
    content = {"stem": "Whose?", "accept": "Crohn's disease", "explanation": "It is."}
    answer = client.post("/bank/bones/new-question?type=short_answer", data={**COMMON, **content})
    page = client.get(answer.location, query_string={"try": "1", "text": "Crohn's\x0bdisease"})
    assert "almost" not in page.text
    assert "<b>Crohn&#39;s disease</b>" in page.text


def test_titles_tags_and_searches_are_one_line(
    client: FlaskClient, course: Course, educator: User
) -> None:
    make_question(course, educator)
    client.post("/bank/bones/topics/new", data={"title": PASTED, "summary": PASTED})
    topic = db.session.scalars(select(Topic).where(Topic.title.startswith("Slide"))).one()
    assert topic.title == "Slide title second line"
    assert topic.summary == "Slide title\nsecond line"
    found = client.get("/bank/bones/questions", query_string={"text": "bone\x0bhard"}).text
    assert 'value="bone hard"' in found
    found = client.get("/search", query_string={"q": "bone\x0bhard"}).text
    assert 'value="bone hard"' in found
    assert "<mark>bone</mark>" in found


def test_files_part_words_there_raw_or_escaped(app: Flask, tmp_path: Path) -> None:
    parts = PARTS.replace("carries signals away?", "carries\x0bsignals\u2028away?")
    parts = parts.replace("text: The axon", 'text: "The\\vaxon"')
    parts = parts.replace("title: Parts", 'title: "Parts\\u2028of it"')
    write_course(tmp_path, parts=parts)
    sync(tmp_path)
    content = revision("p01-axon").content
    assert content["stem"] == "Which part carries signals away?"
    assert content["choices"][0]["text"] == "The\naxon"
    assert db.session.scalars(select(Topic.title).where(Topic.slug == "parts")).one() == (
        "Parts of it"
    )
    assert "nothing to do" in sync(tmp_path)


def test_a_choice_of_several_lines_goes_through_the_form_unharmed(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    lines = "```\n          x <- 1\n            y\n          ```\n          *so*"
    write_course(tmp_path, parts=PARTS.replace("text: The axon", f"text: |\n          {lines}"))
    sync(tmp_path)
    before = revision("p01-axon").content
    assert before["choices"][0]["text"] == "```\nx <- 1\n  y\n```\n*so*"
    address = "/bank/nerves/questions/p01-axon"
    page = client.get(f"{address}/edit").text
    assert '<textarea class="form-control" id="choices-0-text" name="choices-0-text" rows="5">' in (
        page.replace(' aria-describedby="choices-0-text-findings"', "")
    )
    values = form_values(page)
    answer = client.post(f"{address}/edit", data={**values, "action": "save", "stem": "Which?"})
    assert answer.status_code == 303, answer.text
    after = revision("p01-axon").content
    assert after["stem"] == "Which?"
    assert after["choices"] == before["choices"]
    assert db.session.scalars(select(Question.slug).where(Question.slug == "p01-axon")).one()
