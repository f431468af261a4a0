"""The parts of a question in words, for lists of what changed and of what to mend."""

from __future__ import annotations

from app.domain.questions import TYPES
from app.domain.questions.fields import Group, Rows, Truth

_FIELDS = [one for kind in TYPES.values() for one in kind.fields]
NAMES = {
    "stem": "Stem",
    "explanation": "Explanation",
    **{one.name: one.title for one in _FIELDS},
}
_OTHERS = {
    **{f"{one.name}_is": one.title for one in _FIELDS if isinstance(one, Truth)},
    **{
        f"{one.name}_{inner.name}": inner.title
        for one in _FIELDS
        if isinstance(one, Group)
        for inner in one.fields
    },
    "level": "Level",
    "tags": "Tags",
    "section": "Section of the source",
    "objective": "Objective",
    "also": "Joined objectives",
}
_ROWS = {one.name: one.noun.capitalize() for one in _FIELDS if isinstance(one, Rows)}


def place_of(path: str) -> str:
    """Return where ``choices.2.feedback`` is: “Feedback on choice 3”; '' for the whole question."""
    name, _, rest = path.partition(".")
    number, _, inner = rest.partition(".")
    if name in _ROWS and number.isdecimal():
        row = f"{_ROWS[name]} {int(number) + 1}"
        return f"Feedback on {row.lower()}" if inner == "feedback" else row
    return NAMES.get(name) or _OTHERS.get(name) or ""
