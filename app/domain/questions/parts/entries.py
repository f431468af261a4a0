"""The entries of a question's lists: choices, regions, pairs and items, each with an id of its own.

An answer names entries by their ids, so that moving or removing one changes no answer. An entry
says its id itself, or has one that comes from its text: then another text is another entry.
Answers of before there were ids name an entry by its place, counted from 1; they are still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from app.domain.questions.contract import Content
from app.domain.questions.structure import Fields, visible

# Each list with the field whose text gives an entry its id: of a pair the left side, which is
# asked for, since two pairs may have the same right side.
LISTS: Final[Mapping[str, str]] = {
    "choices": "text",
    "regions": "text",
    "pairs": "left",
    "items": "text",
    "distractors": "text",
}
LONGEST_ID = 40
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: its id, its fields, and its place as old answers name it."""

    id: str
    fields: Mapping[str, Any]
    place: str


def entries(content: Content, name: str) -> tuple[Entry, ...]:
    """Return the entries of a list in authored order; an entry may be a text alone.

    What an unfinished question holds instead of entries has ids too, whatever it is.
    """
    listed = content.get(name)
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    taken = set(_authored_ids(listed))
    free = set(taken)
    found = []
    for number, entry in enumerate(listed, 1):
        fields = entry if isinstance(entry, Mapping) else {"text": entry}
        own = fields.get("id")
        if isinstance(own, str) and own in free:
            free.remove(own)
        else:
            own = _derived(name, fields, taken)
            taken.add(own)
        found.append(Entry(own, fields, str(number)))
    return tuple(found)


def find(among: Sequence[Entry], name: object) -> Entry | None:
    """Return the entry that an answer names by its id or, as old answers do, by its place."""
    by_id = next((one for one in among if one.id == name), None)
    return by_id or next((one for one in among if one.place == name), None)


def with_ids(content: Content) -> dict[str, Any]:
    """Return a content whose entries all say their ids, to compare it with another one.

    A distractor of a matching question is its text, so it needs none.
    """
    named = {
        name: [{**one.fields, "id": one.id} for one in entries(content, name)]
        for name in LISTS
        if name != "distractors" and content.get(name)
    }
    return {**content, **named}


def without_needless_ids(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return answer parts whose entries say their ids only where their texts do not give them.

    An id that is none, or that an entry before has, is left out too. An item left with nothing but
    its text becomes that text.
    """
    lean = dict(answer)
    for name in LISTS:
        if name in answer and name != "distractors":
            taken: set[str] = set()
            lean[name] = [_lean(name, entry, taken) for entry in answer[name]]
    return lean


def _lean(name: str, entry: Mapping[str, Any], taken: set[str]) -> Any:
    """Return an entry without an id that says nothing; ``taken`` are those of the entries before."""
    fields = {field: value for field, value in entry.items() if field != "id"}
    own = entry.get("id") or ""
    if own in taken or not _is_id(own) or own == _derived(name, fields, set()):
        return fields["text"] if name == "items" else fields
    taken.add(own)
    return {"id": own, **fields}


def _is_id(text: str) -> bool:
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def check_ids(among: Sequence[Fields]) -> None:
    """Report ids that are no ids, and those that another entry of the list has already."""
    first_places: dict[str, int] = {}
    for place, fields in enumerate(among):
        own = fields.text("id", at_most=LONGEST_ID)
        if own and not _ID.fullmatch(own):
            fields.report(
                "id",
                "Write an id of lower-case letters, digits and hyphens that begins with a letter.",
            )
        elif own and (first := first_places.setdefault(own, place)) != place:
            fields.report("id", f"Entry {first + 1} has this id already. Give each its own.")


def _authored_ids(listed: Sequence[object]) -> Iterator[str]:
    for entry in listed:
        own = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(own, str) and own:
            yield own


def _derived(name: str, fields: Mapping[str, Any], taken: set[str]) -> str:
    """Return an id from an entry's text, another one where an entry took its id along."""
    text = fields.get(LISTS[name])
    text = visible(text) if isinstance(text, str) else ""
    attempt = 0
    while True:
        source = f"{name}/{text}/{attempt}" if attempt else f"{name}/{text}"
        own = "p" + blake2b(source.encode("utf-8", "replace"), digest_size=4).hexdigest()
        if own not in taken:
            return own
        attempt += 1
