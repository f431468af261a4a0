"""The planted set: flawed questions with their clean twins, and cases where rules must be silent.

Written by hand in ``planted/<rule>.yaml``, so that the rules can be measured against it. What a
question has in common with its twin is under ``question``; ``flawed`` and ``clean`` say where they
differ, which is the flaw and nothing else. ``also`` names what else is truly there (in both, or
``also_flawed``). ``spared`` are false alarms of older tools. To keep them
short, ``"*Iron"`` is the choice Iron, a key; and every question gets an explanation, a place in the
source, feedback and an established objective, unless it brings its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.domain.writing.contract import Item, Objective

FOLDER = Path(__file__).parent / "planted"
EXPLANATION = "The key is right for reasons that anybody can look up in the book."
# Short, easy words, so that length is all that is wrong with a long stem.
FILLER = "The old house on the hill had a red roof and a green door that was open all day. "


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted question and the rules that are to find something in it."""

    item: Item
    expected: frozenset[str]
    rule: str
    severity: str = ""


def planted() -> Iterator[Planted]:
    """Yield all questions of the set."""
    for path in sorted(FOLDER.glob("*.yaml")):
        rule = path.stem
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, flaw in enumerate(cases["flaws"], 1):
            yield from _pair(rule, f"{rule}-{number}", flaw)
        for number, spared in enumerate(cases.get("spared", ()), 1):
            also = frozenset(spared.pop("also", ()))
            yield Planted(_item(f"{rule}-spared-{number}", spared), also, rule)


def _pair(rule: str, name: str, flaw: dict[str, Any]) -> Iterator[Planted]:
    if "long" in flaw:
        common = {"choices": flaw["choices"]}
        flaw = {
            "question": {**flaw["question"], **common},
            "flawed": {"stem": _long(flaw["long"], flaw["tail"])},
            "clean": {"stem": _long(flaw["twin"], flaw["tail"])},
            "severity": flaw.get("severity", ""),
        }
    also = frozenset(flaw.get("also", ()))
    also_flawed = frozenset(flaw.get("also_flawed", ()))
    flawed, clean = ({**flaw["question"], **flaw[side]} for side in ("flawed", "clean"))
    severity = flaw.get("severity", "")
    yield Planted(_item(f"{name}-flawed", flawed), also | also_flawed | {rule}, rule, severity)
    yield Planted(_item(f"{name}-clean", clean), also, rule)


def _long(count: int, tail: str) -> str:
    text = (FILLER * (count // len(FILLER.split()) + 1)).split()
    return " ".join([*text[: count - len(tail.split()) - 1], "it.", tail])


def _item(name: str, authored: Mapping[str, Any]) -> Item:
    content = dict(authored)
    kind = content.pop("type", "single_choice")
    evidence = content.pop("objectives", ["established"])
    section = content.pop("section", "Chapter 1")
    level = content.pop("level", "recall")
    content.setdefault("explanation", EXPLANATION)
    for field in ("choices", "regions"):
        if field in content:
            content[field] = [_choice(choice) for choice in content[field]]
    objectives = tuple(
        Objective(f"X{number}", "A claim of the book.", one) for number, one in enumerate(evidence)
    )
    return Item(name, kind, content, level, section, objectives)


def _choice(choice: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(choice, dict):
        return choice
    # "**bold**" is no key.
    key = choice.startswith("*") and not choice.startswith("**")
    return {"text": choice.removeprefix("*") if key else choice, "key": key, "feedback": "So."}
