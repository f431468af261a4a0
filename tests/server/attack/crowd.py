"""(e) Half-open sockets while somebody studies, and (f) minutes of load while memory is watched."""

from __future__ import annotations

import random
import statistics
import threading
import time

from app.db import db
from tests.server.attack.browser import FORM, Answer, Browser, encoded
from tests.server.attack.forms import read
from tests.server.attack.site import COURSE, OWN_COURSE, Site
from tests.server.trickling import HALF_BODY, HALF_HEADER, Trickling

SLOW_EACH = 100
TIMED = 60
# As a browser does while a course is being checked.
LOOKS_EVERY_SECONDS = 3
PAGES = (
    "/", "/study", "/progress", "/progress?days=all", "/progress/memory?days=all", "/progress/cards?days=all",
    "/progress/time?days=all", "/progress/map?days=all", "/progress/answers.csv", "/courses", f"/courses/{OWN_COURSE}",
    f"/courses/{COURSE}", f"/courses/{COURSE}/topics/foundations", "/search?q=myelin", "/search?q=nerve+fibre+-bone",
    f"/courses/{OWN_COURSE}/schedule", "/study/load", "/study/notes", "/profile", "/profile/data", "/study/sessions/new",
)  # fmt: skip


def time_among_half_open(site: Site) -> None:
    """Time a learner's pages while 200 clients each send a byte every half second."""
    browser = Browser(site, "learner")
    browser.cookies = {"myelin_session": site.session(site.keen[0])}
    alone = [browser.get("/study").seconds for _ in range(TIMED)]
    slow = Trickling(site.server.port, [HALF_HEADER] * SLOW_EACH + [HALF_BODY] * SLOW_EACH)
    stop = threading.Event()
    thread = threading.Thread(target=slow.run, args=(stop,))
    thread.start()
    try:
        beside = [browser.get("/study").seconds for _ in range(TIMED)]
    finally:
        stop.set()
        thread.join()
    for name, seconds in (("alone", alone), ("beside 200 half-open sockets", beside)):
        site.score.say(
            f"a question's page {name}: median {statistics.median(seconds) * 1000:.0f} ms, "
            f"longest {max(seconds) * 1000:.0f} ms"
        )
    site.score.say(f"{len(slow.open)} of the 200 were open still")


class Studying(threading.Thread):
    """A learner who answers and looks around without a pause."""

    def __init__(self, site: Site, token: str, until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(site, "learner")
        self.browser.cookies = {"myelin_session": token}
        self.until = until
        self.chance = random.Random(seed)
        self.answers = 0
        self.pages = 0
        self.broken: list[str] = []

    def run(self) -> None:
        """Go on until the time is over."""
        while time.monotonic() < self.until:
            try:
                self._answer()
                self._look(self.chance.choice(PAGES))
            except Exception as error:  # noqa: BLE001 - it is reported
                self.broken.append(repr(error))
                return

    def _look(self, path: str) -> str:
        page = self._send("GET", path)
        self.pages += 1
        return page.text

    def _answer(self) -> None:
        text = self._look("/study")
        found = [form for form in read("/study", text)[0] if form.action == "/study/answer"]
        if not found:
            return
        pairs = [(one.name, one.value or next(iter(one.options), "")) for one in found[0].fields]
        answer = self._send("POST", "/study/answer", encoded(pairs))
        self.answers += answer.status == 303
        if answer.location.startswith("/"):
            self._look(answer.location)

    def _send(self, method: str, path: str, body: bytes | None = None) -> Answer:
        kind = {"Content-Type": FORM} if body else {}
        answer = self.browser.exchange(method, path, body, kind)
        self.browser.site.score.note(f"{method} {path}", answer.status, answer.seconds)
        return answer


class Checking(threading.Thread):
    """An educator who has the course that is studied checked again and again."""

    def __init__(self, site: Site, until: float) -> None:
        super().__init__(daemon=True)
        self.browser = site.browser("educator")
        self.until = until
        self.waits: list[float] = []

    def run(self) -> None:
        """Go on until the time is over: ask, and look now and then until the findings are there."""
        page, check = (f"/insights/{OWN_COURSE}/{part}" for part in ("findings", "forecasts/check"))
        while time.monotonic() < self.until:
            asked_at = time.monotonic()
            self._send("POST", check, encoded([("csrf_token", self.browser.csrf)]))
            while time.monotonic() < self.until:
                time.sleep(LOOKS_EVERY_SECONDS)
                if "is being checked" not in self._send("GET", page).text:
                    self.waits.append(time.monotonic() - asked_at)
                    break

    def _send(self, method: str, path: str, body: bytes | None = None) -> Answer:
        kind = {"Content-Type": FORM} if body else {}
        answer = self.browser.exchange(method, path, body, kind)
        self.browser.site.score.note(f"{method} {path}", answer.status, answer.seconds)
        return answer


def study_for(site: Site, minutes: float) -> None:
    """Let the keen learners study at once, and keep the memory of the server minute by minute.

    Meanwhile their course is checked by the writing rules, if the server runs jobs.
    """
    until = time.monotonic() + minutes * 60
    learners = [Studying(site, site.session(id_), until, id_) for id_ in site.keen]
    educator = Checking(site, until)
    db.session.rollback()
    site.memory("before the load")
    for one in (*learners, educator):
        one.start()
    began = time.monotonic()
    for minute in range(1, int(minutes) + 1):
        time.sleep(max(began + minute * 60 - time.monotonic(), 0))
        site.memory(f"after minute {minute}")
    for one in (*learners, educator):
        one.join()
    answers, pages = (sum(getattr(one, what) for one in learners) for what in ("answers", "pages"))
    site.score.say(f"{answers} answers and {pages} pages in {minutes:g} minutes")
    site.score.say(
        f"{len(educator.waits)} checks of the course, the longest {max(educator.waits, default=0):.0f} s after it was asked for"
    )
    for broken in (line for learner in learners for line in learner.broken):
        site.score.note(f"a learner of the load: {broken}", 0, 0)
