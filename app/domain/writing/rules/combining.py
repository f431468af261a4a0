"""Choices that speak of other choices instead of answering the question."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from app.domain.writing.contract import Finding, Item, Severity
from app.domain.writing.reading import CHOICE_TYPES, Choice, choices_of, stem_of
from app.domain.writing.words import content_words, lead_in, plain, words

_ALL = frozenset("all both each any either every".split())
_NONE = frozenset("none neither no not nothing".split())
_OTHERS = frozenset(
    """
    above above-mentioned aforementioned below these those them preceding previous foregoing following other others listed
    mentioned answer answers choice choices option options alternative alternatives statement
    statements response responses apply applies correct true right
    """.split()
)
_BETWEEN = frozenset(
    "of the is are one two three four five six which here given as well equally any".split()
)
# Where an amount is asked for, "all of them" is an amount.
_ASKS_AMOUNT = re.compile(
    r"\bhow (?:many|much|often)\b|\b(?:share|proportion|fraction)\b", re.IGNORECASE
)

_LABEL = r"(?:[a-h]|[1-9]|iv|i{1,3}|vi{0,3})"
_ONE_LABEL = re.compile(_LABEL, re.IGNORECASE)
_COMBINED = re.compile(
    rf"(?P<both>both )?(?P<labels>{_LABEL}(?:(?:, ?(?:and )?| and | ?& ?| ?\+ ?| or ){_LABEL})*+)"
    r"(?P<only> only| alone)?",
    re.IGNORECASE,
)
_NO_BRACKETS = str.maketrans("", "", "()[]")
_LISTED = re.compile(
    rf"(?:^|\n)[ \t>*]*[(\[]?(?P<label>{_LABEL})[.):\]]|[(\[](?P<inline>{_LABEL})[)\]]",
    re.IGNORECASE,
)


def all_of_the_above(item: Item) -> Iterator[Finding]:
    """Find a choice that stands for all others: "all of the above", "both of these".

    Whoever sees that two choices are right has found it, and whoever sees that one is wrong has
    ruled it out, without knowing the rest. Only whole choices count, so "all the tablets" is none;
    and "all of them" is an amount where the lead-in asks how many.
    """
    for choice in _pointing(item, _ALL, alone="both"):
        yield Finding(
            "all-of-the-above",
            "warning",
            choice.path,
            "This choice stands for the others, so knowing two of them gives it away, and one that "
            "is wrong rules it out.",
            "Write a choice of its own, or let learners choose several (multiple response).",
            quote=choice.text,
        )


def none_of_the_above(item: Item) -> Iterator[Finding]:
    """Find a choice that denies all others: "none of the above", "neither of these".

    As a key it shows that somebody knows what is wrong, never what is right. Where all other
    choices are numbers it can be fair (the answer may have been calculated), hence a hint there.
    """
    for choice in _pointing(item, _NONE, alone="neither"):
        numeric = all(
            any(character.isdigit() for character in other.text)
            for other in choices_of(item)
            if other != choice
        )
        severity: Severity = "hint" if numeric else "warning"
        yield Finding(
            "none-of-the-above",
            severity,
            choice.path,
            "This choice tells what learners can rule out; it does not show that they know what is "
            "right.",
            "Replace it with a mistake that people really make, or take it out: three choices are "
            "enough.",
            quote=choice.text,
        )


def combined_choices(item: Item) -> Iterator[Finding]:
    """Find choices made of other choices or of a list in the stem: "A and C", "1 and 3 only".

    Such a question tests the skill of combining: one part that is known to be wrong rules out
    several choices. Two choices must be so made, or one with "both" or "only"; and the letters
    must stand for something, other choices or a list in the stem, so that blood groups A and B are
    left alone.
    """
    if item.type not in CHOICE_TYPES:
        return
    choices = choices_of(item)
    made = [(choice, _COMBINED.fullmatch(_bare(choice.text))) for choice in choices]
    combined = [(choice, found) for choice, found in made if found]
    several = [
        (choice, found)
        for choice, found in combined
        if found["both"] or found["only"] or not _ONE_LABEL.fullmatch(found["labels"])
    ]
    sure = any(found["both"] or found["only"] for _, found in several)
    if not several or not (len(several) > 1 or sure):
        return
    used = {label for _, found in combined for label in _labels(found["labels"])}
    if used <= _listed(stem_of(item)) or used <= _choice_labels(len(choices), len(combined)):
        choice = several[0][0]
        yield Finding(
            "combined-choices",
            "warning",
            choice.path,
            "Choices that combine others can be solved by elimination: one part known to be wrong "
            "rules out several of them.",
            "Offer the parts themselves and let learners choose several (multiple response).",
            quote=choice.text,
        )


def is_about_choices(text: str) -> bool:
    """Return whether a choice speaks of others only: "all of the above", "1 and 3 only"."""
    found = words(text)
    return (
        _points(found, _ALL, ())
        or _points(found, _NONE, ())
        or bool(_COMBINED.fullmatch(_bare(text)))
    )


def _pointing(item: Item, begins: frozenset[str], *, alone: str) -> Iterator[Choice]:
    """Yield the choices that are made of such a beginning and of words for the other choices."""
    if item.type not in CHOICE_TYPES:
        return
    asked = lead_in(stem_of(item))
    amount = _ASKS_AMOUNT.search(asked)
    wanted = content_words(asked)
    for choice in choices_of(item):
        found = words(choice.text)
        by_itself = found == (alone,) and not amount
        if by_itself or (_points(found, begins, wanted) and not (amount and "them" in found)):
            yield choice


def _points(found: Sequence[str], begins: frozenset[str], wanted: Container[str]) -> bool:
    """Return whether words point at other choices; they may name what is ``wanted``.

    "None of these rivers" is such a choice where the lead-in asks for a river.
    """
    return (
        len(found) > 1
        and found[0] in begins
        and not _OTHERS.isdisjoint(found[1:])
        and all(
            word in _OTHERS or word in _BETWEEN or next(iter(content_words(word)), "") in wanted
            for word in found[1:]
        )
    )


def _bare(text: str) -> str:
    return plain(text).translate(_NO_BRACKETS).strip(" .;:")


def _labels(text: str) -> set[str]:
    return {word for word in words(text) if word not in ("and", "or")}


def _listed(stem: str) -> set[str]:
    return {(found["label"] or found["inline"]).casefold() for found in _LISTED.finditer(stem)}


def _choice_labels(count: int, combined: int) -> set[str]:
    """Return the letters and numbers of the choices, if some choices are more than such labels."""
    if combined == count:
        return set()
    return set("abcdefghijklmnopqrstuvwx"[:count]) | {str(number + 1) for number in range(count)}
