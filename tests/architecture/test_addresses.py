"""Addresses: no name that people give hides a page, and no page lives where only a form may go."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.people import make_user, sign_in

# Parts that anybody may fill with a word of their own: <slug>, and not <int:id> or <uuid:id>.
FREE = re.compile(r"<[a-z_]+>")
UUID = "0190d1f0-0000-7000-8000-000000000001"


def parts_of(rule: Rule) -> list[str]:
    return rule.rule.split("/")


def may_meet(one: str, other: str) -> bool:
    """Tell whether two parts of addresses can be the same text, one of them being free."""
    return one == other or bool(one and other and (FREE.fullmatch(one) or FREE.fullmatch(other)))


def test_no_name_hides_a_page(app: Flask) -> None:
    """Wherever a name stands in an address, no other address has a fixed word there."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    hidden = [
        (one.rule, other.rule)
        for one, other in permutations(rules, 2)
        if len(parts_of(one)) == len(parts_of(other))
        and any(
            FREE.fullmatch(part) and against and not against.startswith("<")
            for part, against in zip(parts_of(one), parts_of(other), strict=True)
        )
        and all(map(may_meet, parts_of(one), parts_of(other)))
    ]
    assert hidden == []


def fill_in(rule: Rule) -> str:
    """Return an address of a rule; nothing has to be there."""
    path = re.sub(r"<int:[a-z_]+>", "1", rule.rule)
    path = re.sub(r"<uuid:[a-z_]+>", UUID, path)
    return re.sub(r"<[a-z_]+>", "some", path)


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in(client, make_user("admin"))
    return client


def test_whoever_asks_for_the_address_of_a_form_is_led_to_a_page(
    app: Flask, admin: FlaskClient
) -> None:
    pages = app.url_map.bind("localhost")
    addresses = {fill_in(rule) for rule in app.url_map.iter_rules()}
    forms = [address for address in addresses if not pages.test(address, method="GET")]
    assert len(forms) > 40
    for address in forms:
        answer = admin.get(address)
        assert answer.status_code == 303, address
        assert pages.test(answer.location, method="GET"), (address, answer.location)
        assert address.startswith(answer.location)


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("/study/answer", "/study"),
        (f"/study/reviews/{UUID}/grade", f"/study/reviews/{UUID}"),
        (f"/study/reviews/{UUID}/undo", f"/study/reviews/{UUID}"),
        ("/study/questions/1/set-aside", "/study"),
        ("/courses/nerves/enrol", "/courses/nerves"),
        ("/bank/nerves/questions/axon/publish", "/bank/nerves/questions/axon"),
        ("/search/questions", "/search"),
        ("/sign-out", "/"),
    ],
)
def test_the_page_is_the_one_that_the_form_belongs_to(
    admin: FlaskClient, form: str, page: str
) -> None:
    assert admin.get(form).location == page


def test_a_program_is_told_which_method_an_address_takes(admin: FlaskClient) -> None:
    answer = admin.get("/study/answer", headers={"Accept": "application/json"})
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (
        405,
        {"POST", "OPTIONS"},
    )


def test_a_refused_form_leaves_the_browser_at_the_page_that_it_was_on(admin: FlaskClient) -> None:
    refused = admin.post("/study/answer", data={})
    assert refused.status_code == 422
    assert refused.headers["HX-Push-Url"] == "false"
    # A form that has a page of its own, and a step to another page, lead on as usual.
    assert "HX-Push-Url" not in admin.post("/profile", data={}).headers
    assert "HX-Push-Url" not in admin.post("/sign-out").headers
