"""Questions that say nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from app.domain.writing.contract import Finding, Item, Objective
from app.domain.writing.course_rules.material import said_by
from app.domain.writing.course_rules.terms import terms_of

LIKE_PER_CENT = 80
LIKE, ALMOST_THE_SAME = LIKE_PER_CENT / 100, 0.9
# Fewer terms make two questions alike by accident ("What is this?").
FEWEST_WORDS = 4
# Of the questions that share a word of theirs, so many of the last ones are compared.
MOST_COMPARED = 50
RULE = "near-duplicate"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier question that a later one is like, and how much, from 0 to 1."""

    earlier: int
    score: float


def near_duplicate(items: Sequence[Item], objectives: Sequence[Objective]) -> Iterator[Finding]:
    """Find questions whose stem and key have nearly the words of an earlier question's.

    Token-set similarity: twice the number of shared terms, divided by the number of both
    (Dice 1945). A question is named once, with the earlier one that it is most like. A waiver on
    either of two siblings lets both stand.
    """
    for place, likes in find_alike([_terms_of(item) for item in items]):
        item = items[place]
        open_ones = [like for like in likes if RULE not in items[like.earlier].waived]
        like = max(open_ones or likes, key=lambda one: (one.score, -one.earlier))
        earlier = items[like.earlier]
        waiver = item if open_ones or RULE in item.waived else earlier
        other = earlier if waiver is item else item
        yield Finding(
            rule=RULE,
            severity="warning" if like.score >= ALMOST_THE_SAME else "hint",
            path="stem",
            question=waiver.name,
            quote=other.name,
            message=(
                f"This has {like.score:.0%} of its terms in common with “{other.name}”. "
                "Learners who know one know the other by its looks, and it adds nothing."
            ),
            mend=(
                "Ask for another side of the objective, or retire one of them. Siblings on "
                "purpose can be waived with the reason."
            ),
        )


def _terms_of(item: Item) -> Words:
    return tuple(term for text in said_by(item) for term in terms_of(text))


def find_alike(texts: Sequence[Words]) -> Iterator[tuple[int, list[Like]]]:
    """Yield each text that has like ones before it, with these.

    Two sets can only be as similar as ``LIKE`` when they share one of the rarest few of their
    words, so only those that do are compared (prefix filtering: Chaudhuri, Ganti & Kaushik 2006).
    This loses no pair, except where more than ``MOST_COMPARED`` share a word.
    """
    common = Counter(word for words in texts for word in set(words))
    blocks: dict[str, list[int]] = {}
    ordered = [sorted(set(words), key=lambda word: (common[word], word)) for words in texts]
    for place, words in enumerate(ordered):
        if len(words) < FEWEST_WORDS:
            continue
        prefix = words[: _prefix_length(len(words))]
        candidates = {
            earlier for word in prefix for earlier in blocks.get(word, ())[-MOST_COMPARED:]
        }
        likes = [
            Like(earlier, score)
            for earlier in sorted(candidates)
            if (score := _similarity(words, ordered[earlier]))
        ]
        if likes:
            yield place, likes
        for word in prefix:
            blocks.setdefault(word, []).append(place)


def _prefix_length(size: int) -> int:
    """Return how many of its rarest words a set must be looked up by.

    A set that is t similar to one of n words has nt/(2-t) words or more, and shares as many or
    more with it; so it shares one of any n - nt/(2-t) + 1. Worked out in whole per cent.
    """
    least_shared = -(-size * LIKE_PER_CENT // (200 - LIKE_PER_CENT))
    return size - least_shared + 1


def _similarity(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the Dice similarity of two sets in one order, 0 below ``LIKE``.

    The Indel distance of two sequences counts what a longest common subsequence leaves over of
    both; of sets in the same order that is all but their intersection. Whole numbers are compared,
    since a quotient may miss the bound by a rounding.
    """
    both = len(words) + len(others)
    most = both * (100 - LIKE_PER_CENT) // 100
    distance = Indel.distance(words, others, score_cutoff=most)
    return 1 - distance / both if distance <= most else 0.0
