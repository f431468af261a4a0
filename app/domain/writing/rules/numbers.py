"""Choices that are amounts: their order, their units, where they overlap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from app.domain.writing.contract import Finding, Item
from app.domain.writing.quantities import Amount, amount_of
from app.domain.writing.reading import CHOICE_TYPES, Choice, choices_of, flag_at, stem_of
from app.domain.writing.words import lead_in, plain

_SEQUENCE = 3
# A question that has learners compare or convert wants different units.
_CONVERTS = re.compile(
    r"\b(?:equal|equals|equivalent|convert\w*|correspond\w*|largest|smallest|greatest|longest|"
    r"shortest|highest|lowest|biggest|heaviest|lightest|same as|how many)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:none|neither|unknown|undefined|no (?:dose|number|amount|limit|change|effect|data|figure)|"
    r"not|cannot|can't|unclear|undetermined|infinit\w+|nothing|all|any)\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(to|by|because|since|if|when|while|in order to)\b",
    re.IGNORECASE,
)


def lost_sequence(item: Item) -> Iterator[Finding]:
    """Find numbers offered in no order, or in order but then shuffled.

    Three choices or more that are all amounts of one kind are to rise or to fall, so that nobody
    searches among them; and as choices are shuffled unless the question keeps their order, it has
    to. Units are converted first. The places of a hotspot are never shuffled.
    """
    measured = _measured(item)
    if len(measured) < _SEQUENCE or len(measured) != len(choices_of(item)):
        return
    if len({amount.kind for _, amount in measured}) > 1:
        return
    ends = [(amount.low, amount.high) for _, amount in measured]
    rises = [one < other for one, other in pairwise(ends)]
    if not (all(rises) or not any(rises)):
        astray = next(place for place in range(1, len(rises)) if rises[place] != rises[0]) + 1
        yield Finding(
            "lost-sequence",
            "warning",
            measured[astray][0].path,
            "These numbers neither rise nor fall, so people have to search for theirs.",
            "Put them in order, smallest or largest first, and keep the order of the choices.",
            quote=measured[astray][0].text,
        )
    elif not flag_at(item.content, "keep_order"):
        yield Finding(
            "lost-sequence",
            "warning",
            "choices",
            "These numbers are in order here, but choices are shuffled when they are shown.",
            "Keep the order of the choices (keep_order: true).",
        )


def overlapping_ranges(item: Item) -> Iterator[Finding]:
    """Find ranges that share a number: "10–20" and "20–30", "over 5" and "over 10".

    Whoever has the number that both hold has two right answers. "Under 10" and "10–20" share none.
    """
    for (_, one), (choice, other) in combinations(_measured(item), 2):
        if one.kind == other.kind and (one.is_range or other.is_range) and one.overlaps(other):
            yield Finding(
                "overlapping-ranges",
                "warning",
                choice.path,
                "This overlaps with another choice, so for some numbers two choices are right.",
                "Let each range begin after the one before it ends.",
                quote=choice.text,
            )
            return


def mixed_units(item: Item) -> Iterator[Finding]:
    """Find amounts of one kind in different units (mg and g), or some without a unit.

    It tests conversion rather than the matter. Where the lead-in has learners convert or compare
    ("which is the largest"), that is the point, and nothing is found.
    """
    measured = _measured(item)
    if _CONVERTS.search(plain(lead_in(stem_of(item)))):
        return
    for (_, one), (choice, other) in combinations(measured, 2):
        same_kind = one.kind == other.kind and one.unit != other.unit
        if same_kind or (bool(one.unit) != bool(other.unit) and one.high != 0 != other.high):
            yield Finding(
                "mixed-units",
                "warning",
                choice.path,
                f"The choices are in different units (“{one.unit or 'none'}”, "
                f"“{other.unit or 'none'}”), which tests conversion rather than the matter.",
                "Give all of them in one unit.",
                quote=choice.text,
            )
            return


def logical_cue(item: Item) -> Iterator[Finding]:
    """Find one choice that is of another kind than all others.

    An amount among words, words among amounts, milligrams among weeks; as a hint, one that is built
    otherwise ("By …", "By …", "A tablet"). The odd one out is taken or crossed out at sight.
    Choices that differ in units of one kind only are for mixed-units; "cannot be told" goes with
    any kind.
    """
    choices = [] if item.type not in CHOICE_TYPES else choices_of(item)
    choices = [choice for choice in choices if not _OUTSIDE.search(choice.text)]
    if len(choices) < _SEQUENCE:
        return
    amounts = [amount_of(plain(choice.text)) for choice in choices]
    numeric = ["words" if amount is None else "amount" for amount in amounts]
    kinds = [amount.kind for amount in amounts if amount]
    measured = len(kinds) == len(choices) and all(kinds)
    if odd := _odd(choices, numeric) or (_odd(choices, kinds) if measured else None):
        yield _other_kind(odd, hint=False)
    elif odd := _odd(choices, [_opener(choice.text) for choice in choices]):
        yield _other_kind(odd, hint=True)


def _measured(item: Item) -> list[tuple[Choice, Amount]]:
    if item.type not in CHOICE_TYPES:
        return []
    found = [(choice, amount_of(plain(choice.text))) for choice in choices_of(item)]
    return [(choice, amount) for choice, amount in found if amount]


def _odd(choices: list[Choice], kinds: list[str]) -> Choice | None:
    """Return the one choice that differs where all others are of one kind, and of any at all."""
    (common, times), *_ = Counter(kinds).most_common(1)
    if not common or times != len(choices) - 1:
        return None
    return next(choice for choice, kind in zip(choices, kinds, strict=True) if kind != common)


def _opener(text: str) -> str:
    found = _OPENERS.match(plain(text))
    return found[1].lower() if found else ""


def _other_kind(odd: Choice, *, hint: bool) -> Finding:
    return Finding(
        "logical-cue",
        "hint" if hint else "warning",
        odd.path,
        "This choice is of another kind than all the others, so it is taken or crossed out at sight.",
        "Make all choices the same kind of thing, built alike.",
        quote=odd.text,
    )
