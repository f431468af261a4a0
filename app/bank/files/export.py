"""From drafts back to files, in the form in which authors write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.bank.files.content import content_fields
from app.bank.files.drafts import CourseDraft, ObjectiveDraft, QuestionDraft, TopicDraft
from app.bank.files.writer import Block, Flow, write

_HEADER = "# yaml-language-server: $schema=../{}.schema.json\n"


def write_bank(courses: Iterable[CourseDraft]) -> dict[str, bytes]:
    """Return the files of courses: paths inside the bank with their bytes."""
    files: dict[str, bytes] = {}
    for course in courses:
        files[f"{course.id}/course.yaml"] = _course_text(course).encode("utf-8")
        for topic in course.topics:
            files[f"{course.id}/{topic.id}.yaml"] = _topic_text(topic).encode("utf-8")
        for picture in course.pictures:
            files[f"{course.id}/media/{picture.name}"] = picture.content
    return files


def _course_text(course: CourseDraft) -> str:
    return _HEADER.format("course") + write(
        _without_empty(
            {
                "id": course.id,
                "title": course.title,
                "description": Block(course.description),
                "source": course.source,
                "language": course.language,
            }
        )
        | {"topics": Flow(topic.id for topic in course.topics)}
    )


def _topic_text(topic: TopicDraft) -> str:
    head = {
        "id": topic.id,
        "title": topic.title,
        "summary": Block(topic.summary),
        "reading": Block(topic.reading),
    }
    objectives = write({"objectives": [_objective(one) for one in topic.objectives]})
    # A blank line between questions lets the eye find where one ends.
    questions = "\n".join(
        write({"questions": [_question(one)]}).removeprefix("questions:\n")
        for one in topic.questions
    )
    return f"{_HEADER.format('topic')}{write(_without_empty(head))}{objectives}\n" + (
        f"questions:\n{questions}" if questions else "questions: []\n"
    )


def _objective(objective: ObjectiveDraft) -> dict[str, Any]:
    return _without_empty(
        {
            "id": objective.id,
            "claim": objective.claim,
            "evidence": objective.evidence,
            "section": objective.section,
        }
    )


def _question(question: QuestionDraft) -> dict[str, Any]:
    written = _without_empty(
        {
            "id": question.id,
            "objective": question.objective,
            "also": Flow(question.also),
            "type": question.type,
            "level": question.level,
            "tags": Flow(question.tags),
            "section": question.section,
        }
    )
    for name in content_fields(question.type):
        if name in question.content:
            value = question.content[name]
            written[name] = _styled(name, value)
    if question.waivers:
        written["waive"] = dict(sorted(question.waivers.items()))
    return written


_PART_FIELDS = (
    "id",
    "left",
    "right",
    "text",
    "area",
    "key",
    "accept",
    "others",
    "true",
    "false",
    "feedback",
)


def _styled(name: str, value: Any) -> Any:
    """Return an answer part in authored style and order (databases forget the order)."""
    if name in ("stem", "explanation"):
        return Block(value)
    if isinstance(value, Mapping):
        return {key: _styled(key, value[key]) for key in _PART_FIELDS if key in value}
    if name in ("accept", "others", "area"):
        return Flow(value)
    return [_styled("", entry) for entry in value] if isinstance(value, list) else value


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [])}
