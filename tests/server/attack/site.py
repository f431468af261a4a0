"""The site that is attacked: a real server over a filled database, with people of every role."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select, update

from app import clock
from app.accounts.models import Registration, SiteSettings, Throttle, User, UserSession
from app.accounts.service import start_session
from app.bank.models import Question
from app.cards.models import Card, Preferences, Review
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from bench.history import histories
from tests import postgresql
from tests.conftest import make_app, migrate
from tests.learning.content import make_course
from tests.people import make_user
from tests.server.attack.browser import Browser
from tests.server.attack.score import Score
from tests.server.attack.watching import Watch
from tests.serving import Server

ROLES = ("", "learner", "educator", "admin")
COURSE, OWN_COURSE = "b12-and-pain", "nerves"
KEEN = 5
IDLE_MINUTES = 5


@dataclass
class Site:
    """A running server, the app to look into its database, and who attacks it."""

    server: Server
    app: Flask
    score: Score
    watch: Watch
    people: dict[str, int]
    keen: list[int] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, role: str) -> Browser:
        """Return the browser of a role, signed in."""
        if role not in self.browsers:
            self.browsers[role] = Browser(self, role)
            self.renew(role)
        return self.browsers[role]

    def session(self, user_id: int) -> str:
        """Sign a person in, and return the token of the session."""
        with transaction():
            return start_session(user_id, remembered=True, now=clock.now())

    def renew(self, *roles: str) -> None:
        """Undo what the attack did to its own people: sign them in, with their roles, unthrottled."""
        for role in roles or ROLES:
            browser = self.browsers.setdefault(role, Browser(self, role))
            if role:
                self._restore(role)
                browser.cookies = {"myelin_session": self.session(self.people[role])}
            browser.renew_csrf()

    def _restore(self, role: str) -> None:
        with transaction():
            db.session.execute(delete(Throttle))
            db.session.execute(update(SiteSettings).values(registration=Registration.OPEN))
            open_again: dict[str, Any] = {
                "leaves_at": None, "closed_by_admin": False, "suspended_at": None, "closed_at": None,
            }  # fmt: skip
            db.session.execute(update(User).values(**open_again))
            db.session.execute(update(User).where(User.id == self.people[role]).values(role=role))
            db.session.execute(delete(UserSession).where(UserSession.user_id == self.people[role]))

    def memory(self, when: str) -> None:
        """Have the score keep what each process holds."""
        self.score.note_memory(when, megabytes(self.server.pid))


def megabytes(first: int) -> dict[int, float]:
    """Return the resident memory of a server's processes, the first one's too, by their ids."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    found = {}
    for pid in (first, *map(int, children)):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    found[pid] = int(line.split()[1]) / 1024
    return found


@contextlib.contextmanager
def attacked(
    kind: str, folder: Path, *, answers: int = 2600, jobs: bool = False, questions: int = 700
) -> Iterator[Site]:
    """Yield a site over a database of a kind, and end it."""
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder / 'myelin.db'}"
        if kind == "postgresql":
            cluster = stack.enter_context(postgresql.running())
            database = cluster.create_database()
            stack.callback(cluster.drop_database, database)
            url = database.url
        server = Server(
            folder,
            "" if kind == "sqlite" else url,
            as_shipped=True,
            MYELIN_BACKUPS="no",
            MYELIN_JOBS="yes" if jobs else "no",
        )
        stack.callback(server.kill)
        migrate(url, folder)
        server.flask("bank", "sync")
        app = make_app(url, folder)
        with app.app_context():
            stack.callback(db.engine.dispose)
            site = _furnish(server, app, kind, answers=answers, questions=questions)
            server.start()
            site.memory("at the start")
            yield site
            site.watch.close()
            db.session.remove()


def _furnish(server: Server, app: Flask, kind: str, *, answers: int, questions: int) -> Site:
    people = {role: make_user(role).id for role in ("admin", "educator", "learner")}
    course = make_course(OWN_COURSE, questions=questions, topics=4)
    with transaction():
        db.session.add(SiteSettings(id=1, registration=Registration.OPEN))
    ids = list(db.session.scalars(select(Question.id).where(Question.course_id == course.id)))
    keen = [make_user("learner") for _ in range(KEEN)]
    for user in (*keen, db.session.get_one(User, people["learner"])):
        with transaction():
            enrol(course, actor=user, now=clock.now())
            db.session.add(Preferences(learner_id=user.id, new_per_day=200))
        _answer(user.id, ids, course.id, answers if user in keen else 50)
    return Site(server, app, Score(kind), Watch.over(db.engine), people, [user.id for user in keen])


def _answer(learner_id: int, questions: list[int], course_id: int, answers: int) -> None:
    made = list(
        histories(
            learner_id, questions, course_id,
            reviews=answers, today=clock.now().date(), seed=learner_id,
        )
    )  # fmt: skip
    with transaction():
        db.session.execute(insert(Card), [one.card for one in made])
        db.session.execute(insert(Review), [row for one in made for row in one.reviews])
