"""Keys that stand in the stem of another question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.writing.contract import Finding, Item, Objective, Severity
from app.domain.writing.course_rules.material import Answer, answers_of
from app.domain.writing.course_rules.terms import terms_of
from app.domain.writing.reading import stem_of

RULE = "key-leak"
# Words of a key that stand together in more stems than this are terms of the course: they tell
# nobody what the key of one question is. (At least, at most; the share of all stems.)
MOST_STEMS, MOST_STEMS_SHARE = (2, 5), 0.01
# A word in more stems than this says little about what a stem is about.
COMMON_STEMS, COMMON_STEMS_SHARE = (3, 50), 0.05
# From so much of the asking stem on, the other stem speaks about the same thing.
SAME_THING = 0.5
PHRASE_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Stems:
    """The terms of all stems, and the places at which each word stands."""

    words: tuple[frozenset[str], ...]
    places: dict[str, set[int]]
    most: int
    common: int

    def with_all(self, words: frozenset[str]) -> set[int]:
        """Return the places of the stems that have all of these words (at least one)."""
        found = sorted((self.places.get(word, set()) for word in words), key=len)
        return set.intersection(*found)

    def telling(self, words: frozenset[str]) -> frozenset[str]:
        """Return those words that few stems have."""
        return frozenset(word for word in words if len(self.places[word]) <= self.common)


def key_leak(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find keys all of whose terms stand in another question's stem.

    Only words that the question's own stem lacks count, and only when few stems of the course have
    them together: common terms give nothing away. A warning where the other stem is about the same
    thing (it has half of the telling words of this stem), a hint where it has some of them or where
    the key is a phrase of three terms. A statement to judge true or false asserts nothing,
    so it earns a hint at most. A waiver on either question lets it stand.
    """
    stems = _read(items)
    for place, item in enumerate(items):
        # The words of a place in a picture give nothing away.
        if item.kind.picture is not None:
            continue
        for answer in answers_of(item):
            yield from _leaks(items, stems, place, answer)


def _read(items: Sequence[Item]) -> _Stems:
    words = tuple(frozenset(terms_of(stem_of(item))) for item in items)
    places: dict[str, set[int]] = {}
    for place, found in enumerate(words):
        for word in found:
            places.setdefault(word, set()).add(place)
    return _Stems(
        words,
        places,
        most=_within(MOST_STEMS, len(items) * MOST_STEMS_SHARE),
        common=_within(COMMON_STEMS, len(items) * COMMON_STEMS_SHARE),
    )


def _within(bounds: tuple[int, int], number: float) -> int:
    least, most = bounds
    return max(least, min(most, int(number)))


def _leaks(items: Sequence[Item], stems: _Stems, place: int, answer: Answer) -> Iterator[Finding]:
    own = stems.words[place]
    key = frozenset(terms_of(answer.text)) - own
    if not key:
        return
    holders = stems.with_all(key) - {place}
    if len(holders) > stems.most:
        return
    for other in sorted(holders):
        severity = _strength(stems, own, other, key, judged=items[other].kind.judged)
        if severity is not None:
            yield _finding(items[place], items[other], answer, severity)


def _strength(
    stems: _Stems, own: frozenset[str], other: int, key: frozenset[str], *, judged: bool
) -> Severity | None:
    telling = stems.telling(own)
    shared = telling & stems.words[other]
    if len(shared) >= 2 and len(shared) >= SAME_THING * len(telling):
        return "hint" if judged else "warning"
    return "hint" if shared or len(key) >= PHRASE_WORDS else None


def _finding(item: Item, holder: Item, answer: Answer, severity: Severity) -> Finding:
    on_holder = RULE in holder.waived and RULE not in item.waived
    if on_holder:
        message = f"This stem says “{answer.text}”, which “{item.name}” asks for."
    else:
        message = f"The stem of “{holder.name}” says “{answer.text}”, which is asked for here."
    return Finding(
        rule=RULE,
        severity=severity,
        path="stem" if on_holder else answer.path,
        question=holder.name if on_holder else item.name,
        quote=answer.text,
        message=f"{message} Learners who have seen one do not need to know the other.",
        mend="Say it in other words in that stem, or ask for something that it does not tell.",
    )
