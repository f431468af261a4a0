"""Under a path of a host, every address stays below that path, whatever a proxy does with it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.views import gate
from app.bank.models import Course
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from app.web.links import link
from app.web.requests.access import own_path
from tests.bank.sample import make_picture
from tests.conftest import Client, make_app
from tests.learning.content import SINGLE_CHOICE, WRITTEN_AT, add_question, make_course
from tests.people import PASSWORD, make_user, sign_in

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ADDRESS = re.compile(
    r"<(?P<tag>\w+)[^>]*?\s(?P<name>href|src|action|formaction|data-[a-z-]+-url|data-region-editor)"
    r'="(?P<value>[^"]*)"'
)
MOST_PAGES = 400


class Browser(Client):
    """A test client that asks for addresses as a browser does: the path is a part of them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request of the host, whatever the app knows of its path."""
        kwargs.setdefault("base_url", "http://localhost")
        return super().open(*args, **kwargs)


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return an app that is served under /myelin."""
    shutil.copy(sqlite_template, tmp_path / "myelin.db")
    url = f"sqlite:///{tmp_path / 'myelin.db'}"
    flask_app = make_app(url, tmp_path, APPLICATION_ROOT="/myelin")
    flask_app.test_client_class = Browser
    with flask_app.app_context():
        yield flask_app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def course(app: Flask) -> Course:
    """Return a course with texts that show pictures and lead to pages of the site."""
    course = make_course(questions=3)
    shows = "![A nerve](media/nerve.png) See [your progress](/progress)."
    choices = [{**choice, "feedback": shows} for choice in SINGLE_CHOICE["choices"]]
    add_question(course, "seen", content={**SINGLE_CHOICE, "stem": shows, "choices": choices})
    regions = [
        {"text": "Left", "area": [0, 0, 40, 40], "key": True},
        {"text": "Right", "area": [50, 50, 40, 40]},
    ]
    hotspot = {
        "stem": "Where?",
        "explanation": shows,
        "picture": "nerve.png",
        "alternative_text": "A nerve.",
        "regions": regions,
    }
    add_question(course, "place", content=hotspot, question_type="hotspot")
    with transaction():
        course.description = shows
    make_picture(course, make_user("educator"), "nerve.png")
    return course


def signed_in(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user(role))
    return client


def addresses(html: str) -> Iterator[tuple[str, str, str]]:
    for found in ADDRESS.finditer(html):
        yield found["tag"], found["name"], unescape(found["value"])


def crawl(client: FlaskClient) -> set[str]:
    """Follow every address of every page, and return those that answered."""
    waiting = ["/myelin/"]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 400, (address, answer.status_code)
        if answer.location:
            assert answer.location.startswith("/myelin/"), (address, answer.location)
        if answer.mimetype != "text/html" or answer.location:
            continue
        for tag, name, value in addresses(answer.text):
            if value.startswith(("#", "?", "mailto:", "data:", "https://")):
                continue
            if not value:
                assert name == "data-region-editor"
                continue
            path = urlsplit(value).path
            assert f"{path}/".startswith("/myelin/"), f"{address}: <{tag} {name}={value}>"
            # One page of each kind of list is enough.
            kind = re.sub(r"(?<==)[^&]*", "", urldefrag(value).url)
            if name in ("href", "src") and kind not in seen and len(seen) < MOST_PAGES:
                seen.add(kind)
                waiting.append(urldefrag(value).url)
    return seen


def answer_once(client: FlaskClient, question: str) -> str:
    page = client.get("/myelin/study").text
    for _ in range(9):
        if question in page:
            break
        page = follow(client, page)
    form = page.partition('action="/myelin/study/answer"')[2].partition("</form>")[0]
    fields = dict(HIDDEN.findall(form))
    answered = client.post("/myelin/study/answer", data={**fields, "choice": "b"})
    assert answered.location.startswith("/myelin/study/reviews/"), answered.text
    return client.get(answered.location).text


def follow(client: FlaskClient, page: str) -> str:
    form = page.partition('action="/myelin/study/answer"')[2].partition("</form>")[0]
    client.post("/myelin/study/answer", data={**dict(HIDDEN.findall(form)), "choice": "a"})
    return client.get("/myelin/study").text


@pytest.mark.parametrize("role", ["learner", "educator", "admin"])
def test_every_address_on_every_page_stays_below_the_path(
    app: Flask, course: Course, role: str
) -> None:
    client = app.test_client()
    person = make_user(role)
    sign_in(client, person)
    with transaction():
        enrol(course, actor=person, now=WRITTEN_AT)
    answered = answer_once(client, "A nerve")
    assert '<img src="/myelin/media/nerves/nerve.png"' in answered
    assert 'href="/myelin/progress"' in answered
    seen = crawl(client)
    assert "/myelin/media/nerves/nerve.png" in seen
    assert len(seen) > 40
    assert any(address.endswith(".webmanifest") for address in seen)


@pytest.mark.parametrize("wanted", ["/myelin/progress?show=", "/myelin/", "/myelin/bank/nerves"])
def test_signing_in_leads_to_the_wanted_page(app: Flask, course: Course, wanted: str) -> None:
    person = make_user("educator")
    client = app.test_client()
    asked = client.get(wanted)
    assert asked.location.startswith("/myelin/sign-in?next=/myelin/")
    page = client.get(asked.location).text
    following = unescape(re.findall(r'name="next"[^>]*value="([^"]*)"', page)[0])
    data = {"email": person.email, "password": PASSWORD, "next": following}
    answer = client.post("/myelin/sign-in", data=data)
    assert answer.location == wanted.removesuffix("?")
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("wanted", ["/", "/other", "/myelinx", "//evil.example", "/myelin/../x"])
def test_signing_in_leads_nowhere_else_on_the_host(app: Flask, course: Course, wanted: str) -> None:
    person = make_user()
    data = {"email": person.email, "password": PASSWORD, "next": wanted}
    assert app.test_client().post("/myelin/sign-in", data=data).location == "/myelin/"


def test_a_path_of_ours_lies_below_the_path(app: Flask) -> None:
    with app.test_request_context(base_url="https://host/myelin"):
        assert own_path("/myelin?a=b") == "/myelin?a=b"
        assert own_path("/myelin/x#y") == "/myelin/x#y"
        assert own_path("/x") is None
        assert own_path("/myelin/%2e%2e/x") is None
    with app.test_request_context(base_url="https://host/"):
        assert own_path("/x") == "/x"


def test_a_proxy_may_hand_the_path_on_or_strip_it(app: Flask, course: Course) -> None:
    client = signed_in(app, "learner")
    handed_on = client.get("/myelin/courses")
    stripped = client.get("/courses")
    split = client.get("/courses", base_url="http://localhost/myelin")
    for answer in (handed_on, stripped, split):
        assert answer.status_code == 200
        assert 'href="/myelin/courses/nerves"' in answer.text
    assert client.get("/myelin").status_code == 200
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/myelin/healthz").status_code == 200


def test_no_header_moves_the_site(app: Flask, course: Course) -> None:
    client = signed_in(app, "learner")
    page = client.get("/myelin/courses", headers={"X-Forwarded-Prefix": "//evil.example"})
    assert "evil" not in page.text


def test_the_manifest_of_the_app_means_the_path(app: Flask, course: Course) -> None:
    page = app.test_client().get("/myelin/sign-in").text
    (address,) = re.findall(r'rel="manifest" href="([^"]*)"', page)
    manifest = json.loads(app.test_client().get(address).text)
    whole = urljoin("https://host/", address)
    assert urljoin(whole, manifest["start_url"]) == "https://host/myelin/"
    assert urljoin(whole, manifest["scope"]) == "https://host/myelin/"
    for icon in manifest["icons"]:
        icon_path = urlsplit(urljoin(whole, icon["src"])).path
        assert app.test_client().get(icon_path).status_code == 200


def test_cookies_are_for_the_path_alone(app: Flask, course: Course) -> None:
    person = make_user()
    data = {"email": person.email, "password": PASSWORD, "next": ""}
    answer = app.test_client().post("/myelin/sign-in", data=data)
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith(gate.cookie_name()) for cookie in cookies)
    for cookie in cookies:
        assert "Path=/myelin" in cookie.split("; ")


def test_links_in_mails_have_the_path(app: Flask) -> None:
    app.config["BASE_URL"] = "https://intra.example.org/myelin"
    assert link("accounts.signing_in.sign_in") == "https://intra.example.org/myelin/sign-in"
    app.config["BASE_URL"] = ""
    assert link("accounts.signing_in.sign_in").endswith("/myelin/sign-in")
    with app.test_request_context(base_url="https://host/myelin"):
        assert link("accounts.signing_in.sign_in") == "https://host/myelin/sign-in"


def test_at_the_root_of_a_host_nothing_is_put_before_addresses(
    sqlite_template: Path, tmp_path: Path
) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    values: dict[str, Any] = app.config
    assert values["APPLICATION_ROOT"] == "/"
    with app.test_request_context():
        assert own_path("/progress") == "/progress"
        assert link("accounts.signing_in.sign_in") == "http://localhost/sign-in"
