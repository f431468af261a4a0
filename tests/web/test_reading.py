"""Looking changes nothing: no page that is opened writes, and no method but its own does anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.learning import driving
from tests.learning.content import RIGHT, make_course
from tests.people import make_user, set_up, sign_in
from tests.web.test_hostile import PAGES

MORE_PAGES = (
    "/search?q=nerve",
    "/study/notes",
    "/study/reports/mine",
    "/study/reports",
    "/profile/data",
)


def test_opening_a_page_writes_nothing(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    person = make_user("admin")
    sign_in(client, person)
    make_course("nerves", questions=3)
    client.post("/courses/nerves/enrol")
    review_id = driving.study(client, RIGHT)
    written: dict[str, list[str]] = {}
    for page in (*PAGES, *MORE_PAGES, f"/study/reviews/{review_id}", f"/people/{person.id}"):
        with count_queries() as statements:
            assert client.get(page, follow_redirects=True).status_code == 200, page
        writing = [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]
        if writing:
            written[page] = writing
    assert written == {}


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "FOO"])
def test_a_method_that_no_form_has_is_refused(app: Flask, client: FlaskClient, method: str) -> None:
    set_up(app)
    for path in ("/sign-in", "/healthz", "/study/answer"):
        assert client.open(path, method=method).status_code == 405


def test_of_a_field_sent_twice_the_first_counts(client: FlaskClient) -> None:
    person = make_user()
    sign_in(client, make_user("admin"))
    client.post(f"/people/{person.id}", data={"role": ["educator", "admin"]})
    assert person.role == "educator"
