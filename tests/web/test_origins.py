"""Forms from other sites are refused, whatever token they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.reminders.service import unsubscribing
from app.web.links import signing_keys
from tests.conftest import SECRET_KEY, second_app
from tests.people import make_user, set_up, sign_in

NEW_KEY = "another key that is long enough, Qx7"
ALLOWED = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
    {"Origin": "https://learn.example.org"},
    # Behind a proxy that changes the host, the browser still knows.
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
]
REFUSED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "something new"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://["},
]


def _token(client: FlaskClient) -> str:
    return re.search('name="csrf_token" value="([^"]+)"', client.get("/profile").text)[1]


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    with second_app(app, WTF_CSRF_ENABLED=True, BASE_URL="https://learn.example.org") as site:
        set_up(site)
        yield site


def _signed_in(site: Flask) -> FlaskClient:
    client = site.test_client()
    sign_in(client, make_user("learner"))
    return client


@pytest.mark.parametrize("headers", ALLOWED)
def test_a_form_of_ours_is_taken(site: Flask, headers: dict[str, str]) -> None:
    client = _signed_in(site)
    data = {"csrf_token": _token(client)}
    assert client.post("/sign-out", data=data, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", REFUSED)
def test_a_form_of_another_site_is_not(site: Flask, headers: dict[str, str]) -> None:
    client = _signed_in(site)
    data = {"csrf_token": _token(client)}
    page = client.post("/sign-out", data=data, headers=headers)
    assert page.status_code == 403
    assert "sent from another site" in page.text
    assert client.get("/profile").status_code == 200, "still signed in"


def test_links_from_other_sites_open_pages(site: Flask) -> None:
    client = _signed_in(site)
    assert client.get("/profile", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_one_click_in_a_mail_program_still_works(site: Flask) -> None:
    path = f"/study/reminders/stop/{unsubscribing.sign(make_user().id, signing_keys())}"
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    data = {"List-Unsubscribe": "One-Click"}
    assert site.test_client().post(path, data=data, headers=headers).status_code == 200


@pytest.mark.parametrize(("fallbacks", "status"), [([SECRET_KEY], 303), ([], 400)])
def test_a_form_outlives_a_new_key_while_the_former_one_is_kept(
    app: Flask, site: Flask, fallbacks: list[str], status: int
) -> None:
    client = _signed_in(site)
    token = _token(client)
    cookies = [client.get_cookie(name) for name in ("myelin", "myelin_session")]
    rotated = {"SECRET_KEY": NEW_KEY, "SECRET_KEY_FALLBACKS": fallbacks}
    with second_app(app, WTF_CSRF_ENABLED=True, **rotated) as after:
        set_up(after)
        client = after.test_client()
        for cookie in cookies:
            client.set_cookie(cookie.key, cookie.value)
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == status


def test_a_token_of_somebody_else_is_not_renewed(app: Flask, site: Flask) -> None:
    token = _token(_signed_in(site))
    rotated = {"SECRET_KEY": NEW_KEY, "SECRET_KEY_FALLBACKS": [SECRET_KEY]}
    with second_app(app, WTF_CSRF_ENABLED=True, **rotated) as after:
        set_up(after)
        client = _signed_in(after)
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400


def test_a_page_that_cannot_be_read_is_none_of_ours_over_https(site: Flask) -> None:
    client = _signed_in(site)
    data = {"csrf_token": _token(client)}
    for referer, status in (("http://[", 400), ("https://localhost/profile", 303)):
        answer = client.post(
            "/sign-out", data=data, headers={"Referer": referer}, base_url="https://localhost"
        )
        assert answer.status_code == status
