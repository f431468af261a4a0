"""A small course for tests of studying, written straight into the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.bank.models import Course, Objective, Question, Revision, Topic
from app.db import db, transaction

WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
SINGLE_CHOICE: dict[str, Any] = {
    "stem": "What insulates a nerve fibre?",
    "explanation": "Myelin does.",
    "keep_order": True,
    "choices": [
        {"text": "Myelin", "key": True, "feedback": "Yes."},
        {"text": "Bone", "feedback": "Bone carries weight."},
        {"text": "Plasma", "feedback": "Plasma is the fluid of blood."},
    ],
}
RIGHT = {"choice": "1"}
WRONG = {"choice": "2"}


def make_course(slug: str = "nerves", *, questions: int = 3, topics: int = 1) -> Course:
    """Make a course whose published questions are spread over topics, each its own objective."""
    with transaction():
        course = Course(slug=slug, title=slug.title(), created_at=WRITTEN_AT)
        db.session.add(course)
        db.session.flush()
        for place in range(topics):
            db.session.add(
                Topic(
                    course_id=course.id,
                    slug=f"topic-{place}",
                    title=f"Topic {place}",
                    position=place,
                )
            )
        db.session.flush()
    for number in range(questions):
        add_question(course, f"q{number + 1}", topic_place=number % topics)
    return course


def add_question(
    course: Course,
    slug: str,
    *,
    content: dict[str, Any] | None = None,
    question_type: str = "single_choice",
    topic_place: int = 0,
) -> Question:
    """Add one published question with an objective of its own, the next in the course."""
    with transaction():
        topic = db.session.query(Topic).filter_by(course_id=course.id, position=topic_place).one()
        place = db.session.query(Question).filter_by(course_id=course.id).count() + 1
        objective = Objective(
            course_id=course.id,
            topic_id=topic.id,
            code=slug.upper(),
            claim=f"Claim of {slug}.",
            evidence="established",
            section="Part one",
            position=place,
        )
        db.session.add(objective)
        db.session.flush()
        question = Question(
            course_id=course.id,
            topic_id=topic.id,
            objective_id=objective.id,
            slug=slug,
            type=question_type,
            position=place,
            latest_number=1,
            published_number=1,
            introduction_order=place,
            created_at=WRITTEN_AT,
        )
        db.session.add(question)
        db.session.flush()
        db.session.add(
            Revision(
                question_id=question.id,
                number=1,
                content=content or SINGLE_CHOICE,
                level="recall",
                tags=[],
                section="",
                created_at=WRITTEN_AT,
            )
        )
    return question
