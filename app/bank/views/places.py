"""The parts of a question in words, for lists of what changed and of what to mend."""

from __future__ import annotations

NAMES = {
    "stem": "Stem",
    "explanation": "Explanation",
    "choices": "Choices",
    "keep_order": "Order of the choices",
    "answer": "Answer",
    "feedback": "Feedback",
    "blanks": "Blanks",
    "accept": "Accepted answers",
    "others": "Look-alikes",
    "value": "Right number",
    "tolerance": "Tolerance",
    "unit": "Unit",
    "pairs": "Pairs",
    "distractors": "Distractors",
    "items": "Items",
    "picture": "Picture",
    "alternative_text": "Alternative text",
    "regions": "Regions",
}
_OTHERS = {
    "answer_is": "Answer",
    "feedback_true": "Feedback for “True”",
    "feedback_false": "Feedback for “False”",
    "level": "Level",
    "tags": "Tags",
    "section": "Section of the source",
    "objective": "Objective",
    "also": "Joined objectives",
}
_ROWS = {
    "choices": "Choice",
    "blanks": "Blank",
    "pairs": "Pair",
    "items": "Item",
    "regions": "Region",
}


def place_of(path: str) -> str:
    """Return where ``choices.2.feedback`` is: “Feedback on choice 3”; '' for the whole question."""
    name, _, rest = path.partition(".")
    number, _, inner = rest.partition(".")
    if name in _ROWS and number.isdecimal():
        row = f"{_ROWS[name]} {int(number) + 1}"
        return f"Feedback on {row.lower()}" if inner == "feedback" else row
    return NAMES.get(name) or _OTHERS.get(name) or ""
