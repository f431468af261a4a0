"""Under a path of a host, in the real server and a real browser: no request leaves the path."""

from __future__ import annotations

import contextlib
import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.serving import Server

EMAIL = "ruth@example.org"
PASSWORD = "heron under a copper sky"
LOADED = "pictures => pictures.every(one => one.complete && one.naturalWidth > 0)"


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[Server]:
    """Return the real server, told by SCRIPT_NAME and BASE_URL that its path is /myelin."""
    server = Server(tmp_path, path="/myelin", TRUSTED_PROXY_HOPS="1")
    try:
        server.start()
        yield server
    finally:
        server.kill()
    assert "Traceback" not in server.output, server.output


def sign_in(page: Page) -> None:
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_learner_signs_in_reads_and_answers_below_the_path(
    live_server: Server, page: Page, no_barriers: Callable[[Page], None]
) -> None:
    server = live_server
    server.flask("bank", "sync")
    make = ("user", "create", EMAIL, "--name", "Ruth", "--role", "admin", "--password-stdin")
    server.flask(*make, given=PASSWORD)

    page.goto(f"{server.url}/courses/b12-and-pain/topics/foundations")
    expect(page).to_have_url(
        f"{server.url}/sign-in?next=/myelin/courses/b12-and-pain/topics/foundations"
    )
    sign_in(page)
    expect(page).to_have_url(f"{server.url}/courses/b12-and-pain/topics/foundations")
    pictures = page.locator(".prose img")
    expect(pictures.first).to_be_visible()
    assert pictures.evaluate_all(LOADED)

    page.get_by_role("link", name="Vitamin B12 and pain").first.click()
    page.get_by_role("button", name="Enrol").click()
    page.get_by_role("link", name="Study this course").click()
    page.locator("[data-stem]").wait_for()
    page.get_by_role("button", name="I don’t know").click()
    expect(page).to_have_url(re.compile(re.escape(f"{server.url}/study/")))
    expect(page.get_by_role("heading", name="You did not know this one yet")).to_be_visible()
    no_barriers(page)
    page.keyboard.press("Enter")
    page.locator("[data-stem]").wait_for()
    page.get_by_role("button", name="Stop for now").click()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()

    manifest = page.locator("link[rel=manifest]").get_attribute("href") or ""
    start = page.evaluate(
        "async address => new URL((await (await fetch(address)).json()).start_url,"
        " new URL(address, location.href)).href",
        manifest,
    )
    assert start == f"{server.url}/"
    page.goto(start)
    page.locator("summary", has_text="account menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(re.escape(server.url)))


def test_the_server_answers_with_and_without_the_path(live_server: Server) -> None:
    for path, status in {
        "/healthz": 200,
        "/myelin/healthz": 200,
        "/myelin": 303,
        "/courses": 303,
        "/myelinx": 303,
    }.items():
        connection = http.client.HTTPConnection("127.0.0.1", live_server.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == status, path
            if status == 303:
                assert answer.headers["Location"] == "/myelin/setup"
