"""Hotspots in the editor and on the question's page, as they are without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bank.models import Course
from tests.bank.browser import form_values
from tests.bank.sample import make_outline, make_picture, question, revision

NEW = "/bank/bones/new-question?type=hotspot&objective=B01"
FIELDS = {
    "objective": "B01",
    "level": "recall",
    "stem": "Which marked place is the femur?",
    "picture": "leg.png",
    "alternative_text": "A leg with two marked places.",
    "regions-0-text": "Above the *knee*",
    "regions-0-left": "10",
    "regions-0-top": "5",
    "regions-0-width": "30",
    "regions-0-height": "40",
    "regions-0-feedback": "Yes.",
    "regions-1-text": "Below the knee",
    "regions-1-left": "10",
    "regions-1-top": "55",
    "regions-1-width": "30",
    "regions-1-height": "40",
    "key": "regions-0",
    "explanation": "The femur is the bone of the thigh.",
}


@pytest.fixture
def course(educator: User) -> Course:
    """Return a course with a picture."""
    course = make_outline(educator)
    make_picture(course, educator, "leg.png")
    return course


def send(client: FlaskClient, **changes: str) -> Any:
    return client.post(NEW, data={**FIELDS, **changes})


def test_without_pictures_the_form_says_where_to_add_one(
    client: FlaskClient, educator: User
) -> None:
    make_outline(educator)
    page = client.get(NEW).text
    assert "The course has no picture yet." in page
    assert 'href="/bank/bones/pictures">Add one</a>' in page


def test_the_form_offers_the_pictures_and_shows_the_chosen_one(
    client: FlaskClient, course: Course
) -> None:
    page = client.get(NEW).text
    assert '<option value="leg.png">leg.png</option>' in page
    assert "<img" not in page
    chosen = send(client, action="preview").text
    assert '<img src="/media/bones/leg.png" alt="The picture, to draw regions on"' in chosen
    # What is no picture of the course becomes no address.
    for name in ("gone.png", "../../x", '"><script>'):
        other = send(client, picture=name, action="preview").text
        editor = other.partition("data-region-editor")[2].partition("</fieldset>")[0]
        assert "<img" not in editor


def test_rows_change_and_the_key_goes_along(client: FlaskClient, course: Course) -> None:
    values = form_values(send(client, up="regions-1").text)
    assert (values["regions-0-text"], values["regions-1-text"]) == (
        "Below the knee",
        "Above the *knee*",
    )
    assert (values["regions-0-top"], values["key"]) == ("55", "regions-1")
    assert values["picture"] == "leg.png"
    values = form_values(send(client, add="regions").text)
    assert values["regions-2-left"] == ""


def test_an_unfinished_draft_is_kept_as_it_was_typed(client: FlaskClient, course: Course) -> None:
    unfinished = {
        "picture": "",
        "alternative_text": "",
        "regions-0-left": "left side",
        "regions-0-height": "",
        **{f"regions-1-{side}": "" for side in ("left", "top", "width", "height")},
    }
    assert send(client, **unfinished, action="save").status_code == 303
    made = question("b01-which-marked-place-is-the-femur")
    assert revision(made.slug).content["regions"] == [
        {
            "text": "Above the *knee*",
            "area": ["left side", 5, 30, None],
            "key": True,
            "feedback": "Yes.",
        },
        {"text": "Below the knee"},
    ]
    page = client.get(f"/bank/bones/questions/{made.slug}/edit")
    values = form_values(page.text)
    sides = [values[f"regions-0-{side}"] for side in ("left", "top", "width", "height")]
    assert sides == ["left side", "5", "30", ""]
    assert values["regions-1-left"] == ""
    assert client.get(f"/bank/bones/questions/{made.slug}").status_code == 200


def test_it_is_asked_in_the_picture_and_in_a_list(client: FlaskClient, course: Course) -> None:
    location = send(client, action="publish").location.partition("?")[0]
    page = client.get(location).text
    assert '<img src="/media/bones/leg.png" alt="A leg with two marked places."' in page
    assert 'x="10%" y="5%" width="30%" height="40%"' in page
    radios = re.findall(r'<input type="radio" name="choice" value="(\w)" id="([^"]+)"', page)
    assert [value for value, _ in radios] == ["a", "b"]
    for _, radio in radios:
        assert f'aria-labelledby="{radio}-name"' in page
        assert f'id="{radio}-name"' in page
        # The area, its surroundings and its letter.
        assert page.count(f'for="{radio}"') == 3
    assert "Above the <em>knee</em>" in page
    assert "style=" not in page.partition("region-map")[2].partition("</fieldset>")[0]
    # Nothing in it tells the key.
    assert "region-right" not in page
    assert "region-missed" not in page


@pytest.mark.parametrize(
    ("choice", "first", "second"),
    [("a", "right", "unchosen"), ("b", "missed", "wrong"), ("", "missed", "unchosen")],
)
def test_the_answer_is_marked_in_both(
    client: FlaskClient, course: Course, choice: str, first: str, second: str
) -> None:
    location = send(client, action="publish").location.partition("?")[0]
    page = client.get(f"{location}?try=1&choice={choice}").text
    assert f'class="region region-a region-{first}"' in page
    assert f'class="region region-b region-{second}"' in page
    assert re.findall(r"<li class=\"choice choice-(\w+)\"", page) == [
        first,
        second,
    ]
    assert "<label" not in page.partition("region-map")[2].partition("</svg>\n</div>")[0]
    assert ("Yes." in page) == (choice == "a")
