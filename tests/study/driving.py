"""Study through the web as a learner's browser does, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

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
    """Send an answer to the question of a form."""
    return client.post("/study/answer", data={**form, **response, **more})


def study(client: FlaskClient, response: Mapping[str, Any], path: str = "/study") -> str:
    """Fetch the next question, answer it, and return the id of the review."""
    form = ask(client, path)
    page = answer(client, form, response)
    assert page.status_code == 303, page.get_data(as_text=True)
    assert page.location.endswith(f"/study/reviews/{form['review_id']}")
    return form["review_id"]
