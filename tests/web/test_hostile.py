"""No input makes Myelin answer 500: hostile values in addresses, queries, forms and headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Registration, SiteSettings, User
from app.db import db, transaction
from tests.learning import driving
from tests.learning.content import WRONG, make_course
from tests.people import make_user, sign_in

DIGITS = "9" * 5_000
TEXTS = ("", "a\0b\x1b\u202e", "\ud800", "\U0010ffff" * 500, DIGITS, "-1", "9223372036854775808")
PIECES = ("%00", "a%00b", "%ff%fe", "%ED%A0%80", "..%2f..", DIGITS[:3000], "%F4%8F%BF%BF", "%0d%0a")
NUMBERS = ("0", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, DIGITS)


class Forms(HTMLParser):
    """The forms of a page: where each goes, and its fields with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a form or of a field."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((values.get("method", "get"), values.get("action", ""), {}))
        elif tag in {"input", "select", "textarea", "button"} and self.found and "name" in values:
            self.found[-1][2].setdefault(values["name"], values.get("value", ""))


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> User:
    """Return an admin who studies a course and has answered one of its questions."""
    with transaction():
        db.session.add(SiteSettings(id=1, registration=Registration.OPEN))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    person = make_user("admin")
    sign_in(client, person)
    make_course("nerves", questions=3)
    client.post("/courses/nerves/enrol")
    return person


def _addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of every route with hostile values in its variable parts."""
    for rule in app.url_map.iter_rules():
        names = {name: type(kind).__name__ for name, kind in rule._converters.items()}
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if "GET" not in methods:  # leads to the page above, whose address holds the name too
            parts = dict.fromkeys(names, "nerves")
            yield from (
                ("GET", _filled(rule.rule, parts | {name: "%0d%0aX:%20y"})) for name in names
            )
        for method in sorted(methods):
            for name, kind in names.items():
                for value in NUMBERS if kind == "KeyConverter" else PIECES:
                    parts = dict.fromkeys(names, "nerves") | {name: value}
                    yield method, _filled(rule.rule, parts)


def _filled(rule: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        for form in (f"<{name}>", f"<int:{name}>", f"<uuid:{name}>", f"<path:{name}>"):
            rule = rule.replace(form, value)
    return rule


def test_no_address_breaks_a_route(app: Flask, client: FlaskClient, admin: User) -> None:
    broken: list[str] = []
    for method, address in _addresses(app):
        response = client.open(address, method=method)
        if response.status_code >= 500:
            broken.append(f"{method} {address[:100]}: {response.status}")
    assert broken == []


PAGES = (
    "/",
    "/study",
    "/study/courses/nerves",
    "/study/preferences",
    "/courses",
    "/courses/nerves",
    "/progress",
    "/insights/objections",
    "/profile",
    "/profile/email",
    "/profile/password",
    "/profile/sessions",
    "/profile/close",
    "/people",
    "/people/invitations",
    "/settings",
    "/bank/",
    "/bank/nerves",
    "/bank/nerves/edit",
    "/bank/courses/new",
    "/bank/nerves/topics/new",
    "/bank/nerves/topics/topic-0/edit",
    "/bank/nerves/objectives/new",
    "/bank/nerves/objectives/Q1/edit",
    "/bank/nerves/questions",
    "/bank/nerves/new-question",
    "/bank/nerves/pictures",
    "/bank/nerves/questions/q1",
    "/bank/nerves/questions/q1/edit",
    *(
        f"/bank/nerves/new-question?objective=Q1&type={name}"
        for name in (
            "single_choice",
            "multiple_response",
            "true_false",
            "cloze",
            "short_answer",
            "numeric",
            "matching",
            "ordering",
            "hotspot",
        )
    ),
)


def test_no_query_breaks_a_page(client: FlaskClient, admin: User) -> None:
    names = (
        "page",
        "days",
        "q",
        "role",
        "topic",
        "type",
        "status",
        "text",
        "objective",
        "next",
        "invitation",
        "revision",
        "try",
        "email",
        "v",
        "done",
        "choice",
    )
    broken: list[str] = []
    for page, value in product(PAGES, TEXTS):
        text = quote(value.encode("utf-8", "surrogatepass"))[:8000]
        query = "&".join(f"{name}={text}" for name in names)
        address = f"{page}{'&' if '?' in page else '?'}{query}"
        response = client.get(address)
        if response.status_code >= 500:
            broken.append(f"{page} {value[:20]!r}: {response.status}")
    assert broken == []


def _encoded(fields: dict[str, str]) -> bytes:
    return "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
    ).encode()


def _send(client: FlaskClient, method: str, action: str, fields: dict[str, str]) -> Any:
    if method.lower() == "get":
        return client.get(f"{action}?{_encoded(fields).decode()[:20_000]}")
    return client.post(
        action, data=_encoded(fields), content_type="application/x-www-form-urlencoded"
    )


def test_no_form_field_breaks_its_route(client: FlaskClient, admin: User) -> None:
    review_id = driving.study(client, WRONG)
    pages = (*PAGES, f"/study/reviews/{review_id}", f"/people/{make_user().id}")
    seen: set[tuple[str, str]] = set()
    broken: list[str] = []
    for method, action, fields in _forms(client, pages):
        for name in fields:
            key = (action.partition("?")[0], name)
            if key in seen:
                continue
            seen.add(key)
            sign_in(client, admin)  # the form before may have been the one that signs out
            for value in TEXTS:
                response = _send(client, method, action, {**fields, name: value})
                if response.status_code >= 500:
                    broken.append(f"{action} {name}={value[:20]!r}")
    assert len({action for action, _ in seen}) > 25, seen
    assert broken == []


def test_what_is_no_form_breaks_no_form(client: FlaskClient, admin: User) -> None:
    """Nested JSON where a form is due, and a file under the name of each field."""
    broken: list[str] = []
    for method, action, fields in _forms(client, PAGES):
        if method.lower() != "post":
            continue
        files = {name: (BytesIO(b"a file"), "a.txt") for name in fields}
        for body in ({"data": "[" * 20_000, "content_type": "application/json"}, {"data": files}):
            sign_in(client, admin)
            response = client.post(action, **body)
            if response.status_code >= 500:
                broken.append(f"{action} {body['data']}"[:80])
    assert broken == []


def _forms(client: FlaskClient, pages: Iterable[str]) -> list[tuple[str, str, dict[str, str]]]:
    """Return (method, action, fields) of every form on the pages but the one that signs out."""
    found = []
    for page in pages:
        response = client.get(page, follow_redirects=True)
        assert response.status_code == 200, (page, response.status)
        forms = Forms()
        forms.feed(response.get_data(as_text=True))
        found += [(method, action or page, fields) for method, action, fields in forms.found]
    return [form for form in found if form[1] != "/sign-out"]
