"""Every answer carries the security headers: pages, refusals, errors, files, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.pages.assets import read_manifest
from app.web.requests.access import public
from tests.conftest import second_app
from tests.people import make_user, set_up, sign_in

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ANSWERS = {
    "a page": ("GET", "/sign-in", 200),
    "a health check": ("GET", "/healthz", 200),
    "a redirect": ("GET", "/profile", 302),
    "nothing there": ("GET", "/no-such-page", 404),
    "a wrong method": ("POST", "/healthz", 405),
    "an error of ours": ("GET", "/broken", 500),
}


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """Return an app that answers errors as it does for people, with one view that breaks."""
    with second_app(app, TESTING=False) as site:

        @site.get("/broken")
        @public
        def broken() -> str:
            raise RuntimeError("as it happens")

        set_up(site)
        yield site


def _check(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status
    headers = response.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    if not address.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_the_headers(site: Flask, kind: str) -> None:
    _check(site.test_client(), *ANSWERS[kind])


def test_a_refusal_has_the_headers(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user("learner"))
    _check(client, "GET", "/people", 403)


def test_a_form_without_its_token_has_the_headers(app: Flask, site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = True
    _check(site.test_client(), "POST", "/sign-in", 400)


def test_a_file_has_the_headers_and_may_be_kept(app: Flask, client: FlaskClient) -> None:
    name = read_manifest(Path(app.static_folder or "") / "build")["app.css"]
    _check(client, "GET", f"/static/build/{name}", 200)
    assert "max-age=31536000" in client.get(f"/static/build/{name}").headers["Cache-Control"]


@pytest.mark.parametrize("secure", [True, False])
def test_https_is_demanded_in_production_only(app: Flask, secure: bool) -> None:
    with second_app(app, PRODUCTION=secure) as site:
        response = site.test_client().get("/healthz", base_url="https://localhost")
    assert ("Strict-Transport-Security" in response.headers) is secure


@pytest.mark.parametrize("wide", [True, False])
def test_https_is_demanded_of_other_hosts_below_only_where_asked(app: Flask, wide: bool) -> None:
    with second_app(app, PRODUCTION=True, HSTS_INCLUDE_SUBDOMAINS=wide) as site:
        response = site.test_client().get("/healthz", base_url="https://localhost")
    assert ("includeSubDomains" in response.headers["Strict-Transport-Security"]) is wide


def test_signing_out_clears_what_the_browser_kept(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user("learner"))
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'
