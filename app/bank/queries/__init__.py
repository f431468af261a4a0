"""The reads of the bank. Courses, topics and revisions serve the other rooms too."""

from __future__ import annotations

from app.bank.queries.courses import (
    get_course,
    get_objective,
    get_topic,
    list_courses,
    list_objectives,
    list_topic_objectives,
    list_topics,
)
from app.bank.queries.revisions import RevisionText, get_finished_revision, get_revision

__all__ = [
    "RevisionText",
    "get_course",
    "get_finished_revision",
    "get_objective",
    "get_revision",
    "get_topic",
    "list_courses",
    "list_objectives",
    "list_topic_objectives",
    "list_topics",
]
