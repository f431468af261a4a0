"""The mapping that a revision holds: its fields by type, its tidy form and its comparison."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.characters import plain_line_ends
from app.domain.questions.entries import with_ids

# In the order in which an author reads them; the stem comes before, the explanation after.
ANSWER_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "single_choice": ("keep_order", "choices"),
    "multiple_response": ("keep_order", "choices"),
    "true_false": ("answer", "feedback"),
    "cloze": ("blanks",),
    "short_answer": ("accept", "others", "feedback"),
    "numeric": ("value", "tolerance", "unit", "feedback"),
    "matching": ("pairs", "distractors"),
    "ordering": ("items", "feedback"),
    "hotspot": ("picture", "alternative_text", "regions"),
}
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?media/([^)\s>]+)")


def content_fields(type_name: str) -> tuple[str, ...]:
    """Return the fields of a type's content in authored order."""
    return ("stem", *ANSWER_FIELDS.get(type_name, ()), "explanation")


def tidy(value: Any) -> Any:
    """Return a value as it is kept, so that equal texts compare equal whatever road they came.

    Line ends are ``\\n`` and end no text (a YAML block always adds one); whole numbers are int, as
    PostgreSQL gives them back; optional fields that say nothing (none, '', [], false for a key or
    ``keep_order``) are left out.
    """
    if isinstance(value, str):
        return plain_line_ends(value).rstrip("\n")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        tidied = {str(key): tidy(entry) for key, entry in value.items()}
        return {key: entry for key, entry in tidied.items() if not _says_nothing(key, entry)}
    if isinstance(value, Sequence):
        return [tidy(entry) for entry in value]
    return value


def _says_nothing(key: str, value: Any) -> bool:
    if value is False:
        return key in {"key", "keep_order"}
    return value is None or value in ("", [], {})


def canonical(
    content: Mapping[str, Any],
    level: str,
    tags: Sequence[str],
    section: str,
    also: Sequence[str] = (),
) -> str:
    """Return the text by which two revisions are the same or not.

    An id that comes from an entry's text is the same whether or not the entry says it.
    """
    return json.dumps(
        [with_ids(content), level, list(tags), section, list(also)],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def pictures_shown(content: Mapping[str, Any]) -> set[str]:
    """Return the names of the course's pictures that a content shows, its own and in Markdown."""
    own = content.get("picture")
    return pictures_named(content) | ({own} if isinstance(own, str) and own else set())


def pictures_named(value: Any) -> set[str]:
    """Return the names of the course's pictures that the Markdown anywhere in a value shows."""
    if isinstance(value, str):
        return set(_PICTURE.findall(value)) if "](" in value else set()
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, Sequence):
        return {name for entry in value for name in pictures_named(entry)}
    return set()
