"""Each request has an id and one line, without secrets; a trouble for all is told once."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.requests import outages
from app.web.requests.access import public
from server.logs import ID_HEADER, REQUESTS
from tests.conftest import second_app
from tests.people import make_user, set_up, sign_in


@pytest.fixture(autouse=True)
def logging_requests(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, REQUESTS)


def _line(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Return what the last request's line says."""
    return [record.__dict__["fields"] for record in caplog.records if record.name == REQUESTS][-1]


def test_a_request_is_logged_with_who_what_and_how_long(client: FlaskClient, caplog) -> None:
    user = make_user("learner")
    sign_in(client, user)
    assert client.get("/profile?token=abc").status_code == 200
    line = _line(caplog)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/profile", 200)
    assert line["user"] == user.id
    assert 0 < line["ms"] < 60_000
    assert "abc" not in str(line)


def test_a_stranger_is_nobody(app: Flask, client: FlaskClient, caplog) -> None:
    set_up(app)
    client.get("/sign-in")
    assert _line(caplog)["user"] == "-"


SECRET = "Zk3pQ9xT0vLr7WmB2cYhN5dJ8sGfA1eUiO4tKqRw6Xy"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"/reset-password/{SECRET}", "/reset-password/…"),
        (f"/calendar/{SECRET}.ics", "/calendar/….ics"),
        (f"/study/reminders/stop/{SECRET}", "/study/reminders/stop/…"),
        ("/calendar/short.ics", "/calendar/….ics"),
        (f"/reset_password/{SECRET}", "/reset_password/…"),
        (f"/calendar/{SECRET}.ics/", "/calendar/…/"),
        ("/bank/a-course-with-a-long-name-of-many-words-2026/x", None),
    ],
)
def test_the_path_in_the_log_holds_no_key(app, client, caplog, address, shown) -> None:
    set_up(app)
    client.get(address)
    assert _line(caplog)["path"] == (shown or address)


def test_files_and_probes_are_not_worth_a_line(app: Flask, client: FlaskClient, caplog) -> None:
    set_up(app)
    caplog.clear()
    client.get("/healthz")
    client.get("/static/nothing")
    assert not [record for record in caplog.records if record.name == REQUESTS]


def test_the_id_is_our_own_where_no_proxy_is_trusted(app: Flask, client: FlaskClient) -> None:
    set_up(app)
    response = client.get("/sign-in", headers={ID_HEADER: "abcdefgh12345678"})
    assert re.fullmatch("[0-9a-f]{16}", response.headers[ID_HEADER])
    assert client.get("/sign-in").headers[ID_HEADER] != response.headers[ID_HEADER]


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("abcdefgh12345678", True), ("short", False), ("x" * 65, False), ("a b c d e f g h", False)],
)
def test_a_trusted_proxy_gives_the_id_if_it_is_short_and_plain(app, given, is_taken) -> None:
    with second_app(app, TRUSTED_PROXY_HOPS=1) as site:
        set_up(site)
        response = site.test_client().get("/sign-in", headers={ID_HEADER: given})
    assert (response.headers[ID_HEADER] == given) is is_taken


def test_an_error_page_names_the_id_to_tell(app: Flask, caplog) -> None:
    with second_app(app, TESTING=False) as site:

        @site.get("/broken")
        @public
        def broken() -> str:
            raise RuntimeError("as it happens")

        set_up(site)
        client = site.test_client()
        page = client.get("/broken")
        assert page.headers[ID_HEADER] in page.text
        missing = client.get("/nothing")
        assert missing.headers[ID_HEADER] in missing.text
        problem = client.get("/broken", headers={"Accept": "application/json"})
    assert problem.json["request_id"] == problem.headers[ID_HEADER]
    assert caplog.text.count("Traceback") == 1, "the second of a kind within a minute is counted"


def test_an_outage_is_told_once_and_then_counted(app, tmp_path, caplog, monkeypatch) -> None:
    monkeypatch.setattr(outages, "SECONDS", 0.5)
    before = set(_timers())
    away = f"sqlite:///{tmp_path / 'nowhere' / 'myelin.db'}"
    with second_app(app, TESTING=False, SQLALCHEMY_DATABASE_URI=away) as site:
        client = site.test_client()
        for _ in range(5):
            assert client.get("/sign-in").status_code == 503
        told = [record for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(told) == 1
        assert "OperationalError" in told[0].getMessage()
        assert "Traceback" not in caplog.text
        # Those of other tests wait for a minute.
        for timer in set(_timers()) - before:
            timer.join(10)
    assert "4 more within a minute" in caplog.text


def _timers() -> list[threading.Timer]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
