"""Controls stand in running text, and nowhere else, whatever an author writes."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from app.web.text.blanks import CLOSE, OPEN, fill_blanks
from app.web.text.markdown import render

ONE = Markup('<input name="blank-1">')
TWO = Markup('<input name="blank-2">')


def fill(*parts: str, controls: tuple[Markup, ...] = (ONE, TWO)) -> str:
    return str(fill_blanks(parts, controls, render=render))


def test_blanks_stand_in_the_text_in_order() -> None:
    html = fill("It is absorbed in the *terminal* ", ", bound to ", ".")
    assert "<em>terminal</em>" in html
    assert html.index("blank-1") < html.index("bound to") < html.index("blank-2")


def test_blanks_may_stand_in_lists_and_tables() -> None:
    listed = fill("Two:\n\n- first ", "\n- second ", "")
    assert listed.count("<li>") == 2
    assert listed.index("first") < listed.index("blank-1") < listed.index("second")
    table = fill("| a | b |\n|---|---|\n| ", " | ", " |")
    assert table.count("<td>") == 2
    assert table.count("<input") == 2


@pytest.mark.parametrize(
    "text",
    ["![", "[a link](/somewhere?x=", '![picture](media/a.png "'],
    ids=["a picture's description", "a link's address", "a picture's title"],
)
def test_a_blank_inside_a_tag_comes_after_the_text(text: str) -> None:
    html = fill(text, "](media/a.png) end" if text == "![" else '") end', controls=(ONE,))
    assert html.count("<input") == 1
    # However the tag came out, the control is not inside its angle brackets.
    before = html[: html.index("<input")]
    assert before.count("<") == before.count(">")
    assert OPEN not in html
    assert CLOSE not in html


def test_marks_that_an_author_wrote_mean_nothing() -> None:
    html = fill(f"Before {OPEN}0{CLOSE} ", " after", controls=(ONE,))
    assert html.count("<input") == 1
    assert html.index("Before") < html.index("<input") < html.index("after")


def test_a_text_with_more_blanks_than_controls_shows_what_there_is() -> None:
    assert fill("a ", " b ", " c", controls=(ONE,)).count("<input") == 1


def test_markup_that_an_author_wrote_stays_text() -> None:
    html = fill("<script>alert(1)</script> ", "", controls=(ONE,))
    assert "<script" not in html


def test_templates_can_fill_blanks(app: Flask) -> None:
    with app.test_request_context():
        html = render_template_string(
            "{{ fill_blanks(parts, controls, '/media/course') }}",
            parts=("![alt](media/a.png) ", ""),
            controls=(ONE,),
        )
    assert 'src="/media/course/a.png"' in html
    assert "<input" in html
