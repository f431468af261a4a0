"""A learner's browser that does not give up: it sends an answer again until it is acknowledged."""

from __future__ import annotations

import contextlib
import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import UUID

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.05
FORM = "application/x-www-form-urlencoded"
SEE_OTHER, CONFLICT = 303, 409


class NoAnswer(Exception):
    """The server is away, or broke off in the middle."""


@dataclass
class Learner:
    """One signed-in browser; ``acknowledged`` are the reviews that the server said it stored."""

    port: int
    id: int
    token: str
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: list[UUID] = field(default_factory=list)
    sent_again: int = 0

    def request(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Make one request and return its status, location and text.

        Raises:
            NoAnswer: there was none, or only a part.
        """
        cookies = {"myelin_session": self.token} | self.cookies
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if body:
            headers["Content-Type"] = FORM
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                text = response.read().decode()
            except (OSError, http.client.HTTPException) as error:
                raise NoAnswer(str(error)) from error
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, response.headers.get("Location", ""), text

    def persist(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Make a request again and again until the server has decided on it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        last = ""
        while time.monotonic() < deadline:
            try:
                answer = self.request(method, path, body)
            except NoAnswer as error:
                last = str(error)
            else:
                assert answer[0] in {503, *range(500)}, f"{method} {path}: {answer[0]}"
                if answer[0] < 500:
                    return answer
                last = "503"
            self.sent_again += 1
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"{method} {path}: the server stayed away: {last}")

    def form(self) -> dict[str, str]:
        """Return the hidden fields of the next question's page."""
        status, _, text = self.persist("GET", "/study")
        assert status == 200, f"{status}: {text[:2000]}"
        start = text.index('action="/study/answer"')
        return dict(HIDDEN.findall(text[start : text.index("</form>", start)]))

    def answer(self, form: dict[str, str]) -> bool:
        """Send an answer until it is decided on; tell whether it was stored (not: refused)."""
        body = urlencode(form | {"choice": "a", "milliseconds": "2000"})
        status, location, text = self.persist("POST", "/study/answer", body)
        assert status in {SEE_OTHER, CONFLICT}, f"{status}: {text[:2000]}"
        stored = location == f"/study/reviews/{form['review_id']}"
        if stored:
            self.acknowledged.append(UUID(form["review_id"]))
        return stored
