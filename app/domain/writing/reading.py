"""Reading a question that may be unfinished: what is missing or of the wrong kind is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.domain.questions.registry import TYPES
from app.domain.writing.contract import Item

# Where the choices of each type stand.
_CHOICE_FIELDS = {name: kind.choice_list for name, kind in TYPES.items()}
# What learners choose from is words, not places in a picture.
CHOICE_TYPES = tuple(
    name for name, kind in TYPES.items() if kind.choice_list and kind.picture is None
)
ONE_KEY_TYPES = tuple(name for name in CHOICE_TYPES if not TYPES[name].several_keys)
# No type allows more; what lies beyond is not looked at, so that a check stays quick.
MAX_PARTS = 24
# Answers to type and the ids of entries.
_NOT_READ = frozenset({"accept", "others", "id"})
# A text lies in a field, in a list's entry, or in a field of that.
MAX_DEPTH = 3
# Asking for the usual kind first is quicker.
_MAPPINGS = (dict, Mapping)


class Choice(NamedTuple):
    """One answer offered, with the field that its text stands in."""

    path: str
    text: str
    key: bool
    feedback: str = ""


class _Read(dict[str, object]):
    """A content with what many rules read in it."""

    __slots__ = ("choices", "texts")
    choices: list[Choice]
    texts: list[tuple[str, str]]


def read_once(item: Item) -> Item:
    """Return a question whose choices and texts are read already, for many rules to look at.

    A content that is no mapping at all is taken for an empty one.
    """
    content = _Read(item.content if isinstance(item.content, _MAPPINGS) else {})
    content.choices = _choices(item.type, content)
    content.texts = list(_texts_in(content, "", MAX_DEPTH))
    return replace(item, content=content)


def text_at(content: object, name: str) -> str:
    """Return a field's text, '' if there is none."""
    value = content.get(name) if isinstance(content, _MAPPINGS) else None
    return value if isinstance(value, str) and value.strip() else ""


def entries_at(content: object, name: str) -> Sequence[object]:
    """Return a field's list, empty if there is none."""
    value = content.get(name) if isinstance(content, _MAPPINGS) else None
    return value[:MAX_PARTS] if isinstance(value, list | tuple) else ()


def flag_at(content: object, name: str) -> bool:
    """Return whether a yes/no field says yes."""
    return isinstance(content, _MAPPINGS) and content.get(name) is True


def verdict_of(item: Item) -> bool | None:
    """Return whether a true/false statement is true, None while nobody has said."""
    answer = item.content.get("answer")
    return answer if isinstance(answer, bool) else None


def stem_of(item: Item) -> str:
    """Return the stem."""
    return text_at(item.content, "stem")


def choices_of(item: Item) -> list[Choice]:
    """Return the choices, or regions of a picture, that have a text; other types have none."""
    if isinstance(item.content, _Read):
        return item.content.choices
    return _choices(item.type, item.content)


def keys_and_distractors(item: Item) -> tuple[list[Choice], list[Choice]]:
    """Return the choices that are keys and those that are not."""
    choices = choices_of(item)
    return [c for c in choices if c.key], [c for c in choices if not c.key]


def all_texts(item: Item) -> list[tuple[str, str]]:
    """Return every text that a learner reads, with its path; answers to type are none of them."""
    if isinstance(item.content, _Read):
        return item.content.texts
    return list(_texts_in(item.content, "", MAX_DEPTH))


def _choices(type_name: str, content: object) -> list[Choice]:
    field = _CHOICE_FIELDS.get(type_name, "")
    return [
        Choice(f"{field}.{place}.text", text, flag_at(entry, "key"), text_at(entry, "feedback"))
        for place, entry in enumerate(entries_at(content, field))
        if (text := text_at(entry, "text"))
    ]


def _texts_in(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value.strip():
            yield path.removeprefix("."), value
    elif isinstance(value, _MAPPINGS) and depth:
        for name, inner in value.items():
            if name not in _NOT_READ:
                yield from _texts_in(inner, f"{path}.{name}", depth - 1)
    elif isinstance(value, list | tuple) and depth:
        for place, inner in enumerate(value[:MAX_PARTS]):
            yield from _texts_in(inner, f"{path}.{place}", depth - 1)
