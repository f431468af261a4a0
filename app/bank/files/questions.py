"""Reading the questions of a topic file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.bank.files.content import pictures_shown, tidy
from app.bank.files.drafts import LEVELS, FileProblem, QuestionDraft
from app.bank.files.fields import CODE, Fields
from app.bank.files.tree import Node
from app.domain.questions import TYPES, get_type

OWN_FIELDS = ("id", "objective", "also", "type", "level", "tags", "section", "waive")
LONGEST_REASON = 200


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
    objective = fields.code("objective")
    question = QuestionDraft(
        id=fields.slug("id", 80),
        objective=objective,
        type=fields.one_of("type", tuple(TYPES)),
        level=fields.one_of("level", LEVELS),
        tags=fields.tags("tags"),
        section=fields.line_of_text("section", required=False, longest=200),
        content=tidy(
            {
                name: entry.plain()
                for name, entry in fields.present.items()
                if name not in OWN_FIELDS
            }
        ),
        place=fields.place(),
        also=_joined(fields, objective),
        waivers=_waivers(fields),
    )
    if question.objective and question.objective not in objectives:
        fields.note(
            fields.line("objective"),
            f"objective “{question.objective}” is not listed under objectives in this file",
        )
    if question.type:
        _check_content(question, fields)
    for field, value in question.content.items():
        note_missing_pictures(fields, field, value, pictures)
    return question


def note_missing_pictures(fields: Fields, name: str, value: Any, pictures: Collection[str]) -> None:
    """Note every picture that a field shows and the course's folder does not have."""
    shown = pictures_shown({name: value})
    for missing in sorted(shown - set(pictures)):
        message = f"the picture media/{missing} is not in the course's folder"
        fields.note(fields.line(name), message)


def _joined(fields: Fields, own: str) -> tuple[str, ...]:
    """Return the codes under ``also``; whether they exist is known when all topics are read."""
    codes: list[str] = []
    for node in fields.items("also"):
        code = node.value
        if not isinstance(code, str) or len(code) > 32 or not CODE.fullmatch(code):
            fields.note(node.line, "“also” may hold ids of objectives only, such as F01")
        elif code in (*codes, own):
            fields.note(node.line, f"“also” names {code}, which the question tests already")
        else:
            codes.append(code)
    return tuple(codes)


def _waivers(fields: Fields) -> dict[str, str]:
    node = fields.present.get("waive")
    if node is None or node.value is None:
        return {}
    named = Fields(node, "“waive”", fields.place().file, fields.problems)
    return {
        rule: reason
        for rule in named.present
        if (reason := named.line_of_text(rule, longest=LONGEST_REASON))
    }


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
