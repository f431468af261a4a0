"""What the rules of item writing read in files, and the lines on which they find something."""

from __future__ import annotations

from collections.abc import Mapping

from app.bank.files.drafts import CourseDraft, Place
from app.bank.files.tree import Node, parse
from app.domain.writing.contract import Item, Objective


def items_of(course: CourseDraft) -> list[Item]:
    """Return the questions of a course in authored order, as the rules see them."""
    drafts = {one.id: one for topic in course.topics for one in topic.objectives}
    objectives = {one.code: one for one in objectives_of(course)}
    return [
        Item(
            name=question.id,
            type=question.type,
            content=question.content,
            level=question.level,
            section=question.section or drafts[question.objective].section,
            objectives=tuple(objectives[code] for code in (question.objective, *question.also)),
            waived=question.waivers,
            language=course.language,
        )
        for topic in course.topics
        for question in topic.questions
    ]


def objectives_of(course: CourseDraft) -> list[Objective]:
    """Return the objectives of a course in authored order, as the rules see them."""
    return [
        Objective(one.id, one.claim, one.evidence)
        for topic in course.topics
        for one in topic.objectives
    ]


class Lines:
    """Finds the lines of what is inside questions; a file is read when it is first asked about."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._questions: dict[str, dict[int, Node]] = {}

    def place(self, begin: Place, path: str) -> Place:
        """Return where a part of a question (``choices.2.text``) stands, or what comes nearest.

        ``begin`` is where the question begins.
        """
        if begin.file not in self._questions:
            root = parse(self._files[begin.file]).value
            questions = root["questions"].value if isinstance(root, dict) else None
            nodes = questions if isinstance(questions, list) else []
            self._questions[begin.file] = {node.line: node for node in nodes}
        return Place(begin.file, self._questions[begin.file][begin.line].line_at(path))
