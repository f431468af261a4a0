"""A small course to load, and what it takes to work with it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask, current_app
from PIL import Image
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.bank.files.pictures.uploads import read_picture
from app.bank.models import Course, Objective, Question, Revision, Topic
from app.bank.service import courses as course_service
from app.bank.service import pictures as picture_service
from app.bank.service import questions as question_service
from app.bank.service.courses import CourseText, ObjectiveText, TopicText
from app.bank.service.texts import QuestionText
from app.db import db, transaction

COURSE = """\
id: nerves
title: Nerves
description: |
  About nerves.
source: A. Author (2024). Nerves.
language: en
topics: [parts, signals]
"""
PARTS = """\
id: parts
title: Parts
summary: |
  The parts.
objectives:
  - id: P01
    claim: The axon carries signals away.
    evidence: established
    section: Chapter 1
  - id: P02
    claim: Dendrites receive signals.
    evidence: definition
    section: Chapter 1
questions:
  - id: p01-axon
    objective: P01
    type: single_choice
    level: recall
    tags: [axon]
    stem: |
      Which part carries signals away?
    choices:
      - text: The axon
        key: true
      - text: The dendrite
        feedback: It receives them.
    explanation: |
      The axon does.
  - id: p02-dendrite
    objective: P02
    type: true_false
    level: recall
    stem: |
      Dendrites receive signals.
    answer: true
    explanation: |
      They do.
"""
SIGNALS = """\
id: signals
title: Signals
summary: |
  The signals.
objectives:
  - id: S01
    claim: Speed is distance by time.
    evidence: definition
    section: Chapter 2
questions:
  - id: s01-speed
    objective: S01
    type: numeric
    level: application
    stem: |
      10 m in 2 s: how fast?
    value: 5
    unit: m/s
    explanation: |
      10 / 2 = 5.
"""


def raster(
    kind: str = "PNG", colour: str = "white", size: tuple[int, int] = (3, 2), **options: Any
) -> bytes:
    """Return a small picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


PNG = raster()


def write_course(folder: Path, **changed: str) -> None:
    """Write the course's files; ``changed`` replaces whole files by name."""
    texts = {"course": COURSE, "parts": PARTS, "signals": SIGNALS, **changed}
    (folder / "nerves").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / "nerves" / f"{name}.yaml").write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    """Run ``flask`` with arguments, in this test's app."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=list(arguments))
    db.session.expire_all()
    return result


def sync(folder: Path, *options: str) -> str:
    """Run a sync that must succeed and return what it printed."""
    result = run("bank", "sync", str(folder), *options)
    assert result.exit_code == 0, result.output
    return result.output


def question(slug: str) -> Question:
    """Return a question as it is now."""
    return db.session.scalars(
        select(Question).where(Question.slug == slug).execution_options(populate_existing=True)
    ).one()


def revision(slug: str, number: int | None = None) -> Revision:
    """Return the latest revision of a question, or one by number."""
    found = question(slug)
    return db.session.scalars(
        select(Revision).where(
            Revision.question_id == found.id, Revision.number == (number or found.latest_number)
        )
    ).one()


def everything() -> list[list[tuple[Any, ...]]]:
    """Return every row of the bank but for pictures, to compare before and after."""
    tables = (Course, Topic, Objective, Question, Revision)
    db.session.rollback()
    return [
        [
            tuple(row)
            for row in db.session.execute(
                select(model.__table__).order_by(*model.__table__.primary_key)
            )
        ]
        for model in tables
    ]


def make_outline(actor: User) -> Course:
    """Make a course with one topic and two objectives on the web."""
    with transaction():
        now = clock.now()
        course = course_service.create_course(
            CourseText("Bones", "", "", "en"), actor=actor, now=now
        )
        topic = course_service.create_topic(
            course, TopicText("Long bones", ""), actor=actor, now=now
        )
        for code in ("B01", "B02"):
            course_service.create_objective(
                topic, code, ObjectiveText(f"Claim {code}", "definition", ""), actor=actor, now=now
            )
    return course


def text(stem: str = "Is bone hard?", **content: Any) -> QuestionText:
    """Return a true-or-false question's text."""
    return QuestionText(
        {"stem": stem, "answer": True, "explanation": "It is.", **content}, "recall"
    )


def make_question(
    course: Course, actor: User, stem: str = "Is bone hard?", code: str = "B01"
) -> Question:
    """Make a true-or-false draft on the web."""
    with transaction():
        objective = db.session.scalars(
            select(Objective).where(Objective.course_id == course.id, Objective.code == code)
        ).one()
        return question_service.create_question(
            course, objective, "true_false", text(stem), actor=actor, now=clock.now()
        )


def make_picture(course: Course, actor: User, name: str, content: bytes = PNG) -> None:
    """Put a picture into a course as its page does it."""
    picture = read_picture(name, content)
    assert not isinstance(picture, str)
    with transaction():
        picture_service.add_picture(course, picture, actor=actor)
