"""A valid question of every type, with its key, and strategies that make many more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from app.domain.questions import Showing, get_type
from app.domain.questions.parts.entries import LISTS, entries

Question = tuple[dict[str, Any], dict[str, Any]]

EXAMPLES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "stem": "Which vitamin is cobalamin?",
        "explanation": "Cobalamin is B12.",
        "choices": [
            {"text": "B6", "feedback": "B6 is pyridoxine."},
            {"text": "B12", "key": True, "feedback": "Yes."},
            {"text": "C"},
        ],
    },
    "multiple_response": {
        "stem": "Which are symptoms?",
        "explanation": "Three of them are.",
        "choices": [
            {"text": "Numbness", "key": True, "feedback": "Yes, a loss of feeling."},
            {"text": "Swelling", "feedback": "Swelling is not named."},
            {"text": "Tingling", "key": True},
            {"text": "Itching", "key": False},
            {"text": "Pain", "key": True},
        ],
    },
    "true_false": {
        "stem": "B12 dissolves in fat.",
        "explanation": "It dissolves in water.",
        "answer": False,
        "feedback": {"true": "That is the other group.", "false": "Right."},
    },
    "cloze": {
        "stem": "Myelin wraps nerve {{1}} and helps {{2}} along.",
        "explanation": "It insulates.",
        "blanks": [
            {"accept": ["fibres", "axons"], "feedback": "Long threads."},
            {"accept": ["signals", "impulses"]},
        ],
    },
    "short_answer": {
        "stem": "What is another name of B12?",
        "explanation": "Cobalamin.",
        "accept": ["cobalamin", "vitamin B12"],
        "feedback": "It begins like cobalt.",
    },
    "numeric": {
        "stem": "How much?",
        "explanation": "So much.",
        "value": 2.4,
        "tolerance": 0.1,
        "unit": "µg",
        "feedback": "Look again.",
    },
    "matching": {
        "stem": "Match them.",
        "explanation": "So they go.",
        "pairs": [
            {"left": "Regeneration", "right": "Regrowth", "feedback": "Re means again."},
            {"left": "Inhibition", "right": "Slowing"},
            {"left": "Blocking", "right": "Slowing"},
        ],
        "distractors": ["Uptake"],
    },
    "ordering": {
        "stem": "Put in order.",
        "explanation": "One follows from the other.",
        "items": ["Lack", "Damage", "Pain", "Test"],
        "feedback": "Start with the cause.",
    },
    "hotspot": {
        "stem": "Where is the sheath?",
        "explanation": "It wraps the fibre.",
        "picture": "nerve-cell.svg",
        "alternative_text": "A nerve cell with three marked places.",
        "regions": [
            {"text": "On the left", "area": [3, 28, 20.5, 44], "feedback": "The cell body."},
            {"text": "In the middle", "area": [30, 40, 40, 20], "key": True, "feedback": "Yes."},
            {"text": "On the right", "area": [75.1, 0, 24.9, 100]},
        ],
    },
    "flashcard": {
        "stem": "**Myelin**: what is it?",
        "back": "The sheath of a nerve fibre.",
    },
}
KEYS: dict[str, dict[str, Any]] = {
    "single_choice": {"choice": "2"},
    "multiple_response": {"choice": ["1", "3", "5"]},
    "true_false": {"choice": "false"},
    "cloze": {"blank-1": "fibres", "blank-2": "impulses"},
    "short_answer": {"text": "Cobalamin"},
    "numeric": {"number": "2.4"},
    "matching": {"pair-1": "1", "pair-2": "2", "pair-3": "2"},
    "ordering": {"position-1": 1, "position-2": 2, "position-3": 3, "position-4": 4},
    "hotspot": {"choice": "2"},
    "flashcard": {"text": "a sheath"},
}


def example(name: str, **changes: Any) -> dict[str, Any]:
    """Return the example of a type with some fields changed; ``None`` takes a field away."""
    content = deepcopy(EXAMPLES[name]) | changes
    return {field: value for field, value in content.items() if value is not None}


def ids_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids of the entries by their places; distractors of pairs are d1, d2 and so on."""
    return {
        ("d" if name == "distractors" else "") + one.place: one.id
        for name in LISTS
        for one in entries(content, name)
    }


def by_ids(content: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """Return a response that names entries by their places as it is kept now: by their ids."""
    ids = ids_of(content)
    named: dict[str, Any] = {}
    for name, value in response.items():
        head, _, place = name.partition("-")
        key = f"{head}-{ids.get(place, place)}" if head in ("pair", "position") else name
        if head not in ("choice", "pair"):
            named[key] = value
        elif isinstance(value, list):
            named[key] = [ids.get(one, one) for one in value]
        else:
            named[key] = ids.get(value, value)
    return named


def form_of(
    type_name: str, content: Mapping[str, Any], response: Mapping[str, Any], seed: int
) -> dict[str, list[str]]:
    """Return the form that posts a response on the page of a showing.

    The response names entries by their ids or places. What names none is posted as it is.
    """
    showing = get_type(type_name).show(content, seed)
    shown = {one.id: one.shown_id for one in (*showing.options, *showing.prompts)}
    form = {}
    for name, value in by_ids(content, response).items():
        head, _, one = name.partition("-")
        values = value if isinstance(value, list) else [value]
        if head in ("choice", "pair"):
            values = [_shown(showing, content, entry) for entry in values]
        if head == "pair":
            one = {prompt.id: prompt.shown_id for prompt in showing.prompts}.get(one, one)
        elif head == "position":
            one = shown.get(one, one)
        form[f"{head}-{one}" if one else head] = [str(entry) for entry in values]
    return form


def _shown(showing: Showing, content: Mapping[str, Any], name: Any) -> Any:
    """Return the shown id of an option; of two pairs with one right side only one is shown."""
    offered = {one.id: one.shown_id for one in showing.options}
    if name in offered or showing.type != "matching":
        return offered.get(name, name)
    rights = {one.id: one.fields["right"] for one in entries(content, "pairs")}
    texts = {one.text: one.shown_id for one in showing.options}
    return texts.get(rights.get(name, ""), name)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40).filter(
    str.strip
)
different_texts = st.lists(
    texts, min_size=3, max_size=8, unique_by=lambda text: " ".join(text.split())
)
answers = st.from_regex(r"[A-Za-zäéøß]{1,12}( [a-z0-9]{1,8}){0,2}", fullmatch=True)
# A stem without anything that could be a marker, code or a formula.
plain_stems = st.from_regex(r"[A-Za-z][A-Za-z .,?]{0,40}", fullmatch=True)


@st.composite
def _choices(draw: st.DrawFn, several: bool) -> Question:
    wordings = draw(different_texts)
    ids = [str(number) for number in range(1, len(wordings) + 1)]
    keys = draw(
        st.lists(st.sampled_from(ids), min_size=1, unique=True, max_size=len(ids) if several else 1)
    )
    choices = [
        {"text": text, "key": number in keys} for number, text in zip(ids, wordings, strict=True)
    ]
    content = {
        "stem": draw(texts),
        "explanation": draw(texts),
        "choices": choices,
        "keep_order": draw(st.booleans()),
    }
    return content, {"choice": sorted(keys) if several else keys[0]}


@st.composite
def _true_false(draw: st.DrawFn) -> Question:
    answer = draw(st.booleans())
    content = {"stem": draw(texts), "explanation": draw(texts), "answer": answer}
    return content, {"choice": "true" if answer else "false"}


@st.composite
def _cloze(draw: st.DrawFn) -> Question:
    accepted = draw(
        st.lists(st.lists(answers, min_size=1, max_size=3, unique=True), min_size=1, max_size=5)
    )
    stem = draw(plain_stems) + "".join(
        f" {{{{{number}}}}} {draw(plain_stems)}" for number in range(1, len(accepted) + 1)
    )
    content = {
        "stem": stem,
        "explanation": draw(texts),
        "blanks": [{"accept": accept} for accept in accepted],
    }
    return content, {
        f"blank-{number}": draw(st.sampled_from(accept))
        for number, accept in enumerate(accepted, 1)
    }


@st.composite
def _short_answer(draw: st.DrawFn) -> Question:
    accept = draw(st.lists(answers, min_size=1, max_size=5, unique=True))
    content = {"stem": draw(texts), "explanation": draw(texts), "accept": accept}
    return content, {"text": draw(st.sampled_from(accept))}


@st.composite
def _numeric(draw: st.DrawFn) -> Question:
    value = draw(st.integers(-(10**30), 10**30) | st.floats(-1e30, 1e30))
    content = {
        "stem": draw(texts),
        "explanation": draw(texts),
        "value": value,
        "tolerance": draw(st.floats(0, 10)),
        "unit": draw(st.sampled_from(["", "mg", "%"])),
    }
    return content, {"number": f"{value!r} {content['unit']}".strip()}


@st.composite
def _matching(draw: st.DrawFn) -> Question:
    lefts = draw(different_texts)
    rights = draw(st.lists(answers, min_size=len(lefts), max_size=len(lefts)))
    content = {
        "stem": draw(texts),
        "explanation": draw(texts),
        "pairs": [
            {"left": left, "right": right} for left, right in zip(lefts, rights, strict=True)
        ],
        "distractors": draw(st.sampled_from([[], ["!"], ["!", "?"]])),
    }
    # What two pairs share on the right is offered once, as that of the first.
    return content, {
        f"pair-{number}": str(rights.index(right) + 1) for number, right in enumerate(rights, 1)
    }


@st.composite
def _ordering(draw: st.DrawFn) -> Question:
    items = draw(different_texts)
    content = {"stem": draw(texts), "explanation": draw(texts), "items": items}
    return content, {f"position-{number}": number for number in range(1, len(items) + 1)}


@st.composite
def _hotspot(draw: st.DrawFn) -> Question:
    wordings = draw(different_texts)
    key = draw(st.integers(1, len(wordings)))
    # Each region in a strip of its own, so that no two are the same.
    strip = 100 // len(wordings)
    regions = [
        {
            "text": text,
            "key": number == key,
            "area": [
                strip * (number - 1),
                draw(st.integers(0, 40) | st.floats(0, 40)),
                draw(st.integers(1, strip) | st.floats(0.1, strip)),
                draw(st.integers(1, 60) | st.floats(0.1, 60)),
            ],
        }
        for number, text in enumerate(wordings, 1)
    ]
    content = {
        "stem": draw(texts),
        "explanation": draw(texts),
        "picture": draw(st.sampled_from(["a.svg", "Nerve-cell_2.v1.png", "x.webp", "y.jpeg"])),
        "alternative_text": draw(texts),
        "regions": regions,
    }
    return content, {"choice": str(key)}


@st.composite
def _flashcard(draw: st.DrawFn) -> Question:
    content = {"stem": draw(texts), "back": draw(texts)}
    if draw(st.booleans()):
        content["explanation"] = draw(texts)
    return content, {"text": draw(answers)} if draw(st.booleans()) else {}


QUESTIONS: dict[str, Callable[[], st.SearchStrategy[Question]]] = {
    "single_choice": lambda: _choices(several=False),
    "multiple_response": lambda: _choices(several=True),
    "true_false": _true_false,
    "cloze": _cloze,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "hotspot": _hotspot,
    "flashcard": _flashcard,
}
