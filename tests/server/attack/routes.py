"""Addresses of every route, with ids that are there, ids of others, and what is no id at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import Invitation, User, UserSession
from app.bank.models import Course, Media, Objective, Question, Topic
from app.cards.models import Review
from app.db import db
from app.domain.questions import TYPES
from app.feedback.models import Report
from app.home.models import SavedSearch
from app.reminders.service import unsubscribing
from app.study.models import StudySession
from app.web.links import signing_keys

WRONG = (
    "0", "1", "4711", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "-1",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "nothing",
    "%00", "a%00b", "%ff%fe", "%ED%A0%80", "..%2f..", "%E2%80%AEabc", "%0d%0aX:%20y", "1e999",
    "%D9%A1", "NaN", "a" * 1500, "%F0%9F%92%A9", " ", "a;b", "a?b=c", "0001-01-01", "9999-12-31",
)  # fmt: skip
FEW = 30


def rules(app: Flask, *, method: str = "") -> list[Rule]:
    """Return the routes, in an order of their own, perhaps those of one method."""
    found = [
        rule for rule in app.url_map.iter_rules() if not method or method in (rule.methods or ())
    ]
    return sorted(found, key=lambda rule: rule.rule)


def arguments_of(rule: Rule) -> list[str]:
    """Return the names of the variable parts of a route."""
    return list(rule._converters)


def filled(rule: Rule, values: dict[str, str]) -> str:
    """Return the address of a route; the values are quoted already."""
    return "".join(
        values[part] if is_dynamic else part for is_dynamic, part in rule._trace if part != "|"
    )


class Values:
    """What is in the database to put into addresses, of everybody, newest first."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.refresh()

    def refresh(self) -> None:
        """Read anew what there is."""
        db.session.rollback()
        courses = list(db.session.scalars(select(Course).order_by(Course.id)))
        self._of_course: dict[str, dict[str, list[str]]] = {}
        for course in courses[:2] + courses[-3:]:
            self._of_course[course.slug] = {
                "topic": _names(select(Topic.slug).where(Topic.course_id == course.id)),
                "code": _names(select(Objective.code).where(Objective.course_id == course.id)),
                "slug": _names(
                    select(Question.slug)
                    .where(Question.course_id == course.id)
                    .order_by(Question.id.desc())
                ),
                "name": _names(select(Media.name).where(Media.course_id == course.id)),
            }
        reports = db.session.execute(select(Report.learner_id, Report.id)).all()
        self._reports = [(str(one), str(other)) for one, other in reports[-FEW:]]
        sessions = _names(select(UserSession.public_id))
        invitations = _names(select(Invitation.public_id))
        days = ["2026-01-01", "2099-01-01"]
        self._plain = {
            "user_id": _names(select(User.id)),
            "public_id": sessions + invitations,
            "token": [unsubscribing.sign(1, signing_keys()), "out-of-date"],
            "type_name": list(TYPES),
            "saved_id": _names(select(SavedSearch.id)),
            "kind": ["course", "exam", "outlook", "forecasts"],
            "which": ["sm2", "fsrs", "course", "fitted", "default"],
            "chart": ["reviews", "overview", "memory", "cards", "time", "days", "recall"],
            "first_on": days,
            "review_id": _names(select(Review.id).order_by(Review.answered_at.desc())),
            "session_id": _names(select(StudySession.id)),
            "batch_id": ["00000000-0000-0000-0000-000000000000"],
            "number": ["1", "2", "3"],
            "question_id": _names(select(Question.id)),
            "topic_id": _names(select(Topic.id)),
            "filename": ["build/manifest.json", "../config.py"],
        }

    def right(self, rule: Rule) -> dict[str, str]:
        """Return values that go together, as far as there are any."""
        values = {}
        course = self.chance.choice(list(self._of_course))
        report = self.chance.choice(self._reports or [("1", WRONG[8])])
        for name in arguments_of(rule):
            if name == "course" or (name == "slug" and "/courses/" in rule.rule):
                values[name] = course
            elif name in {"learner_id", "report_id"}:
                values[name] = report[name == "report_id"]
            elif name in self._of_course[course] and name != "number":
                values[name] = self._one(self._of_course[course][name])
            else:
                values[name] = self._one(self._plain.get(name, []))
        return {name: quote(value) for name, value in values.items()}

    def _one(self, found: list[str]) -> str:
        return self.chance.choice(found) if found else "nothing"


def addresses(rule: Rule, values: Values) -> Iterator[str]:
    """Yield addresses of a route: one that is right, and each part wrong in each way."""
    right = values.right(rule)
    yield filled(rule, right)
    for name in arguments_of(rule):
        for wrong in WRONG:
            yield filled(rule, right | {name: quote(wrong, safe="%;?=.")})


def _names(query: object) -> list[str]:
    return [str(value) for value in db.session.scalars(query.limit(FEW))]  # type: ignore[attr-defined]
