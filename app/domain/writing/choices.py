"""The set of choices as a whole: its keys, repetitions, and patterns that give the key away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from app.domain.writing.combining import is_about_choices
from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import (
    CHOICE_TYPES,
    choices_of,
    entries_at,
    keys_and_distractors,
    stem_of,
    text_at,
)
from app.domain.writing.words import lead_in, plain, stem_of_word, words

_TRUTH = frozenset("true false yes no correct incorrect right wrong".split())
_UNDECIDED = frozenset(
    (
        *(
            "don't know",
            "i don't know",
            "do not know",
            "not known",
            "unknown",
            "unsure",
            "not sure",
        ),
        *("maybe", "not stated", "cannot be told", "cannot be said", "cannot tell", "undecided"),
        *("cannot be determined", "cannot be known", "impossible to say", "it depends"),
    )
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_HOW_MANY_KEYS = re.compile(
    r"(?:^|[.:;(] ?|, )(?:which|what|choose|select|pick|mark|tick|name|identify|find)"
    r"(?: the| any| exactly)? (one|two|three|four|five|six|seven|[1-7])\b(?! (?:or more|or two|to)\b)",
    re.IGNORECASE,
)
# Signs that tell short texts apart: "≤ 5" and "≥ 5", "CO" and "Co".
_CASE_MATTERS = 4
_TURNS = frozenset(("of", "that", "which"))
_SIGNS = re.compile(r"[$<>=≤≥≠≈±+−%°]|(?<!\w)-")
_ARTICLE = re.compile(r"^(?:the|an?) (?=\w)")
_PARTS = re.compile(r"\s*(?:[,;/+&]|\b(?:and|with|plus|but|or)\b)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:the|an?|both|its|their|in|of|by|to|no) ", re.IGNORECASE)
# Words that carry no meaning of their own when two choices are compared.
_EMPTY = frozenset(
    "a an the of its it their they this that these those is are be been being was were has have had "
    "by in on at for with as and which also very quite rather there".split()
)
# Words that say the same in a choice: each stands for the first of its row.
_SAME = {
    word: alike[0]
    for alike in (
        ("less", "reduced", "decreased", "lower", "lowered", "lessened", "diminished", "fewer"),
        ("more", "increased", "raised", "higher", "greater", "heightened", "elevated"),
        ("raises", "raise", "increases", "increase", "elevates", "heightens"),
        ("lowers", "reduces", "reduce", "decreases", "decrease", "lessens", "diminishes"),
        ("quick", "quicker", "fast", "faster", "rapid", "quickly", "rapidly", "swift", "speedy"),
        ("slow", "slower", "slowly", "sluggish"),
        ("big", "bigger", "large", "larger", "sizeable"),
        ("small", "smaller", "little"),
        ("start", "starts", "begin", "begins", "beginning", "onset"),
        ("stop", "stops", "end", "ends", "cease", "ceases"),
        ("lack", "lacking", "shortage", "deficiency", "insufficiency", "shortfall"),
        ("doctor", "physician"),
        ("drug", "medicine", "medication", "medicament"),
        ("sore", "soreness", "tender", "tenderness"),
        ("tablet", "tablets", "pill", "pills"),
        ("make", "making", "formation", "forming", "production", "producing", "synthesis"),
        ("help", "aid", "assist", "assistance"),
        ("blood", "haematic", "hematic"),
    )
    for word in alike
}


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
    field = "regions" if item.type == "hotspot" else "choices"
    keys, distractors = keys_and_distractors(item)
    if len(keys) + len(distractors) < 2:
        return
    problem = mend = ""
    if not keys:
        problem, mend = "No choice is the key, so every answer counts as wrong.", "Mark the key."
    elif item.type != "multiple_response":
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


def repeated_choices(item: Item) -> Iterator[Finding]:
    """Find two choices (items, right-hand sides) that read the same.

    Capitals, emphasis, an article and the full stop make no difference, unless nothing but they
    tell short texts apart ("CO" and "Co"); signs do ("< 5" and "> 5").
    """
    first: dict[str, str] = {}
    for path, text in _offered(item):
        normal = _normal(text)
        if normal in first:
            yield Finding(
                "repeated-choices",
                "error",
                path,
                f"This says the same as “{first[normal]}”: either both are right or neither is.",
                "Change one of them or take it out.",
                quote=text,
            )
        else:
            first[normal] = text


def similar_distractors(item: Item) -> Iterator[Finding]:
    """Find two distractors that mean the same in other words.

    Where one key is wanted, two choices of one meaning must both be wrong, so fewer are left to
    guess from. They are compared by the stems of their words, with articles and the like left out
    and some synonyms as one ("reduced", "decreased"); choices that differ in one word that counts
    are parallel, which is good. In the other order the words must be few and joined by "of" or "that".
    """
    _, distractors = keys_and_distractors(item)
    if item.type == "matching":
        return
    for one, other in combinations(distractors, 2):
        first, second = _meaning(one.text), _meaning(other.text)
        turned = (
            len(first) <= 3 and sorted(first) == sorted(second) and _turned(one.text, other.text)
        )
        if first and _normal(one.text) != _normal(other.text) and (first == second or turned):
            yield Finding(
                "similar-distractors",
                "warning",
                other.path,
                f"This means the same as “{plain(one.text)}”: both must be wrong, so one of them "
                "is no choice at all.",
                "Replace one of them by another mistake, or take it out.",
                quote=other.text,
            )


def convergence(item: Item) -> Iterator[Finding]:
    """Find choices that combine parts, where the key has the commonest ones.

    Wrong choices are often the key with one part changed, so the parts that come most often lead to
    it. Found where every choice has two parts or more and the key alone scores highest; a full
    square (less and less, less and more, …) has no such key.
    """
    keys, distractors = keys_and_distractors(item)
    if item.type != "single_choice" or len(keys) != 1 or len(distractors) < 2:
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


def _offered(item: Item) -> Iterator[tuple[str, str]]:
    """Yield all that is offered to pick: choices, regions, right-hand sides, items."""
    for choice in choices_of(item):
        yield choice.path, choice.text
    if item.type == "matching":
        for place, pair in enumerate(entries_at(item.content, "pairs")):
            if text := text_at(pair, "right"):
                yield f"pairs.{place}.right", text
    for name in {"matching": ("distractors",), "ordering": ("items",)}.get(item.type, ()):
        for place, entry in enumerate(entries_at(item.content, name)):
            if isinstance(entry, str) and entry.strip():
                yield f"{name}.{place}", entry


def _normal(text: str) -> str:
    text = " ".join(text.replace("*", "").split()).rstrip(".;,:!")
    if len(text) < _CASE_MATTERS:
        return text
    return _ARTICLE.sub("", text.casefold()) or text


def _meaning(text: str) -> tuple[str, ...]:
    if _SIGNS.search(text):
        return ()
    return tuple(
        _SAME.get(word) or stem_of_word(word) for word in words(text) if word not in _EMPTY
    )


def _turned(one: str, other: str) -> bool:
    """Return whether one of two texts turns the other round: "swelling of the ankle"."""
    return _TURNS.isdisjoint(words(one)) != _TURNS.isdisjoint(words(other))


def _parts(text: str) -> frozenset[str]:
    """Return the parts of a choice; of three or more the place counts ("faster, deeper, slower")."""
    stripped = (_LEADING.sub("", part.strip(" .")) for part in _PARTS.split(plain(text).casefold()))
    found = [part for part in stripped if part]
    if len(found) > 2:
        return frozenset(f"{place}: {part}" for place, part in enumerate(found))
    return frozenset(found)
