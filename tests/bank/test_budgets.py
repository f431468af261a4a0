"""What an author sends takes little time, whatever it is, and too much is refused in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bank.files.content import pictures_named
from app.bank.files.pictures.sizes import size_of
from app.bank.files.pictures.uploads import read_picture, sniff
from app.bank.models import Course
from app.bank.service.texts import slug_from, unkeepable
from app.domain.questions.parts.markers import split_stem
from tests.bank.sample import make_outline

LOOK = "/bank/bones/findings/single_choice"
REFERENCES = "[a]: /" + "x" * 30_000 + "\n\n" + "[a] " * 8_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" '


@pytest.fixture
def course(educator: User) -> Course:
    return make_outline(educator)


@contextmanager
def in_time(seconds: float = 10) -> Iterator[None]:
    started = time.thread_time()
    yield
    assert time.thread_time() - started < seconds


@pytest.mark.parametrize(
    "stem",
    [
        "![" + ".-" * 30_000 + "z](media/repair.svg)",
        "![" * 32_000,
        "~" * 64_000,
        "` `` ``` ```` " * 4_500,
        "".join("`" * length + " " for length in range(1, 355)),
        REFERENCES,
        "$x^2$ " * 10_000,
        "ABC " * 16_000,
        "all of the " * 5_800,
        "a? " * 21_000,
    ],
    ids=lambda stem: stem[:10],
)
def test_findings_of_64_kb_come_in_time(client: FlaskClient, course: Course, stem: str) -> None:
    values = {
        "choices-0-text": "A",
        "choices-1-text": "B",
        "key": "0",
        "explanation": stem[:60_000],
    }
    with in_time():
        answer = client.post(LOOK, data={"stem": stem, **values})
    assert answer.status_code == 200


def test_findings_of_too_much_say_so(client: FlaskClient, course: Course) -> None:
    long = dict.fromkeys(("stem", "explanation", "choices-0-text"), "word " * 10000)
    assert "it may have 128 KB in all" in client.post(LOOK, data=long).text
    assert "64 KB at most" in client.post(LOOK, data={"stem": "x" * 65_537}).text
    assert "becomes too long when it is shown" in client.post(LOOK, data={"stem": REFERENCES}).text


def test_a_text_that_grows_is_not_kept_and_not_lost(client: FlaskClient, course: Course) -> None:
    form = {"title": "Bones", "language": "en", "source": "A book.", "description": REFERENCES}
    answer = client.post("/bank/bones/edit", data=form)
    assert answer.status_code == 422
    assert "becomes too long when it is shown" in answer.text
    assert "x" * 30_000 in answer.text


def test_the_view_box_of_an_svg_is_read_in_time() -> None:
    commas = SVG + b'viewBox="1' + b"," * 100_000 + b'"/>'
    with in_time():
        assert size_of(commas, "image/svg+xml") is None
    assert size_of(SVG + b"viewBox = ' 0,0 , 30 20.4 '/>", "image/svg+xml") == (30, 20)
    assert size_of(SVG + b'viewBox="0 0 1e999 20"/>', "image/svg+xml") is None
    assert size_of(SVG + b'viewBox="0 0 20"/>', "image/svg+xml") is None


@pytest.mark.parametrize(
    "content",
    [
        b"<!---->" * 140_000 + b"<svg>",
        b"<!--" * 250_000,
        b"<?xml " * 150_000,
        SVG * 20_000,
        SVG + b"'<svg \"" * 140_000,
        SVG + b" width=" * 140_000,
        SVG + b" " * 1_000_000,
        b"\xff" * 1_000_000,
        b"\xff\xd8" + b"\xff" * 1_000_000,
    ],
    ids=lambda content: content[:12],
)
def test_a_file_of_1_mb_is_looked_at_in_time(content: bytes) -> None:
    with in_time():
        content_type = sniff(content)
        read_picture("leg.svg", content[: 1024 * 1024])
        size_of(content, content_type or "image/jpeg")
        size_of(content, "image/svg+xml")


def test_what_stands_before_an_svg_is_as_before() -> None:
    for before in (
        b"",
        b"\xef\xbb\xbf \n",
        b"<?xml version='1.0'?>\n",
        b"<!-- a - b -->\n <!---->",
    ):
        assert sniff(before + b"<svg width='3' height='2'>") == "image/svg+xml"
        assert size_of(before + b"<svg width='3' height='2'>", "image/svg+xml") == (3, 2)
    for other in (b"<!DOCTYPE svg>", b"<!-- <svg> ", b"text ", b"<svga", b"<?xml <svg"):
        assert sniff(other + b"<svg width='3' height='2'>") is None


def test_the_pictures_of_a_text_are_the_same_as_before() -> None:
    for text, names in (
        ("![a](media/b.svg) and ![c](<media/d.png>)", {"b.svg", "d.png"}),
        ("![a ![b](media/c.svg)", {"c.svg"}),
        ("![a [b](media/c.svg)", {"c.svg"}),
        ("!![a!](media/c.svg)", {"c.svg"}),
        ("![a]b](media/c.svg)", set()),
        ("[a](media/c.svg)", set()),
        ("![a](\n media/c.svg 'title')", {"c.svg"}),
    ):
        assert pictures_named(text) == names
    assert slug_from("What is ![a picture](media/b.svg) of $x^2$ {{1}}?", 60) == "what-is-of"


def test_blanks_are_found_outside_of_code_and_formulas() -> None:
    for stem, markers in (
        ("a {{1}} b {{2}}", ("1", "2")),
        ("`{{1}}` {{2}}", ("2",)),
        ("``a ` {{1}}`` {{2}}", ("2",)),
        ("`a {{1}} ``", ("1",)),
        ("\\`{{1}}` {{2}}`", ("1",)),
        ("$x_{{1}}$ {{2}}", ("2",)),
        ("```\n{{1}}\n```\n{{2}}", ("2",)),
        ("~~~ {{1}}", ("1",)),
        ("`` {{1}} ` {{2}} ` {{3}} ``", ()),
    ):
        assert split_stem(stem)[1] == markers, stem


def test_all_texts_of_a_question_share_what_a_page_may_take() -> None:
    """Each of eleven texts alone is fine; formulas of all of them took five seconds."""
    choices = [{"text": "$x^2$ " * 300, "feedback": "$y$ " * 300} for _ in range(5)]

    assert unkeepable({"stem": "A stem.", "choices": choices[:2]}) == []
    problems = unkeepable({"stem": "A stem.", "choices": choices})
    assert [problem.path for problem in problems] == ["choices.2.feedback"]
    assert "fewer or shorter formulas" in problems[0].message


def test_lines_without_anything_else_are_counted_too() -> None:
    assert "other marks" in unkeepable({"stem": "a" + "\n" * 7_000})[0].message
