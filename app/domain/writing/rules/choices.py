"""The set of choices as a whole: its keys, and patterns that give the key away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import (
    CHOICE_TYPES,
    ONE_KEY_TYPES,
    choices_of,
    keys_and_distractors,
    stem_of,
)
from app.domain.writing.rules.combining import is_about_choices
from app.domain.writing.words import lead_in, plain, words

_TRUTH = frozenset("true false yes no correct incorrect right wrong".split())
_UNDECIDED = frozenset(
    "don't know,i don't know,do not know,not known,unknown,unsure,not sure,maybe,not stated,undecided,"
    "cannot be told,cannot be said,cannot tell,cannot be determined,cannot be known,it depends,"
    "impossible to say".split(",")
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_HOW_MANY_KEYS = re.compile(
    r"(?:^|[.:;(] ?|, )(?:which|what|choose|select|pick|mark|tick|name|identify|find)"
    r"(?: the| any| exactly)? (one|two|three|four|five|six|seven|[1-7])\b(?! (?:or more|or two|to)\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(r" ?(?:[,;/+&]|\b(?:and|with|plus|but|or)\b) ?", re.IGNORECASE)
_LEADING = re.compile(r"^(?:the|an?|both|its|their|in|of|by|to|no) ", re.IGNORECASE)


def true_false_choices(item: Item) -> Iterator[Finding]:
    """Find choices that are all true, false, yes or no (or undecided).

    That is a true/false question in disguise; half of the guesses are right. The true/false type
    has no choices, so it is never found.
    """
    if item.type not in CHOICE_TYPES:
        return
    choices = choices_of(item)
    texts = [" ".join(words(choice.text)) for choice in choices]
    verdicts = [text for text in texts if text in _TRUTH]
    if len(verdicts) > 1 and all(text in _TRUTH or text in _UNDECIDED for text in texts):
        yield Finding(
            "true-false-choices",
            "warning",
            choices[0].path,
            "These choices only judge the stem, so half of all guesses are right.",
            "Make it a true/false question, or ask for the fact itself.",
            quote=choices[0].text,
        )


def key_count(item: Item) -> Iterator[Finding]:
    """Find a question without a key, with a key too many, or with other keys than it announces.

    Single choice and hotspot have one key, multiple response has some; where the lead-in names a
    number ("Which **two**…", "Choose three"), that many. If all choices are keys there is nothing
    to choose: a warning.
    """
    field = item.kind.choice_list
    keys, distractors = keys_and_distractors(item)
    if len(keys) + len(distractors) < 2:
        return
    problem = mend = ""
    if not keys:
        problem, mend = "No choice is the key, so every answer counts as wrong.", "Mark the key."
    elif not item.kind.several_keys:
        if len(keys) > 1:
            problem = f"{len(keys)} choices are keys, but learners can choose one."
            mend = "Leave one key, or make it a multiple response question."
    elif (wanted := _announced(item)) and wanted != len(keys):
        problem = f"The stem asks for {wanted}, but {len(keys)} choices are keys."
        mend = "Correct the number in the stem or the keys."
    elif not distractors:
        yield Finding(
            "key-count",
            "warning",
            field,
            "Every choice is a key, so there is nothing to tell apart.",
            "Add choices that are wrong.",
        )
    if problem:
        yield Finding("key-count", "error", field, problem, mend)


def convergence(item: Item) -> Iterator[Finding]:
    """Find choices that combine parts, where the key has the commonest ones.

    Wrong choices are often the key with one part changed, so the parts that come most often lead to
    it. Found where every choice has two parts or more and the key alone scores highest; a full
    square (less and less, less and more, …) has no such key.
    """
    keys, distractors = keys_and_distractors(item)
    if item.type not in ONE_KEY_TYPES or len(keys) != 1 or len(distractors) < 2:
        return
    split = [_parts(choice.text) for choice in (*keys, *distractors)]
    if min(map(len, split)) < 2 or any(is_about_choices(c.text) for c in (*keys, *distractors)):
        return
    count = Counter(part for parts in split for part in parts)
    scores = [sum(count[part] - 1 for part in parts) / len(parts) for parts in split]
    if scores[0] > max(scores[1:]) and all(count[part] > 1 for part in split[0]):
        yield Finding(
            "convergence",
            "warning",
            keys[0].path,
            "The parts of the key come up more often than any others, so counting them leads to it.",
            "Let every part come up equally often, or ask for one part at a time.",
            quote=keys[0].text,
        )


def _announced(item: Item) -> int:
    found = _HOW_MANY_KEYS.search(plain(lead_in(stem_of(item))))
    if not found:
        return 0
    number = found[1].lower()
    return _NUMBER_WORDS.get(number) or int(number)


def _parts(text: str) -> frozenset[str]:
    """Return the parts of a choice; of three or more the place counts ("faster, deeper, slower")."""
    stripped = (_LEADING.sub("", part.strip(" .")) for part in _PARTS.split(plain(text).casefold()))
    found = [part for part in stripped if part]
    if len(found) > 2:
        return frozenset(f"{place}: {part}" for place, part in enumerate(found))
    return frozenset(found)
