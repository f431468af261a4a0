"""The rules for topic files that editors read (JSON Schema), made from what the types declare."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.bank.files.drafts import EVIDENCE, LEVELS
from app.domain.questions import TYPES, QuestionType
from app.domain.questions.fields import (
    Field,
    Flag,
    Group,
    Number,
    Numbers,
    Picture,
    Rows,
    Text,
    Texts,
    Truth,
)
from app.domain.questions.parts.entries import LONGEST_ID

Schema = dict[str, Any]

_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
_CODE = "^[A-Z][A-Z0-9-]*$"
_EVIDENCE = (
    "What the claim rests on. established: settled knowledge. trial: a randomised trial. clinical: "
    "other studies in people. animal: studies in animals. proposed: suggested, not yet shown. "
    "guidance: advice. definition: the meaning of a term."
)


def topic_schema() -> str:
    """Return ``question_bank/topic.schema.json`` as it has to be."""
    return json.dumps(_topic(), indent=2, ensure_ascii=False) + "\n"


def _topic() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Topic",
        "description": "A topic file: the objectives of one topic and the questions that test them. "
        "FORMAT.md explains the format with examples. Made by `flask bank schema` from the types of "
        "question: do not edit it.",
        **_mapping(
            {
                "id": _text(
                    "Identifier of the topic: the same as the name of this file without .yaml. "
                    "Lower-case letters, digits and hyphens. It never changes.",
                    pattern=_SLUG,
                    maxLength=64,
                    examples=["foundations"],
                ),
                "title": _text(
                    "Title of the topic as learners see it. At most 200 characters, as people count "
                    "them.",
                    maxLength=800,
                ),
                "summary": _text("What the topic is about: one short paragraph of Markdown."),
                "reading": _text(
                    "Optional. The topic's reading page: the whole topic on one page, in Markdown, "
                    "with pictures if they help. Learners reach it from explanations and can print "
                    "it."
                ),
                "objectives": {
                    "description": "What a learner should know at the end of the topic. Every "
                    "question tests one of them.",
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/objective"},
                },
                "questions": {
                    "description": "The questions of the topic.",
                    "type": "array",
                    "items": {"$ref": "#/$defs/question"},
                },
            },
            needed=("id", "title", "summary", "objectives", "questions"),
        ),
        "$defs": {"objective": _objective(), "question": _question()},
    }


def _objective() -> Schema:
    return {
        "title": "Objective",
        "description": "One statement that a learner should know.",
        **_mapping(
            {
                "id": _text(
                    "Identifier of the objective, unique in the course: a capital letter, then "
                    "capital letters, digits or hyphens. It never changes.",
                    pattern=_CODE,
                    maxLength=32,
                    examples=["F01"],
                ),
                "claim": _text(
                    "The statement in one sentence of plain text. It keeps the caution of the "
                    "source: may, in one study, in animals."
                ),
                "evidence": {"description": _EVIDENCE, "enum": list(EVIDENCE)},
                "section": _text("Heading of the section of the source in which the claim stands."),
            },
            needed=("id", "claim", "evidence", "section"),
        ),
    }


def _question() -> Schema:
    return {
        "title": "Question",
        "description": "One question. Which answer parts it needs depends on its type.",
        **_mapping({**_common(), **_parts()}, needed=("id", "objective", "type", "level", "stem")),
        "allOf": [_of_type(kind) for kind in TYPES.values()],
    }


def _common() -> Schema:
    takes = "; ".join(f"{kind.name} takes {_listed(kind)}" for kind in TYPES.values())
    return {
        "id": _text(
            "Identifier of the question, unique in the whole course. Lower-case letters, digits and "
            "hyphens. It never changes: the learners' schedules hang on it.",
            pattern=_SLUG,
            maxLength=80,
            examples=["f01-other-name"],
        ),
        "objective": _text(
            "Identifier of the objective that the question tests. It must be listed under "
            "objectives in the same file.",
            pattern=_CODE,
            examples=["F01"],
        ),
        "also": {
            "description": "Optional. Further objectives that the question joins to its own, from "
            "any topic of the course. It still counts for its own objective only.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": _text("Identifier of an objective of the course.", pattern=_CODE),
        },
        "type": {
            "description": "Type of the question. It decides which answer parts are needed: "
            f"{takes}.",
            "enum": list(TYPES),
        },
        "level": {
            "description": "What is asked of the learner. recall: to know it. understanding: to "
            "explain or compare it. application: to use it in a new case.",
            "enum": list(LEVELS),
        },
        "tags": {
            "description": "Optional keywords for filtering.",
            "type": "array",
            "uniqueItems": True,
            "items": _text(
                "One keyword, in any script, at most 64 characters, without commas; best lower-case "
                "words with hyphens.",
                pattern="^[^,]*$",
            ),
        },
        "section": _text(
            "Optional. Heading of the section of the source that the question rests on. If left "
            "out, the objective's section is used."
        ),
        "waive": {
            "description": "Optional. Rules of item writing that do not hold for this question: the "
            "rule's name and the reason, in a sentence for those who read the question after you.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "minLength": 3, "maxLength": 200},
        },
        **_common_texts(),
    }


def _common_texts() -> Schema:
    return {
        "stem": _text(
            "The question itself, in Markdown. It ends with one focused question or task. In a "
            "cloze the blanks are written {{1}}, {{2}} and so on."
        ),
        "explanation": _text(
            "Shown after every answer, in Markdown: why the key is right and what it rests on. Two "
            "to four sentences, the most important one first."
        ),
    }


def _listed(kind: QuestionType) -> str:
    names = [one.name for one in kind.fields if one.needed]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _parts() -> Schema:
    """Return the answer parts of all types; what is not the same in all of them is said by type."""
    by_name: dict[str, dict[str, Field]] = {}
    for kind in TYPES.values():
        for one in kind.fields:
            by_name.setdefault(one.name, {})[kind.name] = one
    return {name: _common_part(by_type) for name, by_type in by_name.items()}


def _common_part(by_type: Mapping[str, Field]) -> Schema:
    """Return one answer part, with the types that have it."""
    schemas: list[tuple[list[str], Schema]] = []
    for name, one in by_type.items():
        schema = _schema(one)
        names = next((names for names, known in schemas if known == schema), None)
        if names is None:
            schemas.append(([name], schema))
        else:
            names.append(name)
    abouts = [f"{', '.join(names)}: {schema['description']}" for names, schema in schemas]
    if len(schemas) == 1:
        return {**schemas[0][1], "description": abouts[0]}
    return {"description": " ".join(abouts), "anyOf": [schema for _, schema in schemas]}


def _of_type(kind: QuestionType) -> Schema:
    """Return what holds for the questions of one type."""
    own = {one.name: one for one in kind.fields}
    of_others = dict.fromkeys(
        one.name for other in TYPES.values() if other is not kind for one in other.fields
    )
    properties: Schema = {name: _schema(own[name]) if name in own else False for name in of_others}
    for one in kind.fields:
        if isinstance(one, Rows) and one.keys:
            properties[one.name] = {**properties.get(one.name, {}), **_keys(one)}
    if kind.stem_pattern:
        properties["stem"] = {"pattern": kind.stem_pattern}
    needed = [one.name for one in kind.fields if one.needed]
    if kind.needs_explanation:
        needed.append("explanation")
    return {
        "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
        "then": {"required": needed, "properties": properties},
    }


def _keys(rows: Rows) -> Schema:
    key = {"type": "object", "properties": {"key": {"const": True}}, "required": ["key"]}
    most = {"maxContains": 1} if rows.keys == "one" else {}
    return {"contains": key, "minContains": 1, **most}


def _schema(one: Field) -> Schema:
    match one:
        case Picture():
            return _text(one.about, pattern=one.pattern, **_longest(one))
        case Text():
            return _text(one.about, **_longest(one))
        case Texts():
            return {
                "description": one.about,
                "type": "array",
                "minItems": max(one.least, 1),
                "maxItems": one.most,
                "uniqueItems": True,
                "items": _text(one.entry),
            }
        case Flag():
            return {"description": one.about, "type": "boolean", "default": False}
        case Truth():
            return {"description": one.about, "type": "boolean"}
        case Number():
            least = {"minimum": 0, "default": 0} if one.too_small else {}
            return {"description": one.about, "type": "number", **least}
        case Numbers():
            return {
                "description": one.about,
                "type": "array",
                "minItems": len(one.parts),
                "maxItems": len(one.parts),
                "items": {"type": "number", "minimum": 0, "maximum": one.most},
            }
        case Group():
            inner = {part.name: _schema(part) for part in one.fields}
            return {"description": one.about, **_mapping(inner, needed=tuple(inner))}
        case Rows():
            return _rows(one)
    raise AssertionError(one)


def _rows(rows: Rows) -> Schema:
    inner = {one.name: _schema(one) for one in rows.fields}
    if rows.has_ids:
        about = (
            f"Optional. A name of this {rows.noun} that stays when its text is corrected: "
            "lower-case letters, digits and hyphens, beginning with a letter. Without it the text "
            "is the name."
        )
        named = _text(about, pattern="^[a-z][a-z0-9-]*$", maxLength=LONGEST_ID)
        inner = {"id": named, **inner}
    row = _mapping(inner, needed=tuple(one.name for one in rows.fields if one.needed))
    if rows.short_for:
        row = {"anyOf": [{"type": "string", "minLength": 1}, row]}
    return {
        "description": rows.about,
        "type": "array",
        "minItems": rows.least,
        "maxItems": rows.most,
        "uniqueItems": True,
        "items": {"description": rows.entry, **row},
    }


def _longest(one: Text) -> Schema:
    return {"maxLength": one.at_most} if one.at_most else {}


def _text(about: str, **more: Any) -> Schema:
    return {"description": about, "type": "string", "minLength": 1, **more}


def _mapping(properties: Schema, needed: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(needed),
        "properties": properties,
    }
