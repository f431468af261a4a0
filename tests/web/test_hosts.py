"""A wrong host is answered by a plain page, whatever it looks like; the log stays short."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from app.web.requests.headers import HEADERS
from app.web.requests.hosts import is_served
from server.logs import REQUESTS
from tests.conftest import second_app
from tests.people import set_up

WRONG = [
    ".",
    "..",
    "a..b",
    ".a",
    "a." * 3,
    "x" * 64,
    ".".join(["x" * 60] * 5),
    "a b",
    "a/b",
    "a@b",
    "a:b",
    "a:1234567",
    "[::1",
    "[zz]",
    "münchen.example",
    "a\x1b[31m",
    "a,b",
]


@pytest.mark.parametrize("trusted", [None, ["learn.example.org"]])
def test_a_host_that_is_none_gets_a_plain_page(app: Flask, caplog, trusted) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    with second_app(app, TESTING=False, TRUSTED_HOSTS=trusted) as site:
        set_up(site)
        client = site.test_client()
        for host in WRONG:
            caplog.clear()
            response = client.get("/sign-in", environ_overrides={"HTTP_HOST": host})
            assert response.status_code == 400, host
            assert response.content_type == "text/html; charset=utf-8"
            assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
            assert response.headers["Cache-Control"] == "no-store"
            assert [record.getMessage() for record in caplog.records] == ["request"]


def test_only_trusted_hosts_are_answered_in_any_case(app: Flask) -> None:
    trusted = ["learn.example.org", ".school.example"]
    answers = {
        "learn.example.org": 200,
        "LEARN.Example.ORG": 200,
        "learn.example.org:8000": 200,
        "a.school.example": 200,
        "learn.example.org.evil.example": 400,
        "evil.example": 400,
    }
    with second_app(app, TESTING=False, TRUSTED_HOSTS=trusted) as site:
        set_up(site)
        client = site.test_client()
        got = {
            host: client.get("/sign-in", environ_overrides={"HTTP_HOST": host}).status_code
            for host in answers
        }
    assert got == answers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "a-b.c_d.example"])
def test_without_a_list_every_proper_host_is_answered(host: str) -> None:
    assert is_served(host, None)
