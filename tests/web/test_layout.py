"""The frame of a page: where people may go, and what it says about itself."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import make_user, set_up, sign_in

EVERYONE = ("Today", "Courses", "Progress")
EDUCATORS = (*EVERYONE, "Question bank", "Feedback")
ADMINS = (*EDUCATORS, "People", "Settings")


def page(app: Flask, role: str, path: str = "/courses", **fields: str) -> str:
    client: FlaskClient = app.test_client()
    sign_in(client, make_user(role, **fields))
    return client.get(path).text


@pytest.mark.parametrize(
    ("role", "labels"), [("learner", EVERYONE), ("educator", EDUCATORS), ("admin", ADMINS)]
)
def test_people_see_the_places_that_are_open_to_them(
    app: Flask, role: str, labels: tuple[str, ...]
) -> None:
    nav = page(app, role).split("<nav", 1)[1].split("</nav>", 1)[0]
    assert [label for label in ADMINS if f"<span>{label}</span>" in nav] == list(labels)


def test_the_page_one_is_on_is_marked(app: Flask) -> None:
    nav = page(app, "learner").split("<nav", 1)[1].split("</nav>", 1)[0]
    assert nav.count('aria-current="page"') == 1
    assert 'aria-current="page"><svg' in nav.split("/courses", 1)[1]


def test_a_place_is_marked_on_the_pages_within_it(app: Flask) -> None:
    html = page(app, "admin", "/people/invitations")
    assert 'href="/people" aria-current="true"' in html


def test_the_theme_comes_with_the_page(app: Flask) -> None:
    assert 'data-theme="dark"' in page(app, "learner", theme="dark")


def test_language_and_direction_are_said(app: Flask) -> None:
    assert '<html lang="en-GB" dir="ltr"' in page(app, "learner")


def test_strangers_see_the_mark_alone(app: Flask) -> None:
    set_up(app)
    html = app.test_client().get("/sign-in").text
    assert "Myelin" in html
    assert "<nav" not in html
    assert 'data-theme="auto"' in html


def test_pages_of_a_list_keep_its_filters(app: Flask) -> None:
    with app.test_request_context("/people?q=ada&role=learner&page=3"):
        url = app.jinja_env.globals["page_url"](2)  # type: ignore[operator]
    assert url == "/people?q=ada&role=learner&page=2"
