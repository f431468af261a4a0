"""A server with people and courses in it, shared by the journeys that keep out of each other's way."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import delete, select
from werkzeug.exceptions import NotFound

from app import clock
from app.accounts.models import User
from app.accounts.service import start_session
from app.accounts.views import gate
from app.bank.files.folder import read_folder
from app.bank.files.reader import read_bank
from app.bank.models import Media
from app.bank.queries import get_course
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from app.home.service.demo.cohort import LEARNERS, STAFF
from app.home.service.demo.filling import fill
from tests import people
from tests.conftest import make_app
from tests.serving import ROOT, Server

DAYS = 12
SEED = 7
BANK = Path(__file__).parent / "bank"
SMALL_COURSE = "nerve-cell"


class Studio(Server):
    """The real server over the bundled course, a small one, and twelve days of made-up history."""

    def __init__(self, data_dir: Path, template: Path) -> None:
        super().__init__(data_dir)
        shutil.copy(template, data_dir / "myelin.db")
        self._app: Flask = make_app(f"sqlite:///{data_dir / 'myelin.db'}", data_dir)

    def furnish(self) -> None:
        """Make the people, and have them study the bundled course; then load the small one."""
        bundled = read_bank(read_folder(ROOT / "question_bank"))
        with self._app.app_context(), transaction():
            fill(
                (*STAFF, *LEARNERS[:2]),
                bundled.courses,
                days=DAYS,
                password_hash=people.password_hash(),
                random=Random(SEED),
                now=clock.now(),
                report=lambda _: None,
            )
        synced = self._app.test_cli_runner().invoke(args=["bank", "sync", str(BANK)])
        assert synced.exit_code == 0, synced.output

    def close(self) -> None:
        """Let go of the database."""
        with self._app.app_context():
            db.session.remove()
            db.engine.dispose()

    def invite(self, page: Page, *, role: str = "learner", course: str = SMALL_COURSE) -> str:
        """Make an account, enrol it in a course, sign the page's browser in; return the address."""
        with self._app.app_context():
            user = people.make_user(role)
            if course:
                with transaction():
                    enrol(get_course(course), actor=user, now=clock.now())
            email = user.email
            self._sign_in(page, user)
        return email

    def sign_in(self, page: Page, email: str) -> None:
        """Sign the page's browser in as somebody who has an account."""
        with self._app.app_context():
            self._sign_in(page, db.session.query(User).filter_by(email=email).one())

    @contextlib.contextmanager
    def keeping_pictures(self, slug: str) -> Iterator[None]:
        """Take the pictures away that a course gets inside the block: others weigh its pages."""
        with self._app.app_context():
            course_id = get_course(slug).id
            of_course = Media.course_id == course_id
            names = db.session.scalars(select(Media.name).where(of_course)).all()
            db.session.rollback()
            yield
            with transaction():
                db.session.execute(delete(Media).where(of_course, Media.name.not_in(names)))
            db.session.rollback()

    def endpoint_of(self, path: str) -> str:
        """Return the endpoint of a page; empty when there is no such page."""
        try:
            endpoint, _ = self._app.url_map.bind("localhost").match(path)
        except NotFound:
            return ""
        return str(endpoint)

    def endpoints_with_pages(self) -> set[str]:
        """Return the endpoints that can be opened by an address."""
        rules = self._app.url_map.iter_rules()
        return {str(rule.endpoint) for rule in rules if "GET" in (rule.methods or ())}

    def _sign_in(self, page: Page, user: User) -> None:
        with transaction():
            token = start_session(user.id, remembered=False, now=clock.now())
        cookie = {"name": gate.cookie_name(), "value": token, "url": self.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        db.session.rollback()
