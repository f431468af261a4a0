"""A client that sends whatever it is told to, as one person, and has each answer scored."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from tests.server.attack.site import Site

FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    location: str
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", "replace")


def processor_seconds(first: int) -> float:
    """Return what the processes of a server have used of the processors so far."""
    spent = 0.0
    for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split():
        with contextlib.suppress(OSError):
            numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def encoded(fields: list[tuple[str, str]]) -> bytes:
    """Return fields as a form sends them; lone surrogates too."""
    return "&".join(
        f"{quote(name.encode('utf-8', 'surrogatepass'), safe='')}="
        f"{quote(value.encode('utf-8', 'surrogatepass'), safe='')}"
        for name, value in fields
    ).encode()


class Browser:
    """One visitor: a role, the session of a person, and the token of the forms."""

    def __init__(self, site: Site, role: str) -> None:
        self.site = site
        self.role = role
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, fields: list[tuple[str, str]], note: str = "") -> Answer:
        """Send a form as it should be sent."""
        rest = [pair for pair in fields if pair[0] != "csrf_token"]
        body = encoded([("csrf_token", self.csrf), *rest])
        return self.send("POST", path, body, {"Content-Type": FORM}, note)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        note: str = "",
    ) -> Answer:
        """Send a request, have it scored, and keep the cookies that come back."""
        self.site.watch.forget()
        before = processor_seconds(self.site.server.pid)
        answer = self.exchange(method, path, body, headers)
        # Beside other work a request takes longer than it costs.
        cost = processor_seconds(self.site.server.pid) - before
        who = self.role or "a stranger"
        what = f"{method} {path[:120]} as {who} {note} ({cost:.1f} s of processor)"
        self.site.score.note(what, answer.status, answer.seconds)
        if answer.status >= 400:
            where = f"{method} {answer.status} {re.sub('[0-9a-f-]{20,}|[0-9]+', 'N', path[:60])}"
            self.site.score.note_changes(where, self.site.watch.changes())
        return answer

    def exchange(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request without a note in the score."""
        own = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = ({"Cookie": own} if own else {}) | dict(headers or {})
        began = time.monotonic()
        for attempt in range(2):
            is_fresh = self._connection is None
            connection = self._connection or http.client.HTTPConnection(
                "127.0.0.1", self.site.server.port, timeout=PATIENCE_SECONDS
            )
            self._connection = connection
            try:
                connection.request(method, path, body, dict(headers))
                response = connection.getresponse()
                content = response.read()
            except (OSError, http.client.HTTPException):
                self.close()
                if is_fresh or attempt:  # a kept connection may have been ended meanwhile
                    break
                continue
            if response.will_close:
                self.close()
            for line in response.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                if name == "myelin":
                    self.cookies[name] = value
            location = response.headers.get("Location", "")
            return Answer(response.status, location, content, time.monotonic() - began)
        return Answer(0, "", b"", time.monotonic() - began)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None

    def renew_csrf(self) -> None:
        """Read the token of the forms from a page."""
        page = self.get("/profile" if self.role else "/sign-in")
        found = TOKEN.search(page.body)
        self.csrf = found[1].decode() if found else ""
