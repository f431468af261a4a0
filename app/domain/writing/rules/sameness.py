"""Choices that say the same, word for word or in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from app.domain.questions.fields import texts_at
from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import keys_and_distractors
from app.domain.writing.words import plain, stem_of_word, without_emphasis, words

# In texts shorter than this, capitals tell apart: "CO" and "Co".
_CASE_MATTERS = 4
# With these a phrase is turned round: "swelling of the ankle", "blood sugar that is low".
_TURNS = frozenset(("of", "that", "which"))
# Signs mean something, and no words are left to compare without them: "≤ 5" and "≥ 5".
_SIGNS = re.compile(r"[$<>=≤≥≠≈±+−%°#]|(?<!\w)-|(?<!\S)\*(?!\S)")
# An exclamation mark after a letter or number by itself is a factorial.
_EXCLAIMED = re.compile(r"(?<=[^\W\d_]{2})!+$")
_ARTICLE = re.compile(r"^(?:the|an?) (?=\w)")
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


def repeated_choices(item: Item) -> Iterator[Finding]:
    """Find two choices (items, right-hand sides) that read the same.

    Capitals, emphasis, an article and the full stop make no difference, unless nothing but they
    tell short texts apart ("CO" and "Co"); signs do ("< 5" and "> 5").
    """
    first: dict[str, str] = {}
    for path, text in texts_at(item.content, item.kind.fields, "offered"):
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


def _normal(text: str) -> str:
    text = _EXCLAIMED.sub("", without_emphasis(text).rstrip(".;,:"))
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
