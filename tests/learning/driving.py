"""Study through the web as a learner's browser does, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.exc import DataError
from werkzeug.test import TestResponse

from app.bank.queries import get_revision
from app.domain.errors import NotFound
from app.study.views.sessions import seed_of
from tests.domain.questions.examples import form_of

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def question_form(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of the question on a page."""
    text = page.get_data(as_text=True)
    start = text.index('action="/study/answer"')
    return dict(HIDDEN.findall(text[start : text.index("</form>", start)]))


def ask(client: FlaskClient, path: str = "/study") -> dict[str, str]:
    """Fetch the next question and return its hidden fields."""
    page = client.get(path)
    assert page.status_code == 200, page.get_data(as_text=True)
    return question_form(page)


def answer(
    client: FlaskClient, form: Mapping[str, str], response: Mapping[str, Any], **more: Any
) -> TestResponse:
    """Send an answer to the question of a form.

    The response names choices and the like by their places in the file, or by their ids.
    """
    return client.post("/study/answer", data={**form, **on_page(client, form, response), **more})


def on_page(
    client: FlaskClient, form: Mapping[str, str], response: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a response with the ids of the page whose hidden fields are given."""
    try:
        seed = seed_of(UUID(form["review_id"]))
        with client.application.app_context():
            text = get_revision(int(form["question_id"]), int(form["revision"]))
    except (ValueError, OverflowError, DataError, NotFound):
        return dict(response)  # A form that is damaged on purpose.
    return {**form_of(text.type, text.content, response, seed)}


def study(client: FlaskClient, response: Mapping[str, Any], path: str = "/study") -> str:
    """Fetch the next question, answer it, and return the id of the review."""
    form = ask(client, path)
    page = answer(client, form, response)
    assert page.status_code == 303, page.get_data(as_text=True)
    assert page.location.endswith(f"/study/reviews/{form['review_id']}")
    return form["review_id"]
