"""The mapping that a revision holds: its tidy form, its comparison and its pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.characters import plain_line_ends
from app.domain.questions.parts.entries import with_ids
from app.domain.questions.registry import FLAGS, PICTURES

# Of several beginnings before one end the last will do, so that nothing is read twice.
_PICTURE = re.compile(r"!\[(?:[^\]!]|!(?!\[))*+\]\(\s*+<?media/([^)\s>]++)")


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
        return key in FLAGS
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
    own = [content.get(name) for name in PICTURES]
    return pictures_named(content) | {name for name in own if isinstance(name, str) and name}


def pictures_named(value: Any) -> set[str]:
    """Return the names of the course's pictures that the Markdown anywhere in a value shows."""
    if isinstance(value, str):
        return set(_PICTURE.findall(value)) if "](" in value else set()
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, Sequence):
        return {name for entry in value for name in pictures_named(entry)}
    return set()
