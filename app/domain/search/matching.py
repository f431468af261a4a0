"""Where in a text is what was searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.search.spellings import MORE, Sequences
from app.domain.search.terms import stem
from app.domain.search.tokens import Token, compounds, pieces

Span = tuple[int, int]


def matching_words(wanted: Sequences, text: str) -> list[Span]:
    """Return where sequences of index words stand in a text: start and end of each word.

    What was found without a space in it is one: all of B-12, all of a run of signs.
    """
    if not wanted:
        return []
    search = _Search(wanted)
    found = pieces(text)
    words = [token for piece in found for token in piece.tokens]
    spans = [span for stretch in search.stretches(words) for span in _without_spaces(stretch, text)]
    spans += [
        (compound.tokens[0].start, compound.tokens[-1].end)
        for compound in compounds(found)
        if any(search.stretches(compound.tokens))
    ]
    return _merged(spans)


class _Search:
    """Sequences by what they begin with, so that most words of a text are passed over at once."""

    def __init__(self, wanted: Sequences) -> None:
        self.by_first: dict[str, list[Sequence[str]]] = {}
        for sequence in wanted:
            self.by_first.setdefault(sequence[0], []).append(sequence)
        self.open_ended = [first for first in self.by_first if first.endswith(MORE)]
        # A stem begins as its word does: most words need not be stemmed.
        self.initials = {first[0] for first in self.by_first}

    def stretches(self, words: Sequence[Token]) -> Iterator[list[Span]]:
        """Yield the places of each match, word by word."""
        for place, token in enumerate(words):
            if token.word[0] not in self.initials:
                continue
            for first in self._firsts(token):
                for sequence in self.by_first.get(first, ()):
                    stretch = words[place : place + len(sequence)]
                    if len(stretch) == len(sequence) and all(map(_fits, sequence, stretch)):
                        after = words[place + len(sequence) : place + len(sequence) + 1]
                        yield _places(sequence, stretch, after)

    def _firsts(self, token: Token) -> set[str]:
        open_ended = (first for first in self.open_ended if _fits(first, token))
        return {token.word, stem(token.word), *open_ended}


def _fits(wanted: str, token: Token) -> bool:
    if wanted.endswith(MORE):
        return token.word.startswith(wanted[:-1])
    return wanted in (token.word, stem(token.word))


def _places(
    sequence: Sequence[str], stretch: Sequence[Token], after: Sequence[Token]
) -> list[Span]:
    places = [(token.start, token.end) for token in stretch]
    if after and sequence[-1].endswith(MORE):
        # Of a pair of signs the first was asked for, and the next pair begins with the second.
        start, end = places[-1]
        places[-1] = (start, min(end, after[0].start))
    return places


def _without_spaces(places: Sequence[Span], text: str) -> list[Span]:
    """Return the places of a match, those in one that only signs lie between."""
    spans = [places[0]]
    for start, end in places[1:]:
        if text[spans[-1][1] : start].isspace():
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
    return spans


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
