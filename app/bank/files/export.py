"""From drafts back to files, in the form in which authors write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.bank.files.drafts import CourseDraft, ObjectiveDraft, QuestionDraft, TopicDraft
from app.bank.files.writer import Block, Flow, write
from app.domain.questions import get_type
from app.domain.questions.fields import Field, Group, Numbers, Rows, Texts

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
    content = question.content
    if "stem" in content:
        written["stem"] = Block(content["stem"])
    written |= _styled(content, get_type(question.type).fields)
    if "explanation" in content:
        written["explanation"] = Block(content["explanation"])
    if question.waivers:
        written["waive"] = dict(sorted(question.waivers.items()))
    return written


def _styled(content: Mapping[str, Any], declared: Sequence[Field]) -> dict[str, Any]:
    """Return what stands in declared fields, in authored style and order (databases forget it)."""
    return {one.name: _style(content[one.name], one) for one in declared if one.name in content}


def _style(value: Any, one: Field) -> Any:
    if isinstance(one, Numbers) or (isinstance(one, Texts) and one.on_one_line):
        return Flow(value)
    if isinstance(one, Group) and isinstance(value, Mapping):
        return _styled(value, one.fields)
    if isinstance(one, Rows):
        return [_row(entry, one) for entry in value]
    return value


def _row(entry: Any, rows: Rows) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    own = {"id": entry["id"]} if "id" in entry else {}
    return own | _styled(entry, rows.fields)


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [])}
