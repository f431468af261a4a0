"""Courses as drafts, the form in which they are written to files."""

from __future__ import annotations

from collections.abc import Collection

from app.bank.files.drafts import (
    CourseDraft,
    ObjectiveDraft,
    Picture,
    Place,
    QuestionDraft,
    TopicDraft,
)
from app.bank.models import Topic
from app.bank.queries.exchange import StoredCourse, StoredQuestion, list_pictures, list_stored


def list_drafts(slugs: Collection[str] | None = None) -> list[CourseDraft]:
    """Return what learners get of the open courses (all of them, or those with these slugs)."""
    return [_course(one) for one in list_stored(slugs) if one.course.retired_at is None]


def _course(stored: StoredCourse) -> CourseDraft:
    course = stored.course
    place = Place(f"{course.slug}/course.yaml")
    return CourseDraft(
        id=course.slug,
        title=course.title,
        description=course.description,
        source=course.source,
        language=course.language,
        topics=tuple(_topic(topic, stored) for topic in stored.topics if topic.retired_at is None),
        pictures=tuple(
            Picture(one.name, one.content_type, one.content, one.sha256)
            for one in list_pictures(course.id)
        ),
        place=place,
    )


def _topic(topic: Topic, stored: StoredCourse) -> TopicDraft:
    place = Place(f"{stored.course.slug}/{topic.slug}.yaml")
    objectives = {
        one.id: one
        for one in stored.objectives
        if one.topic_id == topic.id and one.retired_at is None
    }
    return TopicDraft(
        id=topic.slug,
        title=topic.title,
        summary=topic.summary,
        reading=topic.reading,
        objectives=tuple(
            ObjectiveDraft(one.code, one.claim, one.evidence, one.section, place)
            for one in objectives.values()
        ),
        questions=tuple(
            _question(one, objectives[one.question.objective_id].code, place)
            for one in stored.questions
            if one.question.objective_id in objectives
            and one.question.retired_at is None
            and one.question.published_number is not None
        ),
        place=place,
    )


def _question(stored: StoredQuestion, code: str, place: Place) -> QuestionDraft:
    return QuestionDraft(
        id=stored.question.slug,
        objective=code,
        type=stored.question.type,
        level=stored.level,
        tags=tuple(stored.tags),
        section=stored.section,
        content=stored.content,
        place=place,
        also=tuple(stored.also),
        waivers=stored.question.waivers,
    )
