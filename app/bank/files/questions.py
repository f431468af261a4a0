"""Reading the questions of a topic file."""

from __future__ import annotations

from collections.abc import Collection

from app.bank.files.content import pictures_named, tidy
from app.bank.files.drafts import LEVELS, FileProblem, QuestionDraft
from app.bank.files.fields import Fields
from app.bank.files.tree import Node
from app.domain.questions import TYPES, get_type

OWN_FIELDS = ("id", "objective", "type", "level", "tags", "section")


def read_question(
    node: Node,
    file: str,
    objectives: Collection[str],
    pictures: Collection[str],
    problems: list[FileProblem],
) -> QuestionDraft | None:
    """Return a question, or None after noting why there is none.

    ``objectives`` are the ids listed in the same file, ``pictures`` the names in ``media/``.
    """
    fields = Fields(node, "a question", file, problems)
    if not fields.present:
        return None
    question = QuestionDraft(
        id=fields.slug("id", 80, "question"),
        objective=fields.code("objective"),
        type=fields.one_of("type", tuple(TYPES)),
        level=fields.one_of("level", LEVELS),
        tags=tuple(word for word, _ in fields.words("tags")),
        section=fields.text("section", required=False, longest=200),
        content=tidy(
            {
                name: entry.plain()
                for name, entry in fields.present.items()
                if name not in OWN_FIELDS
            }
        ),
        place=fields.place(),
    )
    if question.objective and question.objective not in objectives:
        fields.note(
            fields.line("objective"),
            f"objective “{question.objective}” is not listed under objectives in this file",
        )
    if question.type:
        _check_content(question, fields)
    for field, value in question.content.items():
        for name in sorted(pictures_named(value) - set(pictures)):
            message = f"the picture media/{name} is not in the course's folder"
            fields.note(fields.line(field), message)
    return question


def _check_content(question: QuestionDraft, fields: Fields) -> None:
    for problem in get_type(question.type).check(question.content):
        where = _for_people(problem.path)
        message = f"{where}: {problem.message}" if where else problem.message
        fields.note(fields.line(problem.path), f"{question.id or 'a question'}, {message}")


def _for_people(path: str) -> str:
    """Return ``choices.2.text`` as ``choices 3, text``: people count from 1."""
    words = ""
    for step in path.split("."):
        if step.isdecimal():
            words += f" {int(step) + 1}"
        else:
            words += f", {step}" if words else step
    return words
