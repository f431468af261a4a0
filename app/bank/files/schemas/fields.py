"""JSON Schema of the fields that question types declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def keys_schema(rows: Rows) -> Schema:
    """Return how many rows are to be keys."""
    key = {"type": "object", "properties": {"key": {"const": True}}, "required": ["key"]}
    most = {"maxContains": 1} if rows.keys == "one" else {}
    return {"contains": key, "minContains": 1, **most}


def field_schema(one: Field) -> Schema:
    """Return the schema of a declared field."""
    match one:
        case Picture():
            return text_schema(one.about, pattern=one.pattern, **longest(one))
        case Text():
            return text_schema(one.about, **longest(one))
        case Texts():
            return {
                "description": one.about,
                "type": "array",
                "minItems": max(one.least, 1),
                "maxItems": one.most,
                "uniqueItems": True,
                "items": text_schema(one.entry),
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
            inner = {part.name: field_schema(part) for part in one.fields}
            return {"description": one.about, **mapping_schema(inner, needed=tuple(inner))}
        case Rows():
            return rows_schema(one)
    raise AssertionError(one)


def rows_schema(rows: Rows) -> Schema:
    """Return the schema of a list of rows."""
    inner = {one.name: field_schema(one) for one in rows.fields}
    if rows.has_ids:
        about = (
            f"Optional. A name of this {rows.noun} that stays when its text is corrected: "
            "lower-case letters, digits and hyphens, beginning with a letter. Without it the text "
            "is the name."
        )
        named = text_schema(about, pattern="^[a-z][a-z0-9-]*$", maxLength=LONGEST_ID)
        inner = {"id": named, **inner}
    row = mapping_schema(inner, needed=tuple(one.name for one in rows.fields if one.needed))
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


def longest(one: Text) -> Schema:
    """Return how long a text may be, where that is bounded."""
    return {"maxLength": one.at_most} if one.at_most else {}


def text_schema(about: str, **more: Any) -> Schema:
    """Return the schema of a text."""
    return {"description": about, "type": "string", "minLength": 1, **more}


def mapping_schema(properties: Schema, needed: Sequence[str]) -> Schema:
    """Return the schema of a mapping that has no other properties."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(needed),
        "properties": properties,
    }
