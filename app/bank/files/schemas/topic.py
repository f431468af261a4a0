"""The rules for topic files that editors read (JSON Schema), made from what the types declare."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.bank.files.drafts import EVIDENCE, LEVELS
from app.bank.files.schemas.fields import (
    Schema,
    field_schema,
    keys_schema,
    mapping_schema,
    text_schema,
)
from app.domain.questions import TYPES, QuestionType
from app.domain.questions.fields import (
    Field,
    Rows,
)

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
        **mapping_schema(
            {
                "id": text_schema(
                    "Identifier of the topic: the same as the name of this file without .yaml. "
                    "Lower-case letters, digits and hyphens. It never changes.",
                    pattern=_SLUG,
                    maxLength=64,
                    examples=["foundations"],
                ),
                "title": text_schema(
                    "Title of the topic as learners see it. At most 200 characters, as people count "
                    "them.",
                    maxLength=800,
                ),
                "summary": text_schema("What the topic is about: one short paragraph of Markdown."),
                "reading": text_schema(
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
        **mapping_schema(
            {
                "id": text_schema(
                    "Identifier of the objective, unique in the course: a capital letter, then "
                    "capital letters, digits or hyphens. It never changes.",
                    pattern=_CODE,
                    maxLength=32,
                    examples=["F01"],
                ),
                "claim": text_schema(
                    "The statement in one sentence of plain text. It keeps the caution of the "
                    "source: may, in one study, in animals."
                ),
                "evidence": {"description": _EVIDENCE, "enum": list(EVIDENCE)},
                "section": text_schema(
                    "Heading of the section of the source in which the claim stands."
                ),
            },
            needed=("id", "claim", "evidence", "section"),
        ),
    }


def _question() -> Schema:
    return {
        "title": "Question",
        "description": "One question. Which answer parts it needs depends on its type.",
        **mapping_schema(
            {**_common(), **_parts()}, needed=("id", "objective", "type", "level", "stem")
        ),
        "allOf": [_of_type(kind) for kind in TYPES.values()],
    }


def _common() -> Schema:
    takes = "; ".join(f"{kind.name} takes {_listed(kind)}" for kind in TYPES.values())
    return {
        "id": text_schema(
            "Identifier of the question, unique in the whole course. Lower-case letters, digits and "
            "hyphens. It never changes: the learners' schedules hang on it.",
            pattern=_SLUG,
            maxLength=80,
            examples=["f01-other-name"],
        ),
        "objective": text_schema(
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
            "items": text_schema("Identifier of an objective of the course.", pattern=_CODE),
        },
        "type": {
            "description": "Type of the question. It decides which answer parts are needed: "
            f"{takes}.",
            "enum": list(TYPES),
        },
        **_about(),
        "section": text_schema(
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


def _about() -> Schema:
    return {
        "level": {
            "description": "What is asked of the learner. recall: to know it. understanding: to "
            "explain or compare it. application: to use it in a new case.",
            "enum": list(LEVELS),
        },
        "tags": {
            "description": "Optional keywords for filtering.",
            "type": "array",
            "uniqueItems": True,
            "items": text_schema(
                "One keyword, in any script, at most 64 characters, without commas; best lower-case "
                "words with hyphens.",
                pattern="^[^,]*$",
            ),
        },
    }


def _common_texts() -> Schema:
    return {
        "stem": text_schema(
            "The question itself, in Markdown. It ends with one focused question or task. In a "
            "cloze the blanks are written {{1}}, {{2}} and so on."
        ),
        "explanation": text_schema(
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
        schema = field_schema(one)
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
    properties: Schema = {
        name: field_schema(own[name]) if name in own else False for name in of_others
    }
    for one in kind.fields:
        if isinstance(one, Rows) and one.keys:
            properties[one.name] = {**properties.get(one.name, {}), **keys_schema(one)}
    if kind.stem_pattern:
        properties["stem"] = {"pattern": kind.stem_pattern}
    needed = [one.name for one in kind.fields if one.needed]
    if kind.needs_explanation:
        needed.append("explanation")
    return {
        "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
        "then": {"required": needed, "properties": properties},
    }
