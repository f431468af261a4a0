"""How well a slip of spelling is told from another word, on lists that nothing was tuned on.

Run it with ``python -m tests.domain.questions.slips``; decision 0012 tells what it printed. Two
lists are measured, each split in halves by a hash of the entry. The first half was looked at while
the rules were made. Of the other one, which the rules have to hold on, only the rate was.

- ``different_words.txt``: pairs of words that mean different things and lie so near each other that
  their letters alone would pass for a slip. A pair counts as refused if each is wrong for the other.
- The common misspellings of English that cspell's dictionaries carry (from Wikipedia's list and that
  of the program *typos*). Every one is counted whose right word has 5 letters or more. It is
  forgiven if it counts as right for a word that the list gives for it. Its licence (CC BY-SA) asks
  for the same licence from who copies it, so it is installed for tests and not part of Myelin.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path

from app.domain.questions import get_type

PAIRS = Path(__file__).with_name("different_words.txt")
MISSPELLINGS = (
    Path(__file__).parents[3] / "node_modules/@cspell/dict-en-common-misspellings/dict/dict-en.json"
)
FEWEST_LETTERS = 5
# Of the normal distribution, for 95 %.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many, with Wilson's 95 % interval."""

    count: int
    total: int

    @property
    def share(self) -> float:
        return self.count / self.total

    @property
    def interval(self) -> tuple[float, float]:
        spread = Z * Z / self.total
        middle = self.share + spread / 2
        half = Z * sqrt(self.share * (1 - self.share) / self.total + spread / self.total / 4)
        return (middle - half) / (1 + spread), (middle + half) / (1 + spread)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.total}: {self.share:.1%} (95 % interval {low:.1%} to {high:.1%})"


def is_held_out(entry: str) -> bool:
    return sha256(entry.encode()).digest()[0] % 2 == 1


def read_pairs() -> list[tuple[str, str]]:
    lines = PAIRS.read_text("utf-8").splitlines()
    return [(one, other) for one, other in (line.split() for line in lines)]


def read_misspellings() -> list[tuple[str, list[str]]]:
    """Return each misspelling with the words that it may stand for."""
    definition = json.loads(MISSPELLINGS.read_text("utf-8"))["dictionaryDefinitions"][0]
    entries = (line.split("->") for line in (*definition["flagWords"], *definition["suggestWords"]))
    read = [(typed, [word.strip() for word in words.split(",")]) for typed, words in entries]
    return [(typed, words) for typed, words in read if len(words[0]) >= FEWEST_LETTERS]


def counts_as_right(typed: str, accepted: str) -> bool:
    content = {"stem": "Which word?", "explanation": "This one.", "accept": [accepted]}
    return get_type("short_answer").mark(content, {"text": typed}).correct


def measure_pairs(pairs: Iterable[tuple[str, str]]) -> Rate:
    refused = [
        not counts_as_right(one, other) and not counts_as_right(other, one) for one, other in pairs
    ]
    return Rate(sum(refused), len(refused))


def measure_misspellings(misspellings: Sequence[tuple[str, list[str]]]) -> Rate:
    forgiven = [
        any(counts_as_right(typed, word) for word in words) for typed, words in misspellings
    ]
    return Rate(sum(forgiven), len(forgiven))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--every", type=int, default=1, help="count one misspelling in so many only"
    )
    every = parser.parse_args().every
    for name, wanted in (("Tuning half", False), ("Held-out half", True)):
        pairs = [pair for pair in read_pairs() if is_held_out(" ".join(pair)) == wanted]
        misspellings = [one for one in read_misspellings() if is_held_out(one[0]) == wanted][
            ::every
        ]
        sys.stdout.write(
            f"{name}\n"
            f"  pairs of different words refused: {measure_pairs(pairs)}\n"
            f"  misspellings forgiven: {measure_misspellings(misspellings)}\n"
        )


if __name__ == "__main__":
    main()
