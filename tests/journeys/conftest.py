"""A real server, a real browser, and eyes on everything that goes wrong in it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import postgresql
from tests.journeys.chromium import find_chromium
from tests.journeys.studio import Studio
from tests.journeys.watching import find_barriers, watch
from tests.serving import ROOT, Server

PICTURES = ROOT / ".cache" / "screenshots"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MILLISECONDS = 10_000

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the fixtures can take a picture of it."""
    report = yield
    if report.failed:
        item.stash[failed] = True
    return report


@pytest.fixture
def live_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return the real server, running over an empty database.

    ``@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)`` makes a
    journey run on both; without it there is SQLite. ``live_server.restart(days=1)`` goes on to
    the next day.
    """
    with contextlib.ExitStack() as stack:
        url = ""
        if getattr(request, "param", "sqlite") == "postgresql":
            cluster: postgresql.Server = request.getfixturevalue("postgresql_server")
            database = cluster.create_database()
            stack.callback(cluster.drop_database, database)
            url = database.url
        server = Server(tmp_path, url)
        stack.callback(server.kill)
        server.start()
        yield server
        assert "Traceback" not in server.output, server.output


@pytest.fixture(scope="session")
def studio(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """Return a server with people, courses and some history, which several journeys share.

    A module that wants it for its pages names it in a ``live_server`` of its own. Each journey
    brings its own people (``studio.invite``).
    """
    studio = Studio(tmp_path_factory.mktemp("studio"), sqlite_template)
    try:
        studio.furnish()
        studio.start()
        yield studio
    finally:
        studio.kill()
        studio.close()
    assert "Traceback" not in studio.output, studio.output


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium that reaches this machine only."""
    program, environ = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            env={**os.environ, **environ},
            args=[
                "--headless=shell",
                "--no-sandbox",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, live_server: Server
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser of its own for one more person.

    ``beside=page`` opens one more tab beside a page instead. It takes ``phone=True`` and whatever Playwright's ``new_context`` takes (``locale``,
    ``timezone_id``, ``java_script_enabled`` ...). At the end of the test, everything that went
    wrong in any of the pages fails it.
    """
    pages: list[tuple[Page, list[str]]] = []

    def open_one(*, phone: bool = False, beside: Page | None = None, **options: Any) -> Page:
        context = (
            beside.context
            if beside
            else browser.new_context(
                **{
                    "base_url": live_server.url,
                    "locale": "en-GB",
                    "timezone_id": "Europe/Zurich",
                    "viewport": PHONE if phone else DESKTOP,
                    "is_mobile": phone,
                    "has_touch": phone,
                    "reduced_motion": "reduce",
                    **options,
                }
            )
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        pages.append((page, watch(page, live_server.url)))
        return page

    yield open_one
    for number, (page, _) in enumerate(pages):
        if request.node.stash.get(failed, False):
            name = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=PICTURES / f"failed-{name}-{number}.png", full_page=True)
        page.context.close()
    problems = [problem for _, found in pages for problem in found]
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Return a page of a desktop browser."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """Return a page of a phone's browser."""
    return open_page(phone=True)


@pytest.fixture
def no_barriers() -> Callable[[Page], None]:
    """Return a function that fails where axe or our own checks find a barrier on a page."""

    def check(page: Page) -> None:
        found = find_barriers(page)
        assert not found, "\n".join(found)

    return check


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Return a function that keeps a picture of a page in .cache/screenshots."""

    def take(page: Page, name: str, *, full_page: bool = False) -> Path:
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, full_page=full_page)
        return path

    return take
